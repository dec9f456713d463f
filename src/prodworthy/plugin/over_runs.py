"""What a run adds to the history's answers to promises over a window, before it is in there itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, Measurement
from prodworthy.history.rows import TallyQuestion, TallyRow
from prodworthy.rules.over_time import Tally
from prodworthy.target import HistoryBound, Measure, Target

_PROPORTION = "1"


def bounds_of(target: Target) -> list[HistoryBound]:
    """Return the bounds over recorded runs that the target's promises have, each once."""
    return list(dict.fromkeys(bound for promise in target.promises for bound in promise.history))


def questions(bounds: Iterable[HistoryBound], now: dt.datetime) -> list[TallyQuestion]:
    """Return what the history is to be asked for them."""
    return [
        {
            "measure": bound.measure.value,
            "of": bound.of,
            "since": (now - dt.timedelta(seconds=bound.window_s)).isoformat(),
            "at_most": bound.at_most,
        }
        for bound in bounds
    ]


def counted(
    told: Mapping[HistoryBound, TallyRow],
    checks: Sequence[CheckRecord],
    measurements: Sequence[Measurement],
    *,
    answered: bool | None,
    now: dt.datetime,
) -> dict[HistoryBound, Tally]:
    """Return what runs tell of each bound: the recorded ones, and the one that ends now.

    Args:
        told: what the history tells.
        checks: of this run.
        measurements: of this run.
        answered: whether the target answered this run; None where that is not known.
        now: when this run began.
    """
    tallies = {}
    for bound, row in told.items():
        good, samples = _of_this_run(bound, checks, measurements, answered=answered)
        first, began = (
            None if text is None else dt.datetime.fromisoformat(text) for text in (row["first"], row["began"])
        )
        earlier = Tally(row["good"], row["samples"], row["runs"], first, began)
        tallies[bound] = earlier.with_run(good, samples, now)
    return tallies


def _of_this_run(
    bound: HistoryBound, checks: Sequence[CheckRecord], measurements: Sequence[Measurement], *, answered: bool | None
) -> tuple[int, int]:
    """Return how many samples of this run kept a bound, and how many there are."""
    if bound.measure is Measure.UPTIME:
        return int(answered is True), int(answered is not None)
    if bound.measure is Measure.CHECK_RATE:
        told = [check.outcome for check in checks if check.id == bound.of]
        counting = [one for one in told if one in {Outcome.PASSED, Outcome.FAILED, Outcome.WAIVED}]
        return counting.count(Outcome.PASSED), len(counting)
    mine = [one for one in measurements if one.name == bound.of]
    if bound.measure is Measure.SUCCESS:
        rates = [(one.value, one.samples) for one in mine if one.unit == _PROPORTION and one.samples is not None]
        return round(sum(value * samples for value, samples in rates)), sum(samples for _, samples in rates)
    return sum(one.value <= (bound.at_most or 0.0) for one in mine), len(mine)
