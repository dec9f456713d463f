"""What the history tells a run of the run before it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, func, select

from prodworthy.history.rows import EarlierRows
from prodworthy.history.subject import Subject
from prodworthy.history.tables import checks, outcomes, runs, targets
from prodworthy.outcome import Outcome

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
    failing = {
        check_id: since.isoformat(timespec="seconds")
        for check_no, (check_id, outcome) in came_to.items()
        if (outcome is Outcome.FAILED or outcome in _UNKNOWN)
        and (since := failing_since(connection, target_no, check_no, started)) is not None
    }
    return {
        "run_id": run_id,
        "started": started.isoformat(timespec="seconds"),
        "verdict": verdict,
        "version": version,
        "outcomes": {check_id: outcome.value for check_id, outcome in came_to.values()},
        "failing_since": failing,
    }


def failing_since(connection: Connection, target_no: int, check_no: int, until: dt.datetime) -> dt.datetime | None:
    """Return the start of the first of the failing runs in a row up to a time; None if the check did not fail last.

    Runs that could not find it out are passed over.
    """
    known = (
        outcomes.c.target_no == target_no,
        outcomes.c.check_no == check_no,
        outcomes.c.started <= until,
        outcomes.c.outcome.not_in(_UNKNOWN),
    )
    latest_first = outcomes.c.started.desc(), outcomes.c.run_no.desc()
    last = connection.execute(select(outcomes.c.outcome).where(*known).order_by(*latest_first).limit(1)).scalar()
    if last != Outcome.FAILED:
        return None
    well = connection.execute(
        select(outcomes.c.started).where(*known, outcomes.c.outcome != Outcome.FAILED).order_by(*latest_first).limit(1)
    ).scalar()
    after = [] if well is None else [outcomes.c.started > well]
    first: dt.datetime | None = connection.execute(
        select(func.min(outcomes.c.started)).where(*known, *after, outcomes.c.outcome == Outcome.FAILED)
    ).scalar()
    return first
