"""Roles: what only the staff may do, or who pays, is refused to everyone else."""

from __future__ import annotations

import asyncio
import re
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from prodworthy.api import (
    Account,
    Accounts,
    CheckFailed,
    Control,
    Exchange,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Run,
    Severity,
    Target,
    check,
    found,
    observation,
    search_openapi,
)
from prodworthy.rules.openapi import Document, template_parameters
from security.declared import auth_of
from security.operations import ASKS_WHO

_ADMIN = "admin"
_FOR_STAFF = re.compile(r"(?i)/(?:admin|administration|backoffice|superuser)(?=/|$)")
_CLAIMS = {"X-Admin": "1", "X-Is-Admin": "true", "X-Role": "admin", "X-User-Role": "admin"}
_REFUSES = frozenset({*ASKS_WHO, 302, 303, 307, 402, 404, 405, 410, 451})
_BEFORE = frozenset({400, 415, 422, 429})
_MADE_UP = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST = 40
_ORDINARY = "an ordinary account"


@dataclass(frozen=True, slots=True)
class RoleAnswers:
    """What something that only some may do answers.

    Attributes:
        attempts: to those who may not, by who they are.
        siblings: to an ordinary account, at paths beside it and further away that cannot exist.
        holder: to one who may; None where nobody is declared, or it would change something.
        variants: to an ordinary account, by other ways of writing the path; none where there is no holder.
    """

    attempts: Mapping[str, Exchange]
    siblings: tuple[Exchange, ...]
    holder: Exchange | None
    variants: Mapping[str, Exchange] = field(default_factory=dict)


@observation(phase=Phase.WRITING, deadline=60.0, requests=12 * _MOST, needs={"accounts"})
async def role_answers(
    http: Http, target: Target, accounts: Accounts, run: Run, three_accounts: tuple[Account, Account, Account]
) -> dict[str, dict[str, RoleAnswers]]:
    """What is kept for some, asked by others, by role and route."""
    auth = auth_of(target)
    document = (await search_openapi(http, target)).document
    routes = {name: [("GET", path) for path in role.routes] for name, role in auth.roles.items()}
    for_staff = routes.setdefault(_ADMIN, [])
    for_staff += [route for route in _documented(target, document) if route not in for_staff]
    if not any(routes.values()):
        return {}
    account, seen = three_accounts[0], {}
    for name, listed in routes.items():
        role = auth.roles.get(name)
        holder = None
        if role is not None and role.user is not None:
            run.redactor.learn(role.user.password)
            known = {"email": role.user.email, "password": role.user.password, "run": run.id}
            holder = await accounts.sign_in(known, made=False)
        answers = await asyncio.gather(*(_ask(http, *route, account, holder) for route in listed[:_MOST]))
        seen[name] = {f"{method} {path}": one for (method, path), one in zip(listed, answers, strict=False)}
    return seen


@check(
    "security.admin_operations",
    "What is for the staff is refused to everyone else",
    severity=Severity.BLOCKER,
    reference="OWASP API5:2023; ASVS v5.0.0-8.2.1; CWE-862; CWE-285; WSTG-APIT-04",
    remedy="Look the role up on the server for every operation of the staff, in one place that none can bypass.",
    covers=["AZ-06"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_admin_operations(
    role_answers: Mapping[str, Mapping[str, RoleAnswers]], parts: Parts, refusal: Refusal
) -> None:
    """The page that only the staff has a link to is open to whoever guesses its address."""
    answers = role_answers.get(_ADMIN)
    if not answers:
        raise NotApplicable("no operation for the staff is documented or declared: declare [auth.roles.admin] routes")
    _judge(answers, _ADMIN, parts, refusal)


@check(
    "security.path_variants",
    "Another way of writing its path opens nothing that is for the staff",
    severity=Severity.MAJOR,
    reference="WSTG-ATHZ-02; CWE-285; CWE-178; CWE-436",
    remedy="Guard where the route is known, not by comparing paths before it; ignore X-Original-URL from outside.",
    covers=["AZ-14"],
    needs={"accounts"},
    refusal=True,
    opt_in=True,
    creates="one test account",
)
def test_path_variants(role_answers: Mapping[str, Mapping[str, RoleAnswers]], parts: Parts, refusal: Refusal) -> None:
    """A guard that compares texts and a router that reads them kindly leave a gap of one capital letter."""
    guarded = [(route, seen) for routes in role_answers.values() for route, seen in routes.items() if seen.variants]
    if not guarded:
        raise NotApplicable("nobody who may see what is for the staff is declared: declare [auth.roles.admin] user")
    for route, seen in guarded:
        control = Control.accepted("somebody with the role gets it", seen.holder) if seen.holder else None
        for how, answer in seen.variants.items():
            with parts.part(f"{route} {how}"):
                if control is None or seen.holder is None:
                    raise NotApplicable("nobody with the role asked for it")
                refusal.require(control)
                told = _names(seen.holder)
                if answer.ok and not told:
                    raise NotApplicable("what the role gets is no JSON object: it is not known again (as observed)")
                if answer.ok and _names(answer) == told and seen.attempts[_ORDINARY].status != answer.status:
                    found("an ordinary account gets what only the role should", "a refusal").raise_if_any()


@check(
    "security.paid_operations",
    "What takes a role, such as a subscription, is refused without it",
    severity=Severity.MINOR,
    reference="ASVS v5.0.0-8.3.1; OWASP API6:2023; CWE-862",
    remedy="Look up on the server what somebody has paid for, for every operation; a page that hides it is no guard.",
    covers=["AZ-12"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_paid_operations(role_answers: Mapping[str, Mapping[str, RoleAnswers]], parts: Parts, refusal: Refusal) -> None:
    """What is sold in the page and given away by the API is soon given away to everyone."""
    others = {name: answers for name, answers in role_answers.items() if name != _ADMIN and answers}
    if not others:
        raise NotApplicable("no role but that of the staff is declared: declare [auth.roles.premium] routes")
    for name, answers in others.items():
        _judge(answers, name, parts, refusal)


def _judge(answers: Mapping[str, RoleAnswers], role: str, parts: Parts, refusal: Refusal) -> None:
    for route, seen in answers.items():
        for who, attempt in seen.attempts.items():
            with parts.part(f"{route} by {who}"):
                _judge_one(seen, attempt, f"{route} by {who}", role, refusal)


def _judge_one(seen: RoleAnswers, attempt: Exchange, what: str, role: str, refusal: Refusal) -> None:
    if attempt.ok:
        if attempt.is_html and any(one.is_html and one.status == attempt.status for one in seen.siblings):
            raise NotApplicable("it gets the page that every unknown path gets (as observed): the API behind it counts")
        raise CheckFailed(found(f"{what} was accepted with {attempt.status}", "401, 403 or 404"))
    if attempt.status in _BEFORE:
        raise NotApplicable(f"answered {attempt.status} before it is asked who is there (as observed)")
    if seen.holder is not None:
        control = Control.accepted(f"somebody with the role {role} gets it", seen.holder)
    else:
        other = next((one for one in seen.siblings if one.status != attempt.status), seen.siblings[0])
        control = Control(
            "a path that cannot exist is answered otherwise",
            held=other.status != attempt.status,
            seen=f"{other.describe()}; declare [auth.roles.{role}] user, to tell them apart",
            exchange=other,
        )
    refusal.judge(attempt, control, what=what, refused=_REFUSES)


async def _ask(http: Http, method: str, path: str, account: Account, holder: Account | None) -> RoleAnswers:
    token = secrets.token_hex(6)
    bare, last = path.partition("?")[0].rstrip("/"), path.rstrip("/").rpartition("/")[2]
    beside = bare.replace(f"/{last}", f"-{token}/{last}") if _MADE_UP.fullmatch(last) else f"{bare}-{token}"
    fields = {
        "nobody": {},
        _ORDINARY: account.headers,
        "an ordinary account that claims to be more": {**account.headers, **_CLAIMS},
    }
    *tried, near, away = await asyncio.gather(
        *(http.send(method, path, headers=one) for one in fields.values()),
        http.send(method, beside, headers=account.headers),
        http.send(method, f"/prodworthy-{token}", headers=account.headers),
    )
    may = await http.get(path, headers=holder.headers) if holder is not None and method == "GET" else None
    written = _written(path) if may is not None else {}
    variants = await asyncio.gather(
        *(http.get(one, headers={**account.headers, **more}) for one, more in written.values())
    )
    return RoleAnswers(
        dict(zip(fields, tried, strict=True)), (near, away), may, dict(zip(written, variants, strict=True))
    )


def _written(path: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Return other ways of writing a path that some routers take for the same, with further header fields, by how."""
    bare = path.partition("?")[0]
    head, _, last = bare.rpartition("/")
    return {
        "in capitals": (bare.upper(), {}),
        "with two slashes": (f"{head}//{last}", {}),
        "with a slash behind it": (f"{bare}/", {}),
        "with a parameter behind it": (f"{bare};prodworthy=1", {}),
        "with an escaped letter": (f"{head}/%{ord(last[:1] or 'x'):02X}{last[1:]}", {}),
        "with an ending": (f"{bare}.json", {}),
        "in X-Original-URL": ("/", {"X-Original-URL": bare, "X-Rewrite-URL": bare}),
    }


def _names(answer: Exchange) -> frozenset[str]:
    """Return the names at the top of a JSON object, or of the first one of a list; none of anything else."""
    document = answer.json() if answer.ok else None
    if isinstance(document, list) and document:
        document = document[0]
    return frozenset(document) if isinstance(document, dict) else frozenset()


def _documented(target: Target, document: Document | None) -> list[tuple[str, str]]:
    """Return the documented operations for the staff that can be asked harmlessly.

    They read and take no identifier, or are about something that does not exist.
    """
    listed = []
    for operation in document.operations if document else ():
        if operation.public or not _FOR_STAFF.search(operation.path) or "body" in operation.required:
            continue
        route, names = operation.route, template_parameters(operation.route)
        if operation.safe == bool(names) or operation.method in {"HEAD", "OPTIONS", "TRACE"}:
            continue
        for name in names:
            route = route.replace(f"{{{name}}}", str(uuid.uuid4()))
        listed.append((operation.method, f"{target.origin}{route}" if names else _below(target, route)))
    return listed


def _below(target: Target, route: str) -> str:
    """Return a route as declared ones are written: relative to the base URL."""
    base = target.base_url.removeprefix(target.origin)
    return route.removeprefix(base) if base and route.startswith(f"{base}/") else route
