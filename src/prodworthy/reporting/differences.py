"""What is different since the run before, in words."""

from __future__ import annotations

from prodworthy.facts.record import Change, RunReport
from prodworthy.reporting.inert import one_line
from prodworthy.reporting.wording import moment, plural

KINDS = {
    "newly failed": "Newly failed",
    "no longer known": "No longer known",
    "mended": "Mended",
    "still failing": "Still failing",
}
_NAME = 120


def grouped(report: RunReport) -> dict[str, list[Change]]:
    """Return what is different by its kind, what matters most first, without the kinds of which there is none."""
    changes = report.changes.checks if report.changes is not None else []
    return {kind: found for kind in KINDS if (found := [change for change in changes if change.kind == kind])}


def difference_line(report: RunReport, named: int = 3) -> str:
    """Return what is different in one line of plain text; empty where nothing could be compared.

    Args:
        report: the run.
        named: of how many checks a kind names the ids before it only counts.
    """
    if report.changes is None:
        return ""
    previous = report.changes.previous
    if previous is None:
        alike = " with this selection" if report.run.selection else ""
        return f"The first run of this target in the history{alike}: nothing to compare it with"
    told = verdict_and_version(report)
    for kind, changes in grouped(report).items():
        ids = ", ".join(one_line(change.check, _NAME) for change in changes[:named])
        more = f" and {len(changes) - named} more" if len(changes) > named else ""
        told.append(f"{len(changes)} {kind} ({ids}{more})")
    if not grouped(report):
        told.append("every check came to the same")
    return f"Since the run of {moment(previous.started)}: {'; '.join(told)}"


def verdict_and_version(report: RunReport) -> list[str]:
    """Return how verdict and version differ from the run before, each in a few words, where they do."""
    previous = report.changes.previous if report.changes is not None else None
    if previous is None:
        return []
    told = [] if previous.verdict == report.verdict else [f"{previous.verdict} became {report.verdict}"]
    if previous.version and report.run.version and previous.version != report.run.version:
        before, now = (one_line(version, _NAME) for version in (previous.version, report.run.version))
        told.append(f"version {before} became {now}")
    return told


def since(change: Change) -> str:
    """Return when a failure began, where that is not this very run; empty otherwise."""
    if not change.since or change.kind == "newly failed":
        return ""
    return f"{'failed' if change.kind == 'mended' else 'failing'} since {moment(change.since)}"


def heading(kind: str, changes: list[Change]) -> str:
    """Return a kind with the number of its checks."""
    return f"{KINDS[kind]}: {plural(len(changes), 'check')}"
