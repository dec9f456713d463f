"""A run record as rows of the history, and rows as what a record holds."""

from __future__ import annotations

import math

from prodworthy.facts.changes import Earlier
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import PreviousRun, RunReport
from prodworthy.history.rows import EarlierRows, MeasurementRow, Rows
from prodworthy.history.subject import Subject
from prodworthy.reporting import wording

_LONGEST_TEXT = 500


def rows_of(report: RunReport, folder: str = "") -> Rows:
    """Return the rows of a run.

    Args:
        report: the run.
        folder: the name of its folder, for people who want to see its report.
    """
    run = report.run
    subject = Subject.of(run.target, run.base_url)
    checks = list({one.id: one for one in report.checks}.values())
    return {
        "target": subject.target,
        "place": subject.place,
        "run": {
            "run_id": run.id,
            "started": run.started,
            "finished": run.finished,
            "duration_s": run.duration_s,
            "verdict": report.verdict,
            "exit_code": report.exit_code,
            "version": _text(run.version),
            "phase": run.phase,
            "selection": _text(run.selection),
            "allowed": run.allowed.value,
            "requests": run.requests,
            "answered": run.answered,
            "interrupted": _text(run.interrupted),
            "prodworthy": run.prodworthy,
            "folder": folder,
            "counts": {outcome.value: number for outcome, number in wording.counts(report.checks).items()},
        },
        "checks": [
            {"check_id": one.id, "title": _text(one.title), "layer": one.layer, "severity": one.declared_severity.value}
            for one in checks
        ],
        "outcomes": [
            {
                "check_id": one.id,
                "outcome": one.outcome.value,
                "flaky": one.flaky,
                "attempts": max(1, len(one.attempts)),
                "duration_s": one.duration_s,
                "summary": "" if one.outcome == "PASSED" else _text(one.summary),
            }
            for one in checks
        ],
        "attempts": [
            {
                "check_id": one.id,
                "number": number,
                "outcome": attempt.outcome.value,
                "started": attempt.started,
                "duration_s": attempt.duration_s,
                "summary": _text(attempt.summary),
            }
            for one in checks
            if len(one.attempts) > 1
            for number, attempt in enumerate(one.attempts, 1)
        ],
        "measurements": _measurements(report),
    }


def _measurements(report: RunReport) -> list[MeasurementRow]:
    seen: dict[str, int] = {}
    rows: list[MeasurementRow] = []
    for one in report.measurements:
        if not math.isfinite(one.value):
            continue
        seen[one.name] = number = seen.get(one.name, 0) + 1
        row: MeasurementRow = {
            "name": one.name,
            "unit": one.unit,
            "number": number,
            "value": one.value,
            "samples": one.samples,
        }
        rows.append(row)
    return rows


def _text(text: str) -> str:
    """Return the text bounded, and without the one character that PostgreSQL cannot store."""
    return text[:_LONGEST_TEXT].replace("\x00", "\ufffd")


def earlier_of(rows: EarlierRows | None) -> Earlier | None:
    """Return what the history tells of the run before."""
    if rows is None:
        return None
    run = {"id": rows["run_id"], "started": rows["started"], "verdict": rows["verdict"], "version": rows["version"]}
    return Earlier(
        run=PreviousRun.model_validate(run),
        outcomes={check: Outcome(outcome) for check, outcome in rows["outcomes"].items()},
        failing_since=rows["failing_since"],
    )
