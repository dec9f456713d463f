from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from prodworthy.rules import statistics
from prodworthy.rules.over_time import Judged, Tally, judge
from prodworthy.rules.statistics import Verdict
from prodworthy.target import HistoryBound

NOW = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=90)


def bound(**declared: Any) -> HistoryBound:
    return HistoryBound.model_validate({"measure": "uptime", "window": "30d", **declared})


def judged(
    declared: HistoryBound, good: int, samples: int, *, runs: int | None = None, began: dt.datetime = LONG_AGO
) -> Judged:
    first = NOW - dt.timedelta(days=29)
    return judge(declared, Tally(good, samples, samples if runs is None else runs, max(first, began), began), NOW)


def test_as_many_runs_as_the_rule_of_three_asks_for_prove_an_uptime() -> None:
    uptime = bound(at_least=0.995)
    assert judged(uptime, 598, 598).verdict is Verdict.HOLDS
    short = judged(uptime, 597, 597)
    assert short.verdict is Verdict.UNDECIDED
    assert short.needed == "1 more run needed, none of which misses it, to prove 99.5 % at 95% confidence"


def test_one_run_down_takes_more_runs_to_make_good() -> None:
    came_to = judged(bound(at_least=0.95), 59, 60)
    assert came_to.verdict is Verdict.UNDECIDED
    assert came_to.said == "the target answered 59 of 60 runs since 2026-06-01 12:00 UTC (98.33 %)"
    assert came_to.needed.startswith("33 more runs needed")
    assert judged(bound(at_least=0.95), 92, 93).verdict is Verdict.HOLDS


def test_enough_runs_down_refute_it_however_short_the_history() -> None:
    came_to = judged(bound(at_least=0.999), 18, 20, began=NOW - dt.timedelta(hours=1))
    assert came_to.verdict is Verdict.BROKEN
    assert "99.9 % are refuted" in came_to.said


def test_many_runs_of_one_afternoon_prove_nothing_of_a_month() -> None:
    came_to = judged(bound(at_least=0.95), 500, 500, began=NOW - dt.timedelta(hours=3))
    assert came_to.verdict is Verdict.UNDECIDED
    assert "reaches back 3 hours of 30 days" in came_to.said
    assert came_to.needed == "runs over 27 days more that keep it"


def test_no_run_at_all() -> None:
    came_to = judge(bound(at_least=0.95), Tally(), NOW)
    assert came_to == Judged(
        Verdict.UNDECIDED,
        "no run of the last 30 days tells of it",
        "59 more runs needed, none of which misses it, to prove 95 % at 95% confidence",
    )


def test_samples_of_a_rate_are_told_as_runs() -> None:
    rate = bound(measure="success", of="realtime_delivery_rate", at_least=0.999)
    came_to = judged(rate, 600, 600, runs=10)
    assert came_to.needed.startswith("40 more runs needed, with 2,395 samples and no failure among them")
    assert "600 of 600 samples of 10 runs" in came_to.said


def test_a_percentile_counts_the_runs_that_keep_it() -> None:
    p95 = bound(measure="p95", of="latency_p95", at_most=200)
    assert judged(p95, 59, 59).verdict is Verdict.HOLDS
    assert judged(p95, 58, 59).verdict is Verdict.UNDECIDED
    assert judged(p95, 50, 60).said.startswith("latency_p95 was at most 200 in 50 of 60 runs")


def test_a_share_is_100_percent_only_where_nothing_missed() -> None:
    assert "(99.99998 %)" in judged(bound(at_least=0.5), 4_999_999, 5_000_000).said


@pytest.mark.parametrize(
    "wrong",
    [
        {"at_least": 0.9, "of": "x"},  # uptime is of nothing
        {"at_most": 0.9},
        {"at_least": 1.0},  # no sample proves that
        {"measure": "success", "at_least": 0.9},
        {"measure": "p95", "of": "latency_p95", "at_least": 0.9},
        {"at_least": 0.9, "window": "a week"},
    ],
)
def test_what_no_sample_could_answer_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        bound(**wrong)


@pytest.mark.parametrize("share", [0.9, 0.95, 0.999])
@pytest.mark.parametrize("misses", [0, 1, 4])
def test_the_sample_that_is_asked_for_is_the_smallest_that_proves_it(share: float, misses: int) -> None:
    needed = statistics.samples_to_prove(share, misses)
    assert statistics.judge_share(share, needed, misses) is Verdict.HOLDS
    assert statistics.judge_share(share, needed - 1, misses) is not Verdict.HOLDS


@pytest.mark.parametrize("samples", [1, 20, 59, 60, 300])
def test_a_share_is_judged_as_the_whole_proof_does(samples: int) -> None:
    for misses in range(min(samples, 25) + 1):
        assert statistics.judge_share(0.95, samples, misses) is statistics.prove(0.95, samples, misses).verdict


def test_millions_of_samples_take_no_time() -> None:
    assert statistics.judge_share(0.999, 15_000_000, 14_000) is Verdict.HOLDS
    assert statistics.judge_share(0.999, 15_000_000, 15_500) is Verdict.BROKEN
