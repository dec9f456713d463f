"""Questions about what is in the history: runs, and one check over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select, true

from prodworthy.facts.outcome import Outcome
from prodworthy.history.subject import Subject
from prodworthy.history.tables import checks, outcomes, runs, targets


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run, without its checks. `counts` tells how many checks came to each outcome."""

    run_id: str
    subject: Subject
    started: dt.datetime
    duration_s: float
    verdict: str
    version: str
    phase: str
    selection: str
    interrupted: str
    answered: bool | None
    folder: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """What came of a check in one run."""

    run_id: str
    started: dt.datetime
    version: str
    folder: str
    outcome: Outcome
    flaky: bool
    attempts: int
    duration_s: float
    summary: str


@dataclass(frozen=True, slots=True)
class CheckOverTime:
    """One check at one target.

    Attributes:
        check_id: which check.
        title: the sentence that is true when it passes.
        subject: the target and the place.
        counts: how often it came to each outcome within the window.
        flaky: in how many of those runs it passed only when tried again.
        changed: the start of the first run in a row that came to what the last one came to.
        changed_from: what the run before that came to; None if it never came to anything else within the window.
        latest: the latest runs, newest first.
    """

    check_id: str
    title: str
    subject: Subject
    counts: Mapping[Outcome, int]
    flaky: int
    changed: dt.datetime | None
    changed_from: Outcome | None
    latest: tuple[StoredOutcome, ...]


def stored_runs(connection: Connection, target: str, since: dt.datetime | None, limit: int) -> list[StoredRun]:
    """Return the latest runs, newest first; of one target by name, or of all for an empty name."""
    columns = (
        runs.c.run_id,
        targets.c.name,
        targets.c.place,
        runs.c.started,
        runs.c.duration_s,
        runs.c.verdict,
        runs.c.version,
        runs.c.phase,
        runs.c.selection,
        runs.c.interrupted,
        runs.c.answered,
        runs.c.folder,
        runs.c.counts,
    )
    query = select(*columns).join(targets).where(within(runs.c.started, since))
    if target:
        query = query.where(targets.c.name == target)
    found = connection.execute(query.order_by(runs.c.started.desc(), runs.c.no.desc()).limit(limit))
    return [StoredRun(run_id, Subject(name, place), *rest) for run_id, name, place, *rest in found]


def subjects(connection: Connection, target: str = "") -> list[tuple[int, Subject]]:
    """Return the targets that have runs, with their numbers; of one name, or all for an empty name."""
    query = select(targets.c.no, targets.c.name, targets.c.place).order_by(targets.c.name, targets.c.place)
    if target:
        query = query.where(targets.c.name == target)
    return [(no, Subject(name, place)) for no, name, place in connection.execute(query)]


def known_checks(connection: Connection) -> dict[str, tuple[int, str]]:
    """Return number and title of every check that ever ran, by its id."""
    found = connection.execute(select(checks.c.check_id, checks.c.no, checks.c.title))
    return {check_id: (no, title) for check_id, no, title in found}


def over_time(
    connection: Connection, check_id: str, target: str, since: dt.datetime | None, limit: int
) -> list[CheckOverTime]:
    """Return one check at each target at which it ran within the window.

    Raises:
        KeyError: if no check of that id ever ran.
    """
    check_no, title = known_checks(connection)[check_id]
    found = []
    for target_no, subject in subjects(connection, target):
        mine = (
            outcomes.c.target_no == target_no,
            outcomes.c.check_no == check_no,
            within(outcomes.c.started, since),
        )
        tally = connection.execute(
            select(outcomes.c.outcome, func.count(), func.sum(outcomes.c.flaky.cast(outcomes.c.attempts.type)))
            .where(*mine)
            .group_by(outcomes.c.outcome)
        ).all()
        if not tally:
            continue
        latest = _latest(connection, mine, limit)
        changed, changed_from = _last_change(connection, mine, latest[0].outcome)
        counts = {Outcome(outcome): number for outcome, number, _ in tally}
        flaky = sum(number for _, _, number in tally)
        found.append(CheckOverTime(check_id, title, subject, counts, flaky, changed, changed_from, latest))
    return found


def _latest(connection: Connection, mine: tuple[ColumnElement[bool], ...], limit: int) -> tuple[StoredOutcome, ...]:
    columns = (
        runs.c.run_id,
        outcomes.c.started,
        runs.c.version,
        runs.c.folder,
        outcomes.c.outcome,
        outcomes.c.flaky,
        outcomes.c.attempts,
        outcomes.c.duration_s,
        outcomes.c.summary,
    )
    newest = (
        select(outcomes)
        .where(*mine)
        .order_by(outcomes.c.started.desc(), outcomes.c.run_no.desc())
        .limit(max(1, limit))
        .subquery()
    )
    query = select(*(newest.c[column.name] if column.table is outcomes else column for column in columns)).join(
        runs, runs.c.no == newest.c.run_no
    )
    found = connection.execute(query.order_by(newest.c.started.desc(), newest.c.run_no.desc()))
    return tuple(
        StoredOutcome(run_id, started, version, folder, Outcome(outcome), *rest)
        for run_id, started, version, folder, outcome, *rest in found
    )


def _last_change(
    connection: Connection, mine: tuple[ColumnElement[bool], ...], now: Outcome
) -> tuple[dt.datetime | None, Outcome | None]:
    other = connection.execute(
        select(outcomes.c.started, outcomes.c.outcome)
        .where(*mine, outcomes.c.outcome != now)
        .order_by(outcomes.c.started.desc(), outcomes.c.run_no.desc())
        .limit(1)
    ).one_or_none()
    if other is None:
        return None, None
    first = connection.execute(
        select(func.min(outcomes.c.started)).where(*mine, outcomes.c.started > other[0])
    ).scalar()
    return first, Outcome(other[1])


def within(column: ColumnElement[dt.datetime], since: dt.datetime | None) -> ColumnElement[bool]:
    """Return the condition that a time lies in the window that begins at `since`; in any, for None."""
    return true() if since is None else column >= since
