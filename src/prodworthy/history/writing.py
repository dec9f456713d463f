"""Putting a run into the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Insert, Table, and_, select, update

from prodworthy.history.rows import CheckRow, Rows
from prodworthy.history.subject import Subject
from prodworthy.history.tables import attempts, checks, measurements, outcomes, runs, series, targets


def add(connection: Connection, rows: Rows) -> bool:
    """Put a run into the history; return whether it was not in there yet."""
    run = dict(rows["run"])
    started = moment(rows["run"]["started"])
    finished = rows["run"]["finished"]
    target_no = number_of_target(connection, Subject(rows["target"], rows["place"]))
    run |= {"started": started, "finished": moment(finished) if finished else None, "target_no": target_no}
    inserted = connection.execute(_insert(connection, runs).on_conflict_do_nothing().returning(runs.c.no), [run])
    run_no = inserted.scalar_one_or_none()
    if run_no is None:
        return False
    check_no = _numbers_of_checks(connection, rows["checks"])
    series_no = _numbers_of_series(connection, {(one["name"], one["unit"]) for one in rows["measurements"]})
    key = {"target_no": target_no, "started": started, "run_no": run_no}
    _insert_all(
        connection,
        outcomes,
        [{**_without(one, "check_id"), **key, "check_no": check_no[one["check_id"]]} for one in rows["outcomes"]],
    )
    _insert_all(
        connection,
        attempts,
        [
            {
                **_without(one, "check_id"),
                "run_no": run_no,
                "check_no": check_no[one["check_id"]],
                "started": moment(one["started"]),
            }
            for one in rows["attempts"]
        ],
    )
    _insert_all(
        connection,
        measurements,
        [
            {**_without(one, "name", "unit"), **key, "series_no": series_no[one["name"], one["unit"]]}
            for one in rows["measurements"]
        ],
    )
    return True


def number_of_target(connection: Connection, subject: Subject) -> int:
    """Return the number under which a target at a place is kept; a new one if there is none."""
    row = {"name": subject.target, "place": subject.place}
    return _numbers(connection, targets, (targets.c.name, targets.c.place), [row])[subject.target, subject.place]


def moment(text: str) -> dt.datetime:
    """Return an ISO 8601 time; without an offset it is UTC."""
    when = dt.datetime.fromisoformat(text)
    return when if when.tzinfo is not None else when.replace(tzinfo=dt.UTC)


def _numbers_of_checks(connection: Connection, rows: Sequence[CheckRow]) -> dict[str, int]:
    told = ("title", "layer", "severity")
    columns = (checks.c.check_id, checks.c.no, *(checks.c[name] for name in told))
    known = {row[0]: row for row in connection.execute(select(*columns))}
    new = [dict(row) for row in rows if row["check_id"] not in known]
    numbers = {check_id: row[1] for check_id, row in known.items()}
    for row in sorted(rows, key=lambda row: row["check_id"]):
        own = known.get(row["check_id"])
        if own is not None and tuple(own[2:]) != (row["title"], row["layer"], row["severity"]):
            values = {name: value for name, value in row.items() if name in told}
            connection.execute(update(checks).where(checks.c.no == own[1]).values(values))
    if new:
        numbers |= {key[0]: no for key, no in _numbers(connection, checks, (checks.c.check_id,), new).items()}
    return numbers


def _numbers_of_series(connection: Connection, names: Iterable[tuple[str, str]]) -> dict[tuple[Any, ...], int]:
    rows = [{"name": name, "unit": unit} for name, unit in names]
    return _numbers(connection, series, (series.c.name, series.c.unit), rows) if rows else {}


def _numbers(
    connection: Connection, table: Table, key: Sequence[Column[Any]], rows: Sequence[Mapping[str, Any]]
) -> dict[tuple[Any, ...], int]:
    """Return the numbers of the rows by their key; new ones are inserted in one order: two runs may do so at once."""
    ordered = sorted(rows, key=lambda row: tuple(row[column.name] for column in key))
    wanted = {tuple(row[column.name] for column in key) for row in ordered}

    def known() -> dict[tuple[Any, ...], int]:
        first = key[0].in_({row[key[0].name] for row in ordered})
        found = connection.execute(select(table.c.no, *key).where(and_(first)))
        return {tuple(row[1:]): row[0] for row in found if tuple(row[1:]) in wanted}

    numbers = known()
    new = [row for row in ordered if tuple(row[column.name] for column in key) not in numbers]
    if not new:
        return numbers
    connection.execute(_insert(connection, table).on_conflict_do_nothing(), [dict(row) for row in new])
    return known()


def _insert(connection: Connection, table: Table) -> Any:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - a run beside a file need not load it

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - nor the other one

    return sqlite.insert(table)


def _insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        statement: Insert = table.insert()
        connection.execute(statement, [dict(row) for row in rows])


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
