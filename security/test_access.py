"""Access: protected routes answer to those who may, and to nobody else."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    REFUSED,
    Accounts,
    Control,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Severity,
    Target,
    check,
    observation,
)
from prodworthy.rules.emptiness import holds_nothing
from security.operations import shows_something

_UNKNOWN = frozenset({404, 410})
_ASKS_WHO = frozenset({401, 403})
_SENT_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_LET_IN = frozenset({*range(200, 300), 400, 409, 422})  # the last three: let in, and asked for something more
_GARBAGE = {
    "a token that is no token": "x",
    "a token of the right shape": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJwcm9kd29ydGh5In0.c2lnbmF0dXJl",
}

_OF_A_PROXY = {"X-User-Id": "1", "X-Forwarded-User": "admin", "X-Remote-User": "admin", "X-Real-IP": "127.0.0.1"}


@dataclass(frozen=True, slots=True)
class RouteAnswers:
    """What one protected route answers.

    Attributes:
        stranger: without any credential.
        siblings: paths that cannot exist, beside it and further away, without any credential.
        garbage: with credentials that nobody issued, by kind.
        owner: with a test account's credential, where there is one.
    """

    stranger: Exchange
    siblings: tuple[Exchange, ...]
    garbage: Mapping[str, Exchange]
    owner: Exchange | None = None


@observation(requests=lambda target: 3 * len(_protected(target)))
async def stranger_answers(http: Http, target: Target) -> dict[str, RouteAnswers]:
    """What each protected route, and paths near it that cannot exist, answer to a stranger."""
    paths = _protected(target)
    if not paths:
        raise NotApplicable("no protected route is declared: declare [auth] protected")

    async def ask(path: str) -> RouteAnswers:
        bare, token = path.partition("?")[0].rstrip("/"), secrets.token_hex(6)
        beside, away = f"{bare}-{token}", f"/{bare.split('/')[1]}/prodworthy-{token}"
        stranger, *siblings = await asyncio.gather(http.get(path), http.get(beside), http.get(away))
        return RouteAnswers(stranger, tuple(siblings), {})

    return dict(zip(paths, await asyncio.gather(*map(ask, paths)), strict=True))


@observation(
    phase=Phase.WRITING, deadline=60.0, requests=lambda target: 1 + 5 * len(_protected(target)), needs={"accounts"}
)
async def credential_answers(
    http: Http, target: Target, accounts: Accounts, stranger_answers: dict[str, RouteAnswers]
) -> dict[str, RouteAnswers]:
    """What each protected route answers to a test account, and to credentials that nobody issued."""
    account = await accounts.adult()
    made_up = {
        kind: {name: text.replace("{token}", value) for name, text in _credential(target).items()}
        for kind, value in _GARBAGE.items()
    } | {"fields that only a proxy may send": _OF_A_PROXY}

    async def ask(path: str) -> tuple[Exchange, dict[str, Exchange]]:
        owner, *garbage = await asyncio.gather(
            http.get(path, headers=account.headers), *(http.get(path, headers=fields) for fields in made_up.values())
        )
        return owner, dict(zip(made_up, garbage, strict=True))

    asked = await asyncio.gather(*(ask(path) for path in stranger_answers))
    return {
        path: RouteAnswers(before.stranger, before.siblings, garbage, owner)
        for (path, before), (owner, garbage) in zip(stranger_answers.items(), asked, strict=True)
    }


@check(
    "security.strangers_refused",
    "Protected routes ask strangers who they are",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="RFC 9110 section 15.5.2; OWASP API2:2023; CWE-306",
    remedy="Demand a credential on the route, before anything is looked up; make refusal the default for all routes.",
    covers=["JWT-01"],
    needs={"accounts"},
    refusal=True,
)
def test_strangers_refused(stranger_answers: Mapping[str, RouteAnswers], parts: Parts, refusal: Refusal) -> None:
    """A route that forgets to ask who is there hands personal data to anyone who finds it."""
    for path, answers in stranger_answers.items():
        with parts.part(path):
            stranger = answers.stranger
            if stranger.status in _UNKNOWN:
                raise NotApplicable(f"strangers get {stranger.status} (as observed): only a credential can tell more")
            if any(_same(stranger, sibling) for sibling in answers.siblings):
                raise NotApplicable(
                    "strangers get an app's page for every path (as observed): the API behind it counts"
                )
            if holds_nothing(stranger):
                raise NotApplicable("strangers get an empty list (as observed): only a credential can tell more")
            others = [sibling for sibling in answers.siblings if sibling.status != stranger.status]
            if stranger.status in _ASKS_WHO and not others:
                raise NotApplicable("unknown paths are refused alike (as observed): only a credential can tell more")
            other = (*others, *answers.siblings)[0]
            told_apart = Control(
                "a path near it that cannot exist is answered differently",
                held=bool(others),
                seen=other.describe(),
                exchange=other,
            )
            refusal.judge(
                stranger, told_apart, what="a request without a credential", refused=_ASKS_WHO | _SENT_ELSEWHERE
            )


@check(
    "security.protected_routes",
    "Protected routes answer to those who are signed in, and to no one else",
    severity=Severity.BLOCKER,
    reference="RFC 9110 section 15.5.2; ASVS v5.0.0-9.1.1; OWASP API2:2023; CWE-306; CWE-287",
    remedy="Verify the credential on every protected route: its signature, its issuer and its expiry; let the proxy "
    "drop fields such as X-User-Id that come from outside.",
    covers=["JWT-01", "JWT-02", "AZ-16"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_protected_routes(credential_answers: Mapping[str, RouteAnswers], parts: Parts, refusal: Refusal) -> None:
    """A token that is not verified is a name tag that anyone can write."""
    for path, answers in credential_answers.items():
        owner = answers.owner
        if owner is None:
            continue
        attempts = {"no credential": answers.stranger, **answers.garbage}
        for kind, attempt in attempts.items():
            with parts.part(f"{path} with {kind}"):
                control = Control(
                    "the same route answers a test account otherwise",
                    held=owner.status in _LET_IN,
                    seen=owner.describe(),
                    exchange=owner,
                )
                if attempt.ok and any(_same(attempt, sibling) for sibling in answers.siblings):
                    found_out = "it gets the answer of every unknown path (as observed), such as an app's page"
                    raise NotApplicable(found_out)
                if holds_nothing(attempt):
                    refusal.require(shows_something(owner))
                    continue  # answered, and without a single row of what the account sees
                refusal.judge(attempt, control, what=f"a request with {kind}", refused=REFUSED | _SENT_ELSEWHERE)


def _same(one: Exchange, other: Exchange) -> bool:
    """Whether two answers are alike in status, type and nearly in length, as an app's page for every path is."""
    close = abs(len(one.body) - len(other.body)) <= 64 + len(one.body) // 20
    return one.status == other.status and one.media_type == other.media_type and one.is_html and close


def _protected(target: Target) -> tuple[str, ...]:
    return target.auth.protected if target.auth else ()


def _credential(target: Target) -> Mapping[str, str]:
    return target.auth.credential if target.auth else {}
