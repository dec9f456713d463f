"""What runs made on a target and have not removed yet: written down before it is made, struck out once it is gone.

So a run that is killed leaves behind how to clean up after it, and the next run can do it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update

from prodworthy.history.rows import EntryRow
from prodworthy.history.subject import Subject
from prodworthy.history.tables import leftovers, runs, targets
from prodworthy.history.writing import number_of_target


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that a run made, or was about to make, on a target.

    Attributes:
        no: its number, by which it is struck out.
        subject: the target and the place.
        run_id: the run that made it.
        kind: such as `account`.
        name: what it is called on the target; no secret.
        removal: how to remove it, as JSON values; no secret either: what signs in is kept in the environment.
        left_at: when it was written down.
        ended: whether its run has been put into the history since: what is open then, stayed.
    """

    no: int
    subject: Subject
    run_id: str
    kind: str
    name: str
    removal: Mapping[str, Any]
    left_at: dt.datetime
    ended: bool = False


def leave(connection: Connection, subject: Subject, run_id: str, entries: Sequence[EntryRow]) -> list[int]:
    """Write entries, and return their numbers in their order."""
    common = {
        "target_no": number_of_target(connection, subject),
        "run_id": run_id,
        "left_at": dt.datetime.now(dt.UTC),
    }
    statement = insert(leftovers).returning(leftovers.c.no, sort_by_parameter_order=True)
    return list(connection.execute(statement, [{**entry, **common} for entry in entries]).scalars())


def open_entries(connection: Connection, subject: Subject) -> list[Leftover]:
    """Return what is not removed yet at that place, the oldest first."""
    run_of_it = exists().where(
        runs.c.target_no == leftovers.c.target_no,
        runs.c.run_id == leftovers.c.run_id,
        runs.c.finished >= leftovers.c.left_at,  # ids are short, and an older run may have had the same one
    )
    columns = (
        leftovers.c.no,
        leftovers.c.run_id,
        leftovers.c.kind,
        leftovers.c.name,
        leftovers.c.removal,
        leftovers.c.left_at,
        run_of_it,
    )
    mine = (targets.c.name == subject.target) & (targets.c.place == subject.place)
    found = connection.execute(
        select(*columns).join(targets).where(mine, leftovers.c.settled_at.is_(None)).order_by(leftovers.c.no)
    )
    return [Leftover(row[0], subject, *row[1:]) for row in found]


def settle(connection: Connection, numbers: Collection[int]) -> None:
    """Strike entries out: what they name is gone."""
    now = dt.datetime.now(dt.UTC)
    connection.execute(update(leftovers).where(leftovers.c.no.in_(numbers)).values(settled_at=now))
