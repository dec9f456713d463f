"""Logins that give a session id or a code, which is exchanged for a token."""

import asyncio
from typing import Any

import pytest

from prodworthy.facts.exchange import Headers
from prodworthy.facts.running import Run
from prodworthy.probes.accounts import Accounts
from prodworthy.target import Target
from tests.unit.probes.stub import Answer, StubHttp

AUTH = {
    "register": {"request": "POST /register", "json": {"email": "{email}"}, "save": {"session_id": "session_id"}},
    "login": {"request": "POST /login", "json": {"email": "{email}"}, "save": {"session_id": "session_id"}},
    "exchange": {"request": "GET /session?session_id={session_id}", "save": {"token": "token", "user_id": "user.id"}},
    "delete": {"request": "DELETE /me", "expect": {"status": 204}},
}


class Issuer:
    """Gives session ids, each good for one exchange; those of registrations only if it is told so."""

    def __init__(self, *, at_registration: bool) -> None:
        self.at_registration = at_registration
        self.good: set[str] = set()

    def __call__(self, method: str, path: str, _body: Any, headers: Headers) -> Answer:
        if method == "DELETE":
            return (204, {}) if headers.get("Authorization") == "Bearer t" else (401, {})
        if path.startswith("/session"):
            session_id = path.partition("=")[2]
            if session_id not in self.good:
                return 401, {}
            self.good.remove(session_id)
            return 200, {"token": "t", "user": {"id": "7"}}
        made = f"s{len(self.good)}-{path[1:]}"
        if path == "/login" or self.at_registration:
            self.good.add(made)
        return 200, {"session_id": made}


@pytest.mark.parametrize(
    ("at_registration", "asked"),
    [
        (True, ["POST /register", "GET /session"]),
        (False, ["POST /register", "GET /session", "POST /login", "GET /session"]),
    ],
)
def test_an_account_gets_its_token_by_the_exchange(*, at_registration: bool, asked: list[str]) -> None:
    target = Target.model_validate({"name": "shop", "base_url": "https://shop.example", "auth": AUTH})
    http = StubHttp(target, Issuer(at_registration=at_registration))
    accounts = Accounts(http.as_http(), target, Run(id="abc"))

    account = asyncio.run(accounts.adult())

    assert account.token == "t"
    assert account.user_id == "7"
    assert account.headers == {"Authorization": "Bearer t"}
    assert [path.partition("?")[0] for path in http.paths()] == asked
    assert asyncio.run(accounts.remove_all()) == []
    assert http.paths()[-1] == "DELETE /me"
    assert len(http.paths()) == len(asked) + 1, "no further login is needed to remove it"
