"""Clocks of servers, seen through the seconds of their Date fields."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules import clock

NOW = 1_780_000_000.25


def answer(ahead: float, *, took: float = 0.1, **fields: str) -> Exchange:
    headers = Headers([("Date", formatdate(NOW + ahead, usegmt=True)), *fields.items()])
    return Exchange(Request("GET", "https://shop.example/"), 200, headers, b"", started=NOW, first_byte=took)


@pytest.mark.parametrize("ahead", [0, 0.9, -0.9, 1.5, -1.5])
def test_clocks_that_are_right(ahead: float) -> None:
    bounds = clock.deviation([answer(ahead)])
    assert bounds is not None
    assert not clock.judge(bounds)


@pytest.mark.parametrize(
    ("ahead", "advisory", "word"),
    [(5, True, "ahead"), (-30, True, "behind"), (180, False, "ahead"), (-3600, False, "behind")],
)
def test_clocks_that_are_wrong(ahead: float, advisory: bool, word: str) -> None:  # noqa: FBT001 - a column
    bounds = clock.deviation([answer(ahead)])
    assert bounds is not None
    findings = clock.judge(bounds)
    assert findings.advisory is advisory
    assert word in findings.describe()


def test_a_slow_answer_proves_little_and_a_quick_one_more() -> None:
    slow = clock.deviation([answer(8, took=9)])
    both = clock.deviation([answer(8, took=9), answer(8)])
    assert slow is not None
    assert both is not None
    assert not clock.judge(slow)
    assert clock.judge(both)


def test_one_of_two_servers_is_wrong() -> None:
    bounds = clock.deviation([answer(0), answer(120)])
    assert bounds is not None
    assert clock.judge(bounds)


@pytest.mark.parametrize("fields", [{"Age": "300"}])
def test_what_a_cache_stored_tells_nothing(fields: dict[str, str]) -> None:
    assert clock.deviation([answer(-300, **fields)]) is None


@pytest.mark.parametrize("value", ["", "yesterday", "Mon, 99 Foo 2026"])
def test_no_date(value: str) -> None:
    headers = Headers([("Date", value)])
    assert clock.deviation([Exchange(Request("GET", "https://shop.example/"), 200, headers, b"")]) is None
