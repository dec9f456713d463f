"""What the history tells a run of the run before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Connection, select

from prodworthy.facts.outcome import Outcome
from prodworthy.history.rows import EarlierRows
from prodworthy.history.subject import Subject
from prodworthy.history.tables import checks, outcomes, runs, targets

_UNKNOWN = (Outcome.BLOCKED, Outcome.UNMEASURED, Outcome.WITHHELD)


def earlier(
    connection: Connection, subject: Subject, *, phase: str, selection: str, before: dt.datetime
) -> EarlierRows | None:
    """Return the last finished run of the subject with the same phase and selection, or None.

    Args:
        connection: of the history.
        subject: the target and the place.
        phase: the launch phase.
        selection: how the run is narrowed; like is compared with like.
        before: when the run began that asks.
    """
    columns = (runs.c.no, runs.c.target_no, runs.c.run_id, runs.c.started, runs.c.verdict, runs.c.version)
    found = connection.execute(
        select(*columns)
        .join(targets)
        .where(
            targets.c.name == subject.target,
            targets.c.place == subject.place,
            runs.c.phase == phase,
            runs.c.selection == selection,
            runs.c.interrupted == "",
            runs.c.started < before,
        )
        .order_by(runs.c.started.desc(), runs.c.no.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    run_no, target_no, run_id, started, verdict, version = found
    came_to = {
        row.check_no: (row.check_id, Outcome(row.outcome))
        for row in connection.execute(
            select(outcomes.c.check_no, checks.c.check_id, outcomes.c.outcome)
            .join(checks)
            .where(
                outcomes.c.target_no == target_no,
                outcomes.c.check_no.in_(select(checks.c.no)),  # each found by the whole primary key
                outcomes.c.started == started,
                outcomes.c.run_no == run_no,
            )
        )
    }
    suspects = [no for no, (_, outcome) in came_to.items() if outcome is Outcome.FAILED or outcome in _UNKNOWN]
    failing = failing_since(connection, target_no, suspects, started) if suspects else {}
    return {
        "run_id": run_id,
        "started": started.isoformat(timespec="seconds"),
        "verdict": verdict,
        "version": version,
        "outcomes": {check_id: outcome.value for check_id, outcome in came_to.values()},
        "failing_since": {check: since.isoformat(timespec="seconds") for check, since in failing.items()},
    }


def failing_since(
    connection: Connection, target_no: int, check_nos: Collection[int], until: dt.datetime
) -> dict[str, dt.datetime]:
    """Return the start of the first of the failing runs in a row up to a time, by the ids of checks that failed last.

    Runs that could not find it out are passed over.
    """
    own = (
        outcomes.c.target_no == target_no,
        outcomes.c.started <= until,
        outcomes.c.outcome.not_in(_UNKNOWN),
    )
    latest = (outcomes.c.started.desc(), outcomes.c.run_no.desc())
    of_check = outcomes.c.check_no == checks.c.no
    last = select(outcomes.c.outcome).where(*own, of_check).order_by(*latest).limit(1)
    well = select(outcomes.c.started).where(*own, of_check, outcomes.c.outcome != Outcome.FAILED)
    found = connection.execute(
        select(
            checks.c.no,
            checks.c.check_id,
            last.correlate(checks).scalar_subquery(),
            well.order_by(*latest).limit(1).correlate(checks).scalar_subquery(),
        ).where(checks.c.no.in_(check_nos))
    )
    since: dict[str, dt.datetime] = {}
    for check_no, check_id, last_outcome, last_well in found.all():
        if last_outcome != Outcome.FAILED:
            continue
        later = () if last_well is None else (outcomes.c.started > last_well,)
        first = select(outcomes.c.started).where(*own, outcomes.c.check_no == check_no, *later)
        since[check_id] = connection.execute(first.order_by(outcomes.c.started).limit(1)).scalar_one()
    return since
