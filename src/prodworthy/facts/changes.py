"""What is different from the run before: a pure comparison of two runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import Change, Changes, CheckRecord, PreviousRun, RunReport

_FAILING = frozenset({Outcome.FAILED, Outcome.WAIVED})
_UNKNOWN = frozenset({Outcome.UNMEASURED, Outcome.BLOCKED, Outcome.WITHHELD})
_ORDER = ("newly failed", "no longer known", "mended", "still failing")


@dataclass(frozen=True, slots=True)
class Earlier:
    """What has to be known of the run before.

    Attributes:
        run: which run that was.
        outcomes: what each check came to in it.
        failing_since: for each check that failed when it was last known, the start of the first of those runs in a row
            in which it did not pass. A run that could not find it out ends no such row.
    """

    run: PreviousRun
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    failing_since: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, report: RunReport) -> Earlier:
        """Return what a run record tells the run after it."""
        told = {change.check: change.since for change in report.changes.checks} if report.changes else {}
        run = report.run
        return cls(
            run=PreviousRun(id=run.id, started=run.started, verdict=report.verdict, version=run.version),
            outcomes={check.id: check.outcome for check in report.checks},
            failing_since={
                check.id: told.get(check.id) or run.started
                for check in report.checks
                if check.outcome is Outcome.FAILED or (check.outcome in _UNKNOWN and told.get(check.id))
            },
        )


def compare(report: RunReport, earlier: Earlier | None) -> Changes:
    """Return what is different in a run from the run before it; checks that ran in only one of them are left out.

    A new check that fails is told all the same.

    Args:
        report: the run.
        earlier: the run before; None if there was none.
    """
    if earlier is None:
        return Changes()
    changes = [change for check in report.checks if (change := _change(check, earlier, report.run.started)) is not None]
    changes.sort(key=lambda change: (_ORDER.index(change.kind), change.check))
    return Changes(previous=earlier.run, checks=changes)


def _change(check: CheckRecord, earlier: Earlier, started: str) -> Change | None:
    since = earlier.failing_since.get(check.id, "")
    before = Outcome.FAILED if since else earlier.outcomes.get(check.id)
    kind = _kind(before, check.outcome)
    if kind is None or (kind == "no longer known" and check.outcome is earlier.outcomes.get(check.id)):
        return None
    if kind == "newly failed":
        since = started
    return Change(check=check.id, title=check.title, kind=kind, before=before, now=check.outcome, since=since)


def _kind(
    before: Outcome | None, now: Outcome
) -> Literal["newly failed", "still failing", "mended", "no longer known"] | None:
    if now in _FAILING:
        if before is Outcome.WAIVED:
            return "newly failed" if now is Outcome.FAILED else None
        return "still failing" if before is Outcome.FAILED else "newly failed"
    if now is Outcome.PASSED:
        return "mended" if before in _FAILING else None
    return "no longer known" if before in _FAILING | {Outcome.PASSED} else None
