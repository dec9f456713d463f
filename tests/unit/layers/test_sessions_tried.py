"""Sessions of the pages, tried on stand-ins: a site that compares tokens, and ones that do not."""

from __future__ import annotations

from typing import Any

import pytest

from prodworthy.facts.controls import Refusal
from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import NotApplicable, Outcome
from prodworthy.facts.running import Run
from prodworthy.plugin.observation import declared_observations
from prodworthy.probes.accounts import Accounts
from prodworthy.target import Target
from security import test_fixed_sessions as fixed
from tests.unit.layers.told import answer, outcomes
from tests.unit.probes.stub import Answer, StubHttp

TARGET = Target.model_validate(
    {
        "name": "t",
        "base_url": "https://a.example",
        "auth": {
            "register": {
                "request": "POST /signup",
                "json": {"email": "{email}"},
                "expect": {"status": 201},
                "save": {"token": "token"},
            },
            "web_login": {"request": "POST /login", "json": {"email": "{email}"}},
            "web_change": {"request": "PUT /me", "json": {"bio": "x"}},
            "profile": {"request": "GET /me"},
        },
    }
)


class Site:
    """Signs people in by cookie; the token of a session is its name, written backwards."""

    def __init__(
        self, *, adopts: bool = False, tokens: bool = True, compares: bool = True, origin: bool = True
    ) -> None:
        self.adopts, self.tokens, self.compares, self.origin = adopts, tokens, compares, origin
        self.sessions: set[str] = set()

    def __call__(self, method: str, path: str, _body: Any, headers: Headers) -> Answer:
        brought = dict(pair.split("=", 1) for pair in headers.get("cookie").split("; ") if pair)
        session = brought.get("session", "")
        if path == "/signup":
            return 201, {"token": "t"}
        if path == "/login":
            session = session if self.adopts and session else f"session-{len(self.sessions)}-of-somebody"
            self.sessions.add(session)
            return 200, {}, {"Set-Cookie": f"session={session}; HttpOnly"}
        if path == "/":
            content = f'<meta name="csrf-token" content="{session[::-1]}">' if self.tokens else "<p>Hello"
            return 200, content, {"Content-Type": "text/html"}
        if session not in self.sessions:
            return 401, {}
        return (403 if method == "PUT" and self.refuses(session, headers) else 200), {}

    def refuses(self, session: str, headers: Headers) -> bool:
        from_elsewhere = headers.get("origin") != "https://a.example"
        return (self.origin and from_elsewhere) or (self.compares and headers.get("x-csrf-token") != session[::-1])


async def observed(name: str, site: Site, *more: object) -> Any:
    http = StubHttp(TARGET, site).as_http()
    accounts = Accounts(http, TARGET, Run())
    return await declared_observations()[name].function(http, TARGET, accounts, *more)


@pytest.mark.parametrize(
    ("site", "outcome", "advisory"),
    [
        (Site(), Outcome.PASSED, False),
        (Site(origin=False), Outcome.PASSED, False),
        (Site(compares=False), Outcome.FAILED, True),
        (Site(compares=False, origin=False), Outcome.FAILED, False),
    ],
)
async def test_tokens_against_other_sites(site: Site, outcome: Outcome, *, advisory: bool) -> None:
    tries = await observed("token_tries", site)
    assert set(tries.tried) == {"no token", "a made-up token", "the token of another session"}
    assert set(outcomes(lambda parts: fixed.test_request_tokens(tries, parts, Refusal())).values()) == {outcome}
    if outcome is Outcome.FAILED:
        assert tries.foreign.accepted is not advisory


async def test_a_site_without_tokens() -> None:
    with pytest.raises(NotApplicable, match="hands out a token"):
        await observed("token_tries", Site(tokens=False))


@pytest.mark.parametrize(("adopts", "outcome"), [(False, Outcome.PASSED), (True, Outcome.FAILED)])
async def test_a_session_that_was_there_before(*, adopts: bool, outcome: Outcome) -> None:
    visit = answer(headers={"Set-Cookie": "session=of-the-visit"})
    seen = await observed("fixed_sessions", Site(adopts=adopts), [visit])
    judged = outcomes(lambda parts: fixed.test_session_renewed(seen, parts, Refusal()))
    assert len(judged) == 2
    assert set(judged.values()) == {outcome}
