"""Counts over a window, from which it is judged whether a bound was kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from prodworthy.facts.outcome import Outcome
from prodworthy.history.reading import within
from prodworthy.history.rows import TallyQuestion, TallyRow
from prodworthy.history.subject import Subject
from prodworthy.history.tables import checks, measurements, outcomes, runs, series, targets

_PROPORTION = "1"
_UPTIME, _CHECK_RATE, _SUCCESS = "uptime", "check-rate", "success"  # all others are percentiles; see `target.Measure`


def tallies(connection: Connection, subject: Subject, questions: Sequence[TallyQuestion]) -> list[TallyRow]:
    """Return the counts for each question, of one target at one place."""
    mine = (targets.c.name == subject.target, targets.c.place == subject.place)
    target_no = connection.execute(select(targets.c.no).where(*mine)).scalar_one_or_none()
    if target_no is None:
        return [nothing() for _ in questions]
    began = connection.execute(select(func.min(runs.c.started)).where(runs.c.target_no == target_no)).scalar()
    rows = []
    for question in questions:
        found = connection.execute(_query(target_no, question)).one()
        rows.append(
            TallyRow(
                good=round(found[0] or 0),
                samples=int(found[1] or 0),
                runs=found[2],
                first=_iso(found[3]),
                began=_iso(began),
            )
        )
    return rows


def nothing() -> TallyRow:
    """Return the counts of no runs."""
    return {"good": 0, "samples": 0, "runs": 0, "first": None, "began": None}


def _query(target_no: int, question: TallyQuestion) -> Select[Any, Any, Any, Any]:
    """Return the query for samples that were good, samples, runs and the start of the first of them."""
    since = dt.datetime.fromisoformat(question["since"])
    measure = question["measure"]
    if measure == _UPTIME:
        return select(
            func.count().filter(runs.c.answered.is_(True)), func.count(), func.count(), func.min(runs.c.started)
        ).where(runs.c.target_no == target_no, within(runs.c.started, since), runs.c.answered.is_not(None))
    if measure == _CHECK_RATE:
        told = (Outcome.PASSED, Outcome.FAILED, Outcome.WAIVED)
        passed = func.count().filter(outcomes.c.outcome == Outcome.PASSED)
        return (
            select(passed, func.count(), func.count(), func.min(outcomes.c.started))
            .select_from(outcomes)
            .join(checks, checks.c.no == outcomes.c.check_no)
            .where(
                outcomes.c.target_no == target_no,
                checks.c.check_id == question["of"],
                within(outcomes.c.started, since),
                outcomes.c.outcome.in_(told),
            )
        )
    of_it = (
        measurements.c.target_no == target_no,
        measurements.c.series_no.in_(select(series.c.no).where(*_series(measure, question["of"]))),
        within(measurements.c.started, since),
    )
    first, of_runs = func.min(measurements.c.started), func.count(measurements.c.run_no.distinct())
    if measure == _SUCCESS:
        good = func.sum(measurements.c.value * measurements.c.samples)
        query = select(good, func.sum(measurements.c.samples), of_runs, first)
        return query.where(*of_it, measurements.c.samples.is_not(None))
    kept = func.sum(case((measurements.c.value <= question["at_most"], 1), else_=0))
    return select(kept, func.count(), of_runs, first).where(*of_it)


def _series(measure: str, name: str) -> tuple[Any, ...]:
    return (series.c.name == name, *((series.c.unit == _PROPORTION,) if measure == _SUCCESS else ()))


def _iso(when: dt.datetime | None) -> str | None:
    return None if when is None else when.isoformat()
