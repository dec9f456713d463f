"""Other versions of the API: what the current one guards is guarded there as well, or not there."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Control,
    Exchange,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Severity,
    Target,
    Unmeasured,
    check,
    found,
    observation,
    unless_hung_up,
)
from prodworthy.rules import versions
from security.declared import auth_of
from security.operations import ASKS_WHO, OwnToken, Protected, ask

_MOST_ROUTES = 4
_MOST_VERSIONS = 6
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class Versions:
    """A guarded route and the same route in other versions.

    Attributes:
        owner: the route to a test account.
        stranger: the route to nobody.
        others: other versions of it to nobody, by their names; without those that hung up.
        nowhere: a path beside each of those that answered, which cannot exist.
    """

    owner: Exchange
    stranger: Exchange
    others: Mapping[str, Exchange]
    nowhere: Mapping[str, Exchange]


@observation(phase=Phase.WRITING, deadline=60.0, requests=_MOST_ROUTES * (_MOST_VERSIONS + 2), needs={"accounts"})
async def other_versions(http: Http, target: Target, own_token: OwnToken) -> dict[str, Versions]:
    """Guarded routes, and where older and inner versions of them would lie, asked by nobody."""
    base = target.base_url.removeprefix(target.origin)
    paths = dict.fromkeys([own_token.read.route, *(f"{base}{path}" for path in auth_of(target).protected)])

    async def look(path: str) -> Versions:
        route = Protected("GET", path, path, harmless=True)
        owner, stranger = await asyncio.gather(
            ask(http, target, route, own_token.account.headers), ask(http, target, route, {})
        )
        places = versions.siblings(path)
        asked = await asyncio.gather(*(unless_hung_up(http.get(f"{target.origin}{one}")) for one in places.values()))
        others = {name: answer for name, answer in zip(places, asked, strict=True) if answer is not None}
        open_ = [name for name, answer in others.items() if answer.ok]
        token = secrets.token_hex(6)
        beside = await asyncio.gather(*(http.get(f"{target.origin}{places[name]}-{token}") for name in open_))
        return Versions(owner, stranger, others, dict(zip(open_, beside, strict=True)))

    wanted = list(paths)[:_MOST_ROUTES]
    return dict(zip(wanted, await asyncio.gather(*map(look, wanted)), strict=True))


@check(
    "security.old_versions",
    "Other versions of the API guard what the current one guards",
    severity=Severity.MAJOR,
    reference="OWASP API9:2023; CWE-1059; ASVS v5.0.0-8.2.1",
    remedy="Switch old versions off, or put them behind the same guard; keep a list of all that is deployed.",
    covers=["AZ-15"],
    needs={"accounts"},
    refusal=True,
    opt_in=True,
    creates="one test account",
)
def test_old_versions(other_versions: Mapping[str, Versions], parts: Parts, refusal: Refusal) -> None:
    """The version that nobody thinks of any more is the one whose guard nobody mends."""
    for path, seen in other_versions.items():
        guarded = Control.accepted("the current version answers its owner", seen.owner)
        for version, answer in seen.others.items():
            with parts.part(f"{path} in {version}"):
                _judge(seen, version, answer, guarded, refusal)


def _judge(seen: Versions, version: str, answer: Exchange, guarded: Control, refusal: Refusal) -> None:
    if answer.status == _TOO_MANY_REQUESTS:
        raise Unmeasured("throttled with 429")
    if seen.owner.status in ASKS_WHO:
        raise NotApplicable("an ordinary account does not get it in the current version either (as observed)")
    refusal.require(guarded)
    if versions.serves_the_same(seen.owner, seen.stranger):
        raise NotApplicable("strangers get it from the current version as well (as observed)")
    if answer.ok and not versions.serves_the_same(seen.owner, seen.owner):
        raise NotApplicable("what its owner gets holds nothing to know it by (as observed)")
    if not versions.serves_the_same(seen.owner, answer):
        return  # not there, guarded as well, or something else
    if versions.serves_the_same(answer, seen.nowhere[version]):
        raise NotApplicable("paths that cannot exist are answered like it (as observed)")
    found(
        f"{answer.request.method} {answer.url} gives a stranger what only its owner should get", "401, 403 or 404"
    ).raise_if_any()
