"""What an earlier run left is removed by what it wrote down and the secret that both have."""

from typing import Any

import pytest

from prodworthy.facts.credentials import VARIABLE, Credentials
from prodworthy.facts.exchange import Headers
from prodworthy.facts.running import Run
from prodworthy.probes.account import identity_of
from prodworthy.probes.removing import Remover
from prodworthy.target import Target
from tests.unit.probes.stub import Answer, StubHttp

MINE = Credentials.from_environment({VARIABLE: "a secret that is long enough"})
EMAIL = "pw-0a1b2c3d-7@x.invalid"
LOGIN = {"request": "POST /login", "json": {"email": "{email}", "password": "{password}"}, "save": {"token": "token"}}
DELETE = {"request": "DELETE /me", "expect": {"status": 204}}
JOURNEY = {
    "id": "buy",
    "title": "t",
    "account": True,
    "steps": [{"request": "POST /orders", "save": {"order": "id"}}],
    "cleanup": [{"request": "DELETE /orders/{order}", "expect": {"status": 204}}],
}
LEFT = {"journey": "buy", "email": EMAIL, "secret": MINE.fingerprint, "values": {"order": "o1"}, "withheld": []}


def remover(answers: dict[str, Answer], **auth: Any) -> tuple[Remover, StubHttp]:
    auth = {"login": LOGIN, "delete": DELETE} | auth
    target = Target.model_validate({"name": "t", "base_url": "https://a.example", "auth": auth, "journeys": [JOURNEY]})

    def answer(method: str, path: str, body: Any, _headers: Headers) -> Answer:
        if path == "/login":
            assert body == {"email": EMAIL, "password": MINE.password(EMAIL)}
        return answers[f"{method} {path}"]

    http = StubHttp(target, answer)
    return Remover(http.as_http(), target, Run(credentials=MINE)), http


def test_the_identity_of_an_earlier_run_is_made_from_the_address() -> None:
    target = Target(name="t", base_url="https://a.example")
    values = identity_of(EMAIL, target, Run(credentials=MINE))
    assert (values["run"], values["username"]) == ("0a1b2c3d", "pw0a1b2c3d7")
    assert values["password"] == MINE.password(EMAIL)


async def test_an_account_that_was_not_completed_is_not_taken_for_gone() -> None:
    complete = [{"request": "GET /verify/{verification_code}"}]
    one, _ = remover({"POST /login": (403, {})}, complete=complete)
    removal = await one.account({**identity_of(EMAIL, one.target, one.run)})
    assert not removal.gone
    assert "not completed" in removal.reason
    one, _ = remover({"POST /login": (401, {})}, complete=complete)
    assert (await one.account({**identity_of(EMAIL, one.target, one.run)})).gone


@pytest.mark.parametrize(
    ("login", "delete", "gone", "existed"),
    [
        ((200, {"token": "t0ken"}), (204, ""), True, True),
        ((200, {"token": "t0ken"}), (404, {}), True, False),
        ((200, {"token": "t0ken"}), (500, {}), False, True),
        ((401, {}), (204, ""), True, False),
        ((429, {}), (401, {}), False, True),
        ((503, {}), (401, {}), False, True),
        ((302, ""), (401, {}), False, True),
    ],
    ids=["there", "just gone", "not deleted", "never was", "throttled", "login down", "login elsewhere"],
)
async def test_an_account(login: Answer, delete: Answer, gone: bool, existed: bool) -> None:  # noqa: FBT001 - a table
    one, _ = remover({"POST /login": login, "DELETE /me": delete})
    removal = await one.leftover("account", EMAIL, {"secret": MINE.fingerprint})
    assert (removal.gone, removal.existed) == (gone, existed), removal
    assert bool(removal.reason) is not gone


@pytest.mark.parametrize(("secret", "word"), [("", "no PRODWORTHY_SECRET"), ("f00", "another PRODWORTHY_SECRET")])
async def test_nothing_is_sent_where_the_secret_is_not_the_same(secret: str, word: str) -> None:
    one, http = remover({})
    removal = await one.leftover("account", EMAIL, {"secret": secret})
    assert not removal.gone
    assert word in removal.reason
    assert http.asked == []


async def test_a_removal_that_takes_no_credential_needs_no_secret() -> None:
    delete = {"request": "DELETE /test-accounts/{email}", "headers": {"Authorization": "Bearer admin"}}
    path = "DELETE /test-accounts/pw-0a1b2c3d-7%40x.invalid"
    one, http = remover({path: (200, {})}, delete=delete)
    removal = await one.leftover("account", EMAIL, {"secret": ""})
    assert (removal.gone, removal.existed, http.paths()) == (True, True, [path])


async def test_an_account_with_another_address_and_another_password() -> None:
    target = Target.model_validate(
        {"name": "t", "base_url": "https://a.example", "auth": {"login": LOGIN, "delete": DELETE}}
    )
    sent: list[Any] = []

    def answer(_method: str, path: str, body: Any, _headers: Headers) -> Answer:
        sent.append(body)
        return (200, {"token": "t0ken"}) if path == "/login" else (204, "")

    one = Remover(StubHttp(target, answer).as_http(), target, Run(credentials=MINE))
    removal = {"secret": MINE.fingerprint, "person": EMAIL, "number": 3}
    assert (await one.leftover("account", EMAIL.upper(), removal)).gone
    assert sent[0] == {"email": EMAIL.upper(), "password": MINE.password(EMAIL, 3)}
    assert MINE.password(EMAIL, 3) != MINE.password(EMAIL)


async def test_what_a_journey_made() -> None:
    one, http = remover({"POST /login": (200, {"token": "t0ken"}), "DELETE /orders/o1": (204, "")})
    removal = await one.leftover("journey", "buy", LEFT)
    assert (removal.gone, removal.existed) == (True, True)
    assert http.asked[-1].headers.get("authorization") == "Bearer t0ken"


async def test_what_a_journey_had_not_made_yet() -> None:
    one, http = remover({"POST /login": (200, {"token": "t0ken"})})
    removal = await one.leftover("journey", "buy", {**LEFT, "values": {}})
    assert (removal.gone, removal.existed, http.paths()) == (True, False, ["POST /login"])


async def test_what_belonged_to_an_account_went_with_it() -> None:
    one, _ = remover({"POST /login": (401, {})})
    assert (await one.leftover("journey", "buy", LEFT)).gone


@pytest.mark.parametrize(
    ("kind", "removal", "word"),
    [
        ("journey", {**LEFT, "journey": "sell"}, "does not declare this journey any more"),
        ("journey", {**LEFT, "values": {}, "withheld": ["order_key"]}, "takes order_key, a secret of the run"),
        ("subscription", {}, "knows no way"),
    ],
    ids=["journey", "secret", "kind"],
)
async def test_what_cannot_be_removed_is_not_given_up_silently(kind: str, removal: Any, word: str) -> None:
    one, _ = remover({"POST /login": (200, {"token": "t0ken"})})
    result = await one.leftover(kind, "buy", removal)
    assert not result.gone
    assert word in result.reason
