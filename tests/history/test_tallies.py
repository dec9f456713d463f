"""What runs tell of bounds over a window, from each kind of database."""

from __future__ import annotations

import datetime as dt
from typing import Any

from prodworthy.facts.record import Measurement
from prodworthy.history.store import History
from prodworthy.history.subject import Subject
from prodworthy.history.translating import rows_of
from prodworthy.plugin.over_runs import counted, questions
from prodworthy.rules.over_time import Tally
from prodworthy.target import HistoryBound
from tests.history.samples import BASE, NOON, check, run

SUBJECT = Subject.of("shop", BASE)
NOW = NOON + dt.timedelta(hours=48)
UPTIME = HistoryBound.model_validate({"measure": "uptime", "window": "2d", "at_least": 0.9})
CHECK = HistoryBound.model_validate({"measure": "check-rate", "of": "smoke.a", "window": "2d", "at_least": 0.9})
SUCCESS = HistoryBound.model_validate({"measure": "success", "of": "success_rate", "window": "1d", "at_least": 0.9})
P95 = HistoryBound.model_validate({"measure": "p95", "of": "latency_p95", "window": "2d", "at_most": 200})
BOUNDS = [UPTIME, CHECK, SUCCESS, P95]


def told(history: History, **this_run: Any) -> dict[HistoryBound, Tally]:
    rows = history.tallies(SUBJECT, questions(BOUNDS, NOW))
    given: dict[str, Any] = {"checks": [], "measurements": [], "answered": None, **this_run}
    return counted(dict(zip(BOUNDS, rows, strict=True)), now=NOW, **given)


def recorded(history: History) -> None:
    """Put eight runs in: an old one, seven of the window, one of them down, and one of another place."""
    figures = {"success_rate": (0.9, "1", 10), "latency_p95": (150.0, "ms", 60)}
    slow = {"success_rate": (1.0, "1", 20), "latency_p95": (250.0, "ms", 60)}
    history.add(rows_of(run(-100, {"smoke.a": "FAILED"}, measurements=slow)))
    for hour in (1, 10, 20):
        history.add(rows_of(run(hour, {"smoke.a": "PASSED"}, measurements=figures)))
    history.add(rows_of(run(25, {"smoke.a": "FAILED"}, measurements=slow)))
    history.add(rows_of(run(30, {"smoke.a": "WAIVED"}, measurements=slow)))
    history.add(rows_of(run(35, {"smoke.a": "BLOCKED"}, answered=False)))
    history.add(rows_of(run(40, {}, answered=None)))
    history.add(rows_of(run(41, {"smoke.a": "FAILED"}, base_url="https://staging.shop.example", answered=False)))


def test_runs_of_the_window_at_this_place_are_counted(history: History) -> None:
    recorded(history)
    tallies = told(history)
    began = NOON - dt.timedelta(hours=100)
    first = NOON + dt.timedelta(hours=1)
    assert tallies[UPTIME] == Tally(5, 6, 6, first, began)
    assert tallies[CHECK] == Tally(3, 5, 5, first, began)
    assert tallies[SUCCESS] == Tally(40, 40, 2, NOON + dt.timedelta(hours=25), began)
    assert tallies[P95] == Tally(3, 5, 5, first, began)


def test_the_run_that_asks_is_one_of_them(history: History) -> None:
    recorded(history)
    tallies = told(
        history,
        checks=[check("smoke.a", "PASSED")],
        measurements=[
            Measurement(name="success_rate", value=0.5, unit="1", samples=10),
            Measurement(name="latency_p95", value=100, unit="ms", samples=60),
        ],
        answered=True,
    )
    assert (tallies[UPTIME].good, tallies[UPTIME].samples) == (6, 7)
    assert (tallies[CHECK].good, tallies[CHECK].samples) == (4, 6)
    assert (tallies[SUCCESS].good, tallies[SUCCESS].samples, tallies[SUCCESS].runs) == (45, 50, 3)
    assert (tallies[P95].good, tallies[P95].samples) == (4, 6)


def test_an_empty_history_tells_of_this_run_alone(history: History) -> None:
    tallies = told(history, answered=True)
    assert tallies[UPTIME] == Tally(1, 1, 1, NOW, NOW)
    assert tallies[CHECK] == Tally(0, 0, 0, None, NOW)
