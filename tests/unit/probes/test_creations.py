"""What a run makes is written down before it is made, and struck out once it is gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from prodworthy.facts.exchange import Headers
from prodworthy.facts.running import Run
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.creations import Creations
from prodworthy.probes.journeys import has_account, run_journey
from prodworthy.target import Journey, Target
from tests.unit.probes.stub import Answer, StubHttp

TARGET = Target.model_validate(
    {
        "name": "t",
        "base_url": "https://a.example",
        "auth": {
            "register": {"request": "POST /signup", "json": {"email": "{email}", "born": "{birth_date}"}},
            "login": {"request": "POST /login", "save": {"token": "token"}},
            "delete": {"request": "DELETE /me"},
        },
    }
)
BUYING = Journey.model_validate(
    {
        "id": "buy",
        "title": "t",
        "steps": [
            {"request": "POST /carts", "save": {"cart": "id"}},
            {"request": "POST /orders", "save": {"order": "id", "order_token": "token"}},
        ],
        "cleanup": [{"request": "DELETE /orders/{order}?t={order_token}"}, {"request": "DELETE /carts/{cart}"}],
    }
)


class Book:
    """Writes down at once, and notes what had been sent by then."""

    def __init__(self) -> None:
        self.http: StubHttp | None = None
        self.lines: list[tuple[str, Any, int]] = []
        self.open: list[str] = []

    def enter(self, kind: str, name: str, removal: Mapping[str, Any]) -> Future[int | None]:
        written: Future[int | None] = Future()
        written.set_result(len(self.lines))
        self.lines.append((f"{kind} {name}", dict(removal), len(self.http.asked) if self.http else 0))
        self.open.append(self.lines[-1][0])
        return written

    def strike(self, entry: Future[int | None]) -> None:
        number = entry.result()
        assert number is not None
        self.open.remove(self.lines[number][0])

    def give_up(self, reason: str) -> None:
        raise AssertionError(reason)


def deployment(answers: Mapping[str, Answer]) -> tuple[StubHttp, Book, Creations]:
    def answer(method: str, path: str, _body: Any, _headers: Headers) -> Answer:
        return answers[f"{method} {path}"]

    http, book = StubHttp(TARGET, answer), Book()
    book.http = http
    return http, book, Creations(book, "f1")


async def test_an_account_is_written_down_before_it_is_asked_for_and_struck_out_when_refused() -> None:
    http, book, creations = deployment({"POST /signup": (403, {})})
    accounts = Accounts(http.as_http(), TARGET, Run(), creations)
    registration = await accounts.register(birth_date=dt.date(2015, 1, 1))
    ((name, removal, sent),) = book.lines
    assert (name, removal, sent) == (f"account {registration.email}", {"secret": "f1", "person": registration.email}, 0)
    assert registration.password not in str(book.lines)
    assert book.open == []


async def test_an_account_that_gets_another_address_or_password_is_known_by_it() -> None:
    http, book, creations = deployment({"POST /signup": (200, {})})
    accounts = Accounts(http.as_http(), TARGET, Run(), creations)
    registration = await accounts.register(set={"email": "PW-1@X.INVALID"})
    assert registration.account is not None
    assert book.lines[0][0] == "account PW-1@X.INVALID"
    assert book.lines[0][1]["person"].startswith("pw-")
    changed = accounts.new_password(registration.account)
    assert changed not in {registration.password, accounts.new_password(registration.account)}
    assert book.lines[1][1]["number"] != book.lines[2][1]["number"]
    assert changed not in str(book.lines)


async def test_an_account_that_a_page_may_make_is_written_down() -> None:
    http, book, creations = deployment({"POST /login": (401, {})})
    accounts = Accounts(http.as_http(), TARGET, Run(), creations)
    accounts.adopt(accounts.identity())
    assert len(book.open) == 1
    assert await accounts.remove_all() == []
    assert book.open == []


async def test_what_a_journey_makes_is_written_down_with_what_its_removal_takes() -> None:
    answers: dict[str, Answer] = {
        "POST /carts": (200, {"id": "c1"}),
        "POST /orders": (200, {"id": "o1", "token": "s3cret"}),
        "DELETE /orders/o1?t=s3cret": (200, {}),
        "DELETE /carts/c1": (200, {}),
    }
    http, book, creations = deployment(answers)
    await run_journey(http.as_http(), BUYING, {"email": "a@x", "run": "r1"}, creations=creations)
    assert [(removal["values"], removal["withheld"], sent) for _, removal, sent in book.lines] == [
        ({}, [], 0),
        ({"cart": "c1"}, [], 1),
        ({"cart": "c1", "order": "o1"}, ["order_token"], 2),
    ]
    assert "s3cret" not in str(book.lines)
    assert {removal["email"] for _, removal, _ in book.lines} == {""}, "it belongs to no account"
    assert book.open == []


async def test_what_could_not_be_undone_stays_written_down() -> None:
    answers: dict[str, Answer] = {"POST /carts": (200, {"id": "c1"}), "DELETE /carts/c1": (200, {})}
    answers |= {"POST /orders": (500, {})}
    http, book, creations = deployment(answers)
    await run_journey(http.as_http(), BUYING, {"run": "r1"}, creations=creations)
    assert book.open == [], "the order was never made, and the cart is undone"

    answers |= {"POST /orders": (200, {"id": "o1", "token": "t"}), "DELETE /orders/o1?t=t": (500, {})}
    http, book, creations = deployment(answers)
    await run_journey(http.as_http(), BUYING, {"run": "r1"}, creations=creations)
    assert book.open == ["journey buy of r1"]


async def test_a_journey_that_undoes_nothing_is_not_written_down() -> None:
    http, book, creations = deployment({"POST /carts": (200, {"id": "c1"}), "POST /orders": (500, {})})
    only_steps = BUYING.model_copy(update={"cleanup": ()})
    await run_journey(http.as_http(), only_steps, {"run": "r1"}, creations=creations)
    assert book.lines == []


async def test_a_journey_that_signs_up_itself_may_leave_an_account() -> None:
    signing_up = Journey.model_validate(
        {"id": "s", "title": "t", "steps": [{"request": "POST /signup", "json": {"email": "{email}"}}]}
    )
    http, book, creations = deployment({})
    accounts = Accounts(http.as_http(), TARGET, Run(), creations)
    values = await accounts.newcomer(signing_up)
    assert book.open == [f"account {values['email']}"]
    await accounts.newcomer(BUYING)
    assert len(book.open) == 1
    assert (has_account(signing_up), has_account(BUYING)) == (True, False)
