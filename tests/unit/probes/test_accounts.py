"""Test accounts: what is sent, what is remembered, and that everything is removed again."""

import datetime as dt
import json
import re
from typing import Any

import pytest

from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import NotApplicable, TargetFailed, Unmeasured
from prodworthy.facts.running import Run
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.steps import take
from prodworthy.rules.age import eligible_from
from prodworthy.target import Step, Target
from tests.unit.probes.stub import Answer, StubHttp

AUTH = {
    "register": {
        "request": "POST /signup",
        "json": {"email": "{email}", "password": "{password}", "person": {"born": "{birth_date}"}},
        "expect": {"status": 201},
        "save": {"token": "token", "user_id": "user.id"},
    },
    "login": {
        "request": "POST /login",
        "json": {"email": "{email}", "password": "{password}"},
        "save": {"token": "token"},
    },
    "delete": {"request": "DELETE /me", "expect": {"status": 204}},
}


class Server:
    """Keeps accounts by e-mail and refuses the births of `refused`."""

    def __init__(self, refused: str = "") -> None:
        self.accounts: dict[str, str] = {}
        self.refused = refused
        self.fail_after_making = False
        self.throttle = 0
        self.delete_status = 204

    def __call__(self, method: str, path: str, body: Any, headers: Headers) -> Answer:
        if path.startswith("/signup"):
            if self.throttle:
                self.throttle -= 1
                return 429, {}, {"Retry-After": "0"}
            if body is None or body["person"].get("born") == self.refused:
                return 403, {"message": "no"}
            token = f"token-of-{body['email']}"
            self.accounts[body["email"]] = token
            return (500, "") if self.fail_after_making else (201, {"token": token, "user": {"id": 7}})
        if path == "/login":
            token = self.accounts.get(body["email"], "")
            return (200, {"token": token}) if token else (401, {})
        assert method == "DELETE"
        token = headers.get("authorization").removeprefix("Bearer ")
        self.accounts = {email: known for email, known in self.accounts.items() if known != token}
        return self.delete_status, ""


def made(server: Server, auth: dict[str, Any] = AUTH) -> tuple[Accounts, StubHttp, Run]:
    target = Target.model_validate({"name": "t", "base_url": "https://a.example", "auth": auth, "age_gate": {}})
    http, run = StubHttp(target, server), Run()
    return Accounts(http.as_http(), target, run), http, run


async def test_an_account_is_made_and_removed() -> None:
    server = Server()
    accounts, http, run = made(server)
    account = await accounts.adult()
    assert account.email == f"pw-{run.id}-1@prodworthy.invalid"
    assert account.user_id == "7"
    assert account.headers == {"Authorization": f"Bearer {account.token}"}
    assert json.loads(http.asked[0].body)["person"] == {"born": "1990-01-01"}
    assert await accounts.remove_all() == []
    assert server.accounts == {}


async def test_secrets_are_learnt_and_not_shown() -> None:
    accounts, _, run = made(Server())
    account = await accounts.adult()
    said = run.redactor.text(f"{account.password} and {account.token}")
    assert account.password not in said
    assert account.token not in said
    assert account.password not in repr(account)
    assert account.token not in repr(account)


async def test_every_identity_is_its_own() -> None:
    accounts, _, _ = made(Server())
    people = [accounts.identity() for _ in range(3)]
    assert len({person["email"] for person in people}) == 3
    assert len({person["password"] for person in people}) == 3


async def test_there_is_the_birth_date_of_somebody_who_is_almost_old_enough() -> None:
    accounts, _, _ = made(Server())
    born = dt.date.fromisoformat(accounts.identity()["minor_birth_date"])
    today = dt.datetime.now(dt.UTC).date()
    assert eligible_from(born, 18) > today + dt.timedelta(days=1)
    assert eligible_from(born, 18) <= today + dt.timedelta(days=5)


async def test_a_registration_can_be_varied() -> None:
    accounts, http, _ = made(Server())
    await accounts.register(
        birth_date=dt.date(2010, 5, 6), set={"isAdult": True, "person.name": "X"}, omit=["password"]
    )
    body = json.loads(http.asked[-1].body)
    assert body["person"] == {"born": "2010-05-06", "name": "X"}
    assert body["isAdult"] is True
    assert "password" not in body
    await accounts.register(set={"person.born": None}, query="born=1990-01-01", headers={"X-Born": "1990-01-01"})
    assert json.loads(http.asked[-1].body)["person"] == {"born": None}
    assert http.asked[-1].url.endswith("/signup?born=1990-01-01")
    assert http.asked[-1].headers.get("x-born") == "1990-01-01"


async def test_a_body_of_ones_own_is_sent_as_it_stands() -> None:
    accounts, http, run = made(Server())
    await accounts.register(
        write=lambda body: (f'{{"a":1,"a":1e400,"email":"{body["email"]}"}}'.encode(), "text/plain")
    )
    assert http.asked[-1].body == f'{{"a":1,"a":1e400,"email":"pw-{run.id}-1@prodworthy.invalid"}}'.encode()
    assert http.asked[-1].headers.get("content-type") == "text/plain"


async def test_a_refused_registration_leaves_nothing_to_remove() -> None:
    accounts, http, _ = made(Server(refused="2015-01-01"))
    registration = await accounts.register(birth_date=dt.date(2015, 1, 1))
    assert registration.account is None
    assert registration.exchange.status == 403
    assert accounts.made == 0
    assert await accounts.remove_all() == []
    assert len(http.asked) == 1


async def test_an_account_made_by_a_failing_request_is_removed_too() -> None:
    server = Server()
    server.fail_after_making = True
    accounts, _, _ = made(server)
    with pytest.raises(Unmeasured, match="no test account"):
        await accounts.adult()
    assert server.accounts
    assert await accounts.remove_all() == []
    assert not server.accounts


async def test_an_account_made_by_a_request_without_answer_is_removed_too() -> None:
    server = Server()

    def answer(method: str, path: str, body: Any, headers: Headers) -> Answer:
        done = server(method, path, body, headers)
        if path == "/signup":
            raise TargetFailed("timeout", "too late")
        return done

    target = Target.model_validate({"name": "t", "base_url": "https://a.example", "auth": AUTH})
    accounts = Accounts(StubHttp(target, answer).as_http(), target, Run())
    with pytest.raises(TargetFailed):
        await accounts.register()
    assert await accounts.remove_all() == []
    assert not server.accounts


async def test_an_account_whose_session_has_ended_is_removed_too() -> None:
    server = Server()
    accounts, http, _ = made(server)
    account = await accounts.adult()
    server.accounts[account.email] = "another session"

    def answer(method: str, path: str, body: Any, headers: Headers) -> Answer:
        if method == "DELETE" and headers.get("authorization") == f"Bearer {account.token}":
            return 401, {}
        return server(method, path, body, headers)

    http._answer = answer
    assert await accounts.remove_all() == []
    assert server.accounts == {}
    assert http.paths()[1:] == ["DELETE /me", "POST /login", "DELETE /me"]


async def test_what_cannot_be_removed_is_told() -> None:
    server = Server()
    server.delete_status = 500
    accounts, _, run = made(server)
    account = await accounts.adult()
    accounts.leave("journey x: DELETE /y: answered 403")
    left = await accounts.remove_all()
    assert left[0] == "journey x: DELETE /y: answered 403"
    assert left[1].startswith(f"{account.email}: answered 500")
    assert run.id in left[1]


async def test_without_a_way_to_delete_the_accounts_are_named() -> None:
    accounts, _, run = made(Server(), {key: step for key, step in AUTH.items() if key != "delete"})
    await accounts.adult()
    assert await accounts.remove_all() == [
        f"test accounts that no declared [auth.delete] step can remove: pw-{run.id}-1@prodworthy.invalid"
    ]


async def test_a_short_throttle_is_waited_for_once() -> None:
    server = Server()
    server.throttle = 1
    accounts, http, _ = made(server)
    assert (await accounts.register()).account is not None
    assert http.paths() == ["POST /signup", "POST /signup"]
    server.throttle = 2
    assert (await accounts.register()).exchange.status == 429


async def test_nothing_declared_does_not_apply() -> None:
    target = Target(name="t", base_url="https://a.example")
    accounts = Accounts(StubHttp(target, Server()).as_http(), target, Run())
    with pytest.raises(NotApplicable, match=r"auth\.register"):
        await accounts.adult()


async def test_a_declared_user_serves_where_none_may_be_made_and_is_never_removed() -> None:
    server = Server()
    server.accounts["kim@a.example"] = "tok-kim"
    users = [{"email": "kim@a.example", "password": "kims-own-secret"}]
    auth: dict[str, Any] = {"login": AUTH["login"], "delete": AUTH["delete"], "test_users": users}
    accounts, _, run = made(server, auth)
    account = await accounts.adult()
    assert (account.email, account.made) == ("kim@a.example", False)
    assert "kims-own-secret" not in run.redactor.text("kims-own-secret")
    assert await accounts.remove_all() == []
    assert server.accounts


async def test_a_registration_without_a_token_is_signed_in() -> None:
    register = {**AUTH["register"], "save": {"user_id": "user.id"}}
    accounts, _, _ = made(Server(), {**AUTH, "register": register})
    account = await accounts.adult()
    assert account.token == f"token-of-{account.email}"
    assert await accounts.remove_all() == []


_CONFIRM = {"request": "GET /verify/{verification_code}.{user_id}", "expect": {"status": 200}}


def confirming(server: Server, confirmed: list[str], status: int = 200) -> Any:
    def answer(method: str, path: str, body: Any, headers: Headers) -> Answer:
        if path.startswith("/verify/"):
            assert headers.get("authorization").startswith("Bearer token-of-")
            confirmed.append(path)
            return status, {"token": "of-the-confirmed"}
        return server(method, path, body, headers)

    return answer


async def test_a_registered_account_is_completed_with_the_code_of_the_environment() -> None:
    confirmed: list[str] = []
    auth = {
        **AUTH,
        "verification_code": "told-by-the-environment",
        "complete": [{**_CONFIRM, "save": {"token": "token"}}],
    }
    accounts, _, run = made(confirming(Server(), confirmed), auth)
    account = await accounts.adult()
    assert confirmed == ["/verify/told-by-the-environment.7"]
    assert account.token == "of-the-confirmed"
    assert "told-by-the-environment" not in run.redactor.text("code told-by-the-environment")


async def test_an_account_that_cannot_be_completed_proves_nothing() -> None:
    accounts, _, _ = made(confirming(Server(), [], 400), {**AUTH, "verification_code": "old", "complete": [_CONFIRM]})
    with pytest.raises(Unmeasured, match="could not be completed"):
        await accounts.adult()


async def test_a_code_that_is_not_set_is_named() -> None:
    accounts, _, _ = made(Server(), {**AUTH, "complete": [_CONFIRM]})
    with pytest.raises(Unmeasured, match="verification_code"):
        await accounts.adult()


async def test_the_code_of_an_authenticator_is_sent() -> None:
    asked: list[Any] = []

    def answer(_method: str, _path: str, body: Any, _headers: Headers) -> Answer:
        asked.append(body)
        return 200, {}

    target = Target.model_validate({"name": "t", "base_url": "https://a.example"})
    step = Step.model_validate({"request": "POST /2fa", "json": {"code": "{totp}"}, "totp": "secret"})
    await take(StubHttp(target, answer).as_http(), step, {"secret": "GEZDGNBVGY3TQOJQ"})
    assert re.fullmatch(r"\d{6}", asked[0]["code"])
