"""Declared real-time events: what causes them, whom they reach, and whom they must not."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, cast

import pytest

from prodworthy.probes import telling
from prodworthy.probes.account import Account
from prodworthy.probes.realtime import Received, Socket
from prodworthy.probes.talking import Pair
from prodworthy.target import Target
from tests.unit.probes.stub import StubHttp

EVENTS = [
    {
        "event": "typing",
        "emit": {"event": "typing", "data": {"to": "{partner_user_id}"}},
        "data": {"from": "{user_id}"},
    },
    {"event": "note", "back": True, "on": {"request": "POST /note", "save": {"id": "id"}}, "data": {"id": "{id}"}},
]


class Line:
    """A connection that is handed what it receives."""

    def __init__(self, on_emit: Callable[[str, Any], None] = lambda *_: None) -> None:
        self.received: list[Received] = []
        self._on_emit = on_emit

    async def emit(self, event: str, content: Any) -> float:
        self._on_emit(event, content)
        return time.monotonic()

    async def until(self, enough: Callable[[], bool], _seconds: float) -> bool:
        return enough()

    def get(self, event: str, content: Any) -> None:
        self.received.append(Received(time.monotonic(), event, content))


@pytest.fixture
def pair() -> Pair:
    accounts = [Account(f"{n}@shop.example", {"user_id": n, "email": n}, {}) for n in ("1", "2")]
    return Pair(accounts[0], accounts[1], {})


def heard(pair: Pair, *, leaks: bool = False, silent: bool = False, status: int = 200) -> dict[str, telling.Heard]:
    target = Target.model_validate({"name": "shop", "base_url": "https://shop.example", "live_events": EVENTS})
    two, stranger = Line(), Line()

    def typing(_event: str, content: Any) -> None:
        assert content == {"to": "2"}
        if not silent:
            two.get("typing", {"from": "1"})
        if leaks:
            stranger.get("typing", {"from": "1"})

    one = Line(typing)

    def answer(*_asked: Any) -> tuple[int, Any]:
        one.get("note", {"id": 5})
        return status, {"id": 5}

    sockets = telling.Listeners(*(cast("Socket", line) for line in (one, two, stranger)))
    return asyncio.run(telling.hear(StubHttp(target, answer).as_http(), pair, sockets))


def test_events_that_arrive(pair: Pair) -> None:
    assert all(one.arrived and not one.astray and not one.trouble for one in heard(pair).values())


def test_an_event_that_does_not(pair: Pair) -> None:
    told = heard(pair, silent=True)
    assert not told["typing"].arrived
    assert told["note"].arrived


def test_an_event_that_a_stranger_gets(pair: Pair) -> None:
    assert heard(pair, leaks=True)["typing"].astray


def test_a_cause_that_fails_proves_nothing(pair: Pair) -> None:
    assert "POST /note, which causes it, failed" in heard(pair, status=500)["note"].trouble


def test_an_event_has_one_cause() -> None:
    both = {"event": "x", "on": {"request": "POST /x"}, "emit": {"event": "y", "data": {}}}
    for broken in (both, {"event": "x"}):
        with pytest.raises(ValueError, match="give either on"):
            Target.model_validate({"name": "shop", "live_events": [broken]})


def test_each_of_a_pair_sees_the_other_as_its_partner(pair: Pair) -> None:
    assert [pair.values_of(one)["partner_user_id"] for one in (pair.one, pair.two)] == ["2", "1"]
