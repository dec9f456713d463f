"""Run records to keep, small ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from prodworthy.facts.catalogue import Footprint, Severity
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import Attempt, CheckRecord, Measurement, RunInfo, RunReport, Verdict

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
BASE = "https://shop.example"


def check(name: str, outcome: str, *, flaky: bool = False, summary: str = "") -> CheckRecord:
    """Return the record of a check; a flaky one has a failed attempt before the last."""
    came_to = Outcome(outcome)
    attempts = [Attempt(outcome=came_to, summary=summary, started=NOON.isoformat(), duration_s=0.25)]
    if flaky:
        attempts.insert(0, Attempt(outcome=Outcome.FAILED, summary="503", started=NOON.isoformat(), duration_s=0.5))
    return CheckRecord(
        id=name,
        title=f"The title of {name}",
        layer=name.partition(".")[0],
        severity=Severity.MAJOR,
        declared_severity=Severity.MAJOR,
        footprint=Footprint.READS,
        outcome=came_to,
        flaky=flaky,
        summary=summary,
        duration_s=0.25,
        attempts=attempts,
    )


def run(  # noqa: PLR0913 - what can be different of a run, all by keyword
    number: int,
    outcomes: Mapping[str, str],
    *,
    verdict: Verdict = "GO",
    version: str = "",
    selection: str = "",
    target: str = "shop",
    base_url: str = BASE,
    interrupted: str = "",
    answered: bool | None = True,
    measurements: Mapping[str, tuple[float, str, int | None]] | None = None,
) -> RunReport:
    """Return the record of the run that began `number` hours after noon."""
    started = NOON + dt.timedelta(hours=number)
    return RunReport(
        run=RunInfo(
            id=f"run{number}",
            started=started.isoformat(),
            finished=(started + dt.timedelta(seconds=9)).isoformat(),
            duration_s=9.0,
            target=target,
            base_url=base_url,
            version=version,
            selection=selection,
            interrupted=interrupted,
            answered=answered,
            prodworthy="0.1.0",
        ),
        verdict=verdict,
        exit_code={"GO": 0, "NO-GO": 1, "INCOMPLETE": 10}[verdict],
        checks=[check(name, outcome) for name, outcome in outcomes.items()],
        measurements=[
            Measurement(name=name, value=value, unit=unit, samples=samples)
            for name, (value, unit, samples) in (measurements or {}).items()
        ],
    )
