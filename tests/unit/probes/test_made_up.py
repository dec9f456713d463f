"""What a fuzzer registers bears an identity of the run, and is removed with the others."""

import json
from typing import Any

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.running import Run
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.creations import Creations
from prodworthy.probes.made_up import MadeUpRegistrations
from prodworthy.target import Target
from tests.unit.probes.stub import Answer, StubHttp

URL = "https://a.example/v1/signup"
REGISTER = {
    "request": "POST /v1/signup",
    "json": {"who": {"mail": "{email}", "word": "{password}"}, "born": "{birth_date}", "app": "x"},
}
MADE_UP = {"who": {"mail": "0@somebody.example", "word": "aaaaaaaa", "nick": "0"}, "born": "1970-01-01"}


def registrations() -> tuple[MadeUpRegistrations, Accounts]:
    auth: dict[str, Any] = {
        "register": REGISTER,
        "login": {"request": "POST /login"},
        "delete": {"request": "DELETE /me"},
    }
    target = Target.model_validate({"name": "t", "base_url": "https://a.example", "auth": auth})

    def answer(*_: Any) -> Answer:
        return 200, {}

    accounts = Accounts(StubHttp(target, answer).as_http(), target, Run(), Creations())
    return MadeUpRegistrations(accounts, target), accounts


async def test_a_made_up_registration_is_sent_in_the_name_of_the_run() -> None:
    made_up, accounts = registrations()
    sent = json.loads(await made_up.ours("POST", URL, json.dumps(MADE_UP).encode()))
    assert accounts.creations.standing() == [f"account {sent['who']['mail']}"]
    assert sent["who"]["mail"].endswith("@prodworthy.invalid")
    assert sent["who"]["word"].startswith("Pw7-")
    assert (sent["who"]["nick"], sent["born"], "app" in sent) == ("0", "1970-01-01", False)


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("POST", "https://a.example/v1/login", b'{"who":{"mail":"a@b.example"}}'),
        ("PUT", URL, b'{"who":{"mail":"a@b.example"}}'),
        ("POST", URL, b"[1]"),
        ("POST", URL, b"no json"),
        ("POST", URL, b"[" * 100_000),
    ],
    ids=["path", "method", "list", "text", "deep"],
)
async def test_everything_else_stays_as_it_is(method: str, url: str, body: bytes) -> None:
    made_up, accounts = registrations()
    assert await made_up.ours(method, url, body) == body
    assert accounts.creations.standing() == []


async def test_what_is_no_text_stays_what_it_is() -> None:
    made_up, _ = registrations()
    sent = json.loads(await made_up.ours("POST", URL, b'{"who":{"mail":7}}'))
    assert sent == {"who": {"mail": 7}}


async def test_an_account_made_of_what_should_have_been_refused_is_known() -> None:
    made_up, accounts = registrations()
    request = Request("POST", URL, Headers(()), json.dumps(MADE_UP).encode())
    await made_up.accepted(Exchange(request, 201, Headers(()), b"{}"))
    assert accounts.creations.standing() == ["account 0@somebody.example"]
    assert await accounts.remove_all() == []


async def test_an_account_is_removed_with_what_its_registration_answered() -> None:
    asked: list[tuple[str, str]] = []

    def answer(method: str, path: str, _body: Any, headers: Headers) -> Answer:
        asked.append((f"{method} {path}", headers.get("authorization")))
        return (403, {}) if path == "/login" else (200, {})

    auth = {
        "register": {**REGISTER, "expect": {"status": 201}, "save": {"token": "token"}},
        "login": {"request": "POST /login"},
        "delete": {"request": "DELETE /me"},
    }
    target = Target.model_validate({"name": "t", "base_url": "https://a.example", "auth": auth})
    accounts = Accounts(StubHttp(target, answer).as_http(), target, Run(), Creations())
    made_up = MadeUpRegistrations(accounts, target)
    sent = await made_up.ours("POST", URL, json.dumps(MADE_UP).encode())
    await made_up.accepted(Exchange(Request("POST", URL, Headers(()), sent), 201, Headers(()), b'{"token": "t0ken"}'))
    assert await accounts.remove_all() == []
    assert asked == [("DELETE /me", "Bearer t0ken")]
