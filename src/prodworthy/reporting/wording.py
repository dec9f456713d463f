"""The words of a report: what an outcome, a verdict or a footprint means to its reader."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from prodworthy.facts.catalogue import Footprint
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, RunReport

VERDICTS = {
    "GO": "Fit for production: nothing that blocks a release was found, and everything that had to be found out was.",
    "NO-GO": "Not fit for production as it is.",
    "INCOMPLETE": "Not decided: something that has to be known before a release could not be found out.",
}
OUTCOMES = {
    Outcome.FAILED: ("failed", "the deployment does not keep this"),
    Outcome.BLOCKED: ("blocked", "something that this check builds on failed first"),
    Outcome.UNMEASURED: ("unmeasured", "the suite could not find out"),
    Outcome.WITHHELD: ("withheld", "not run, because this run was not allowed to do what the check does"),
    Outcome.WAIVED: ("waived", "failed, and accepted for now"),
    Outcome.NOT_APPLICABLE: ("not applicable", "the deployment does not have what this is about"),
    Outcome.PASSED: ("passed", "found to be true"),
}
FOOTPRINTS = {
    Footprint.READS: "only to read",
    Footprint.WRITES: "to read, and to create and remove test data",
    Footprint.STRESSES: "to read, to create and remove test data, and to put load on it",
}
LAYERS = {
    "smoke": "Smoke: is it up, healthy and quick",
    "e2e": "End to end: does it work in a browser",
    "contract": "Contract: does it keep its interface",
    "security": "Security: does it comply",
}
_MINUTE = 60
_SLOW = 10


def label(outcome: Outcome) -> str:
    """Return the outcome as a word in a sentence."""
    return OUTCOMES[outcome][0]


def slug(outcome: Outcome) -> str:
    """Return the outcome as the name of a style."""
    return label(outcome).replace(" ", "-")


def counts(checks: list[CheckRecord]) -> dict[Outcome, int]:
    """Return how many checks came to each outcome, worst first, without those that none came to."""
    tally = Counter(check.outcome for check in checks)
    return {outcome: tally[outcome] for outcome in Outcome if tally[outcome]}


def selection_line(report: RunReport) -> str:
    """Return the line that tells that only a part of the suite ran; empty for a whole run."""
    if not report.run.selection:
        return ""
    return f"The verdict of a selection, not of the whole suite: {report.run.selection}"


def subject(report: RunReport) -> str:
    """Return what was judged, by the name that people use."""
    return report.run.title or report.run.target


def promises_line(report: RunReport) -> str:
    """Return how many promises came to each answer; empty where there are none."""
    tally = Counter(promise.answer for promise in report.promises)
    told = [f"{tally['kept']} kept", f"{tally['broken']} broken", f"{tally['not proven']} not proven"]
    told += [f"{tally['not asked']} not asked in this phase"] if tally["not asked"] else []
    return f"{', '.join(told)}, of {len(report.promises)}" if report.promises else ""


def plural(count: int, noun: str) -> str:
    """Return the count with its noun."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def seconds(duration: float) -> str:
    """Return a duration in seconds as a person would say it."""
    if duration < 1:
        return f"{duration * 1000:.0f} ms"
    if duration < _SLOW:
        return f"{duration:.1f} s"
    if duration < _MINUTE:
        return f"{duration:.0f} s"
    minutes, rest = divmod(round(duration), _MINUTE)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def moment(text: str) -> str:
    """Return an ISO 8601 time as a date and a time of day in UTC; anything else as it is."""
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    if when.tzinfo is None:
        return text
    when = when.astimezone(dt.UTC)
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def figure(value: float) -> str:
    """Return a number without digits that mean nothing."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:,.3g}"  # noqa: PLR2004 - four digits
