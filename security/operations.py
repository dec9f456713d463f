"""Operations of the API that need a credential, and what they answer to the wrong ones."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from prodworthy.api import (
    REFUSED,
    Account,
    CheckFailed,
    Control,
    Exchange,
    Http,
    NotApplicable,
    Refusal,
    Target,
    Unmeasured,
    found,
)
from prodworthy.rules.emptiness import holds_nothing
from prodworthy.rules.openapi import Document, Operation, mapping
from prodworthy.rules.templates import fill_path, fill_text

ASKS_WHO = frozenset({401, 403})
_FORBIDDEN = 403
_MOST = 150
MANY = 400
"""About how many requests it takes to try something on each operation."""
_PARAMETER = re.compile(r"\{[^{}/]+\}")
_FOR_EVERYONE = re.compile(r"(?i)/(?:health|healthz|ready|readyz|readiness|live|livez|liveness|ping|status|version)$")


@dataclass(frozen=True, slots=True)
class Protected:
    """An operation that answers only with a credential.

    Attributes:
        method: in upper case.
        route: its path below the target's origin; identifiers in it are made up.
        label: how reports call it.
        harmless: whether a request without a body can change nothing, whosever credential it carries.
    """

    method: str
    route: str
    label: str
    harmless: bool

    @property
    def safe(self) -> bool:
        """Whether it only reads."""
        return self.method == "GET"


@dataclass(frozen=True, slots=True)
class Answers:
    """What one operation answers.

    Attributes:
        operation: which.
        owner: to the genuine credential; None where it was not asked, because it would change something.
        attempts: to the others, by kind.
    """

    operation: Protected
    owner: Exchange | None
    attempts: Mapping[str, Exchange] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnToken:
    """A test account and its access token.

    Attributes:
        account: whose it is.
        read: the read that shows whether a credential works.
        genuine: that read with the genuine token.
        stranger: that read without any.
    """

    account: Account
    read: Protected
    genuine: Exchange
    stranger: Exchange


def protected_operations(target: Target, document: Document | None) -> list[Protected]:
    """Return the operations of the document that are not public, and the declared ones, reading ones first."""
    known: dict[tuple[str, str], Protected] = {}
    base = target.base_url.removeprefix(target.origin)
    declared = [f"{base}{path}" for path in (target.auth.protected if target.auth else ())]
    for path in declared:
        known["GET", path] = Protected("GET", path, f"GET {path}", harmless=True)
    for operation in document.operations if document else ():
        if (
            _is_public(operation, document, target)
            or operation.method in {"HEAD", "OPTIONS", "TRACE"}
            or _FOR_EVERYONE.search(operation.path)
        ):
            continue
        route = _PARAMETER.sub(str(uuid.uuid4()), operation.route)
        needs_more = route != operation.route or "body" in operation.required
        harmless = operation.safe or needs_more
        known.setdefault((operation.method, route), Protected(operation.method, route, operation.label, harmless))
    return sorted(known.values(), key=lambda one: not one.safe)[:_MOST]


def _is_public(operation: Operation, document: Document | None, target: Target) -> bool:
    """Whether everyone may call it: also where all that is asked for is a key that every client has."""
    if operation.public or document is None:
        return True
    told = {name.lower() for name in target.reach.headers}
    schemes = mapping(mapping(document.raw.get("components")).get("securitySchemes"))
    schemes = {**schemes, **mapping(document.raw.get("securityDefinitions"))}
    fields = {name: str(mapping(scheme).get("name", "")).lower() for name, scheme in schemes.items()}
    return any(all(fields.get(name) in told for name in together) for together in operation.security)


def shows_something(owner: Exchange) -> Control:
    """Return the control of a refusal that is an empty list: the genuine credential gets something."""
    held = owner.ok and not holds_nothing(owner)
    return Control("the genuine credential gets what is not empty", held, owner.describe(), owner)


def reads_with_owner(target: Target, account: Account) -> Protected | None:
    """Return the read that shows whether a credential works: the declared profile, else the first protected route."""
    if target.auth is None:
        return None
    base = target.base_url.removeprefix(target.origin)
    step = target.auth.profile
    if step is not None and step.method == "GET":
        return Protected("GET", base + fill_path(step.path, account.values), "the profile", harmless=True)
    if target.auth.protected:
        path = target.auth.protected[0]
        return Protected("GET", base + path, path, harmless=True)
    return None


def read_of_owner(target: Target, account: Account) -> Protected:
    """Return that read, where a check cannot do without it.

    Raises:
        Unmeasured: none is declared.
    """
    read = reads_with_owner(target, account)
    if read is None:
        raise Unmeasured("no read that needs a credential is declared: declare [auth.profile] or [auth] protected")
    return read


def with_token(target: Target, account: Account, token: str) -> dict[str, str]:
    """Return the header fields of a credential with another token in the place of the account's."""
    declared = target.auth.credential if target.auth else {}
    return {name: fill_text(text, {**account.values, "token": token}) for name, text in declared.items()}


async def ask(http: Http, target: Target, operation: Protected, headers: Mapping[str, str]) -> Exchange:
    """Send an operation's request, without a body, with these credentials."""
    return await http.send(operation.method, f"{target.origin}{operation.route}", headers=headers)


async def ask_all(
    http: Http,
    target: Target,
    operations: Iterable[Protected],
    owner: Mapping[str, str],
    attempts: Mapping[str, Mapping[str, str]],
) -> list[Answers]:
    """Ask each operation with the owner's credential, where that changes nothing, and then with the others."""

    async def one(operation: Protected) -> Answers:
        genuine = await ask(http, target, operation, owner) if operation.safe else None
        answers = await asyncio.gather(*(ask(http, target, operation, fields) for fields in attempts.values()))
        return Answers(operation, genuine, dict(zip(attempts, answers, strict=True)))

    operations = list(operations)
    reading = await asyncio.gather(*(one(operation) for operation in operations if operation.safe))
    writing = await asyncio.gather(*(one(operation) for operation in operations if not operation.safe))
    return [*reading, *writing]


def judge(refusal: Refusal, answers: Answers, genuine: Exchange, kind: str) -> None:
    """Judge one attempt: refused, while the owner is not.

    Not to be found is a refusal as well where the owner finds it: it tells strangers not even that it exists.

    Args:
        refusal: keeps the control.
        answers: what the operation answered.
        genuine: a read with the genuine credential: the control of operations that must not be tried with it.
        kind: which attempt.

    Raises:
        CheckFailed: if it was let in.
        NotApplicable: if the answer tells nothing about credentials, such as 404 for a made-up identifier.
    """
    attempt, owner = answers.attempts[kind], answers.owner or genuine
    if owner.status == _FORBIDDEN and not attempt.ok:
        raise NotApplicable("ordinary accounts may not do it either (as observed)")
    control = Control(
        "the genuine credential is not asked who it is",
        held=owner.status not in ASKS_WHO,
        seen=owner.describe(),
        exchange=owner,
    )
    if attempt.ok and answers.owner is not None and holds_nothing(attempt):
        if holds_nothing(answers.owner):
            raise NotApplicable("an empty list, and its owner sees nothing there either (as observed)")
        refusal.require(shows_something(answers.owner))
        return
    if attempt.ok:
        if answers.owner is not None and not answers.owner.ok:
            raise NotApplicable(f"it answers {attempt.status} to this, and {owner.status} to its own users")
        raise CheckFailed(found(f"a request with {kind} was accepted with {attempt.status}", "401 or 403"))
    found_by_owner = answers.owner is not None and answers.owner.ok
    if attempt.status in REFUSED - ASKS_WHO and not found_by_owner:
        raise NotApplicable(f"answered {attempt.status} before it is asked who is there (as observed)")
    refused = REFUSED if found_by_owner else ASKS_WHO
    refusal.judge(attempt, control, what=f"a request with {kind}", refused={*refused, 302, 303, 307})
