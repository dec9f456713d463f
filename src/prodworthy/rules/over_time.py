"""What the runs of a window prove of a bound, with how many there are and how far back they reach."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from prodworthy.rules import statistics
from prodworthy.rules.statistics import Verdict
from prodworthy.target import HistoryBound, Measure

_UNREACHED = 0.1  # of the window: so much may lie before the first run
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Tally:
    """What runs tell of a bound.

    Attributes:
        good: how many samples kept it.
        samples: how many there are.
        runs: from how many runs.
        first: the start of the first of these runs; None where there are none.
        began: the start of the first run of all, also before the window; None where there is none.
    """

    good: int = 0
    samples: int = 0
    runs: int = 0
    first: dt.datetime | None = None
    began: dt.datetime | None = None

    def with_run(self, good: int, samples: int, started: dt.datetime) -> Tally:
        """Return the tally with one more run, which is later than all others."""
        first, began = self.first or (started if samples else None), self.began or started
        return Tally(self.good + good, self.samples + samples, self.runs + bool(samples), first, began)


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of it.

    Attributes:
        verdict: BROKEN where the runs refute the bound, and HOLDS only where they prove it over the whole window.
        said: the figures, in a sentence.
        needed: what would prove it, where that is not proven yet; empty elsewhere.
    """

    verdict: Verdict
    said: str
    needed: str = ""


def judge(bound: HistoryBound, tally: Tally, now: dt.datetime) -> Judged:
    """Judge a bound by the runs of its window that ends now."""
    misses = tally.samples - tally.good
    said = _said(bound, tally)
    verdict = statistics.judge_share(bound.share, tally.samples, misses)
    if verdict is Verdict.BROKEN:
        return Judged(
            verdict, f"{said}: {bound.share * 100:.6g} % are refuted at {statistics.CONFIDENCE:.0%} confidence"
        )
    if verdict is Verdict.UNDECIDED:
        return Judged(verdict, said, _more(bound, tally, misses))
    began = tally.began or now
    missing_s = (began - (now - dt.timedelta(seconds=bound.window_s))).total_seconds()
    if missing_s > _UNREACHED * bound.window_s:
        reach = _span((now - began).total_seconds())
        more = _span(missing_s - _UNREACHED * bound.window_s)
        return Judged(
            Verdict.UNDECIDED,
            f"{said}, but the history reaches back {reach} of {_span(bound.window_s)}",
            f"runs over {more} more that keep it",
        )
    return Judged(verdict, f"{said}: proven at {statistics.CONFIDENCE:.0%} confidence")


def _said(bound: HistoryBound, tally: Tally) -> str:
    if not tally.samples:
        return f"no run of the last {_span(bound.window_s)} tells of it"
    since = f" since {tally.first:%Y-%m-%d %H:%M} UTC" if tally.first else ""
    share = f"{_percent(tally.good, tally.samples)} %"
    match bound.measure:
        case Measure.UPTIME:
            return f"the target answered {tally.good:,} of {_runs(tally.samples)}{since} ({share})"
        case Measure.CHECK_RATE:
            return f"{bound.of} passed in {tally.good:,} of {_runs(tally.samples)}{since} ({share})"
        case Measure.SUCCESS:
            of = f"{tally.good:,} of {tally.samples:,} samples of {_runs(tally.runs)}"
            return f"{bound.of}: {of}{since} succeeded ({share})"
        case _:
            return (
                f"{bound.of} was at most {bound.at_most:g} in {tally.good:,} of {_runs(tally.samples)}{since} ({share})"
            )


def _more(bound: HistoryBound, tally: Tally, misses: int) -> str:
    needed = statistics.samples_to_prove(bound.share, misses) - tally.samples
    proves = f"{bound.share * 100:.6g} % at {statistics.CONFIDENCE:.0%} confidence"
    if bound.measure is not Measure.SUCCESS:
        return f"{_more_of(needed, 'run')} needed, none of which misses it, to prove {proves}"
    if not tally.runs:
        return f"{_more_of(needed, 'sample')} needed, none of them failed, to prove {proves}"
    runs = math.ceil(needed * tally.runs / tally.samples)
    return f"{_more_of(runs, 'run')} needed, with {needed:,} samples and no failure among them, to prove {proves}"


def _more_of(count: int, noun: str) -> str:
    return f"{count:,} more {noun}{'' if count == 1 else 's'}"


def _runs(count: int) -> str:
    return f"{count:,} run{'' if count == 1 else 's'}"


def _percent(good: int, samples: int) -> str:
    """Return the share as a percentage that is 100 only where nothing missed."""
    digits = 2 if good in {0, samples} else max(2, math.ceil(math.log10(samples)) - 1)
    return f"{100 * good / samples:.{digits}f}".rstrip("0").rstrip(".")


def _span(seconds: float) -> str:
    """Return a length of time as a person would say it."""
    for unit, length in (("day", _DAY_S), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            count = seconds / length
            text = f"{count:.0f}" if count >= 10 or count == int(count) else f"{count:.1f}"  # noqa: PLR2004 - two digits
            return f"{text} {unit}{'' if text == '1' else 's'}"
    return f"{seconds:.0f} seconds"
