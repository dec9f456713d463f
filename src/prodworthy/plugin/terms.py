"""Our outcomes in pytest's terms, so that plain pytest and `--lf` never show an unproven check as green."""

from __future__ import annotations

import pytest

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord

_ATTRIBUTE = "prodworthy"


def translate(report: pytest.TestReport, record: CheckRecord) -> None:
    """Make pytest's report of a check say what its outcome is.

    FAILED is failed; UNMEASURED and BLOCKED are errors (see `status`); WITHHELD and NOT_APPLICABLE are skipped with
    their reason; WAIVED is an expected failure.
    """
    setattr(report, _ATTRIBUTE, record)
    match record.outcome:
        case Outcome.PASSED:
            return
        case Outcome.WITHHELD | Outcome.NOT_APPLICABLE:
            report.outcome = "skipped"
            report.longrepr = (record.source.rpartition(":")[0], 0, f"{record.outcome}: {record.summary}")
        case Outcome.WAIVED:
            report.outcome = "skipped"
            report.wasxfail = f"waived until {(record.waiver or {}).get('expires')}: {record.summary}"
        case _:
            report.outcome = "failed"
            report.longrepr = f"{record.outcome}: {record.summary}"


def status(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Return pytest's category, letter and word for a check that it would otherwise show as failed; None for others."""
    record = getattr(report, _ATTRIBUTE, None)
    if isinstance(record, CheckRecord) and record.outcome in {Outcome.UNMEASURED, Outcome.BLOCKED}:
        return "error", "E", str(record.outcome)
    return None
