"""What runs made on a target and have not removed yet: written down before it is made, struck out once it is gone.

So a run that is killed leaves behind how to clean up after it, and the next run can do it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from prodworthy.history.subject import Subject
from prodworthy.history.tables import leftovers, targets
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
    """

    no: int
    subject: Subject
    run_id: str
    kind: str
    name: str
    removal: Mapping[str, Any]
    left_at: dt.datetime


def leave(  # noqa: PLR0913 - the fields of an entry, all by keyword
    connection: Connection, *, subject: Subject, run_id: str, kind: str, name: str, removal: Mapping[str, Any]
) -> int:
    """Write an entry, and return its number."""
    row = {
        "target_no": number_of_target(connection, subject),
        "run_id": run_id,
        "kind": kind,
        "name": name,
        "removal": dict(removal),
        "left_at": dt.datetime.now(dt.UTC),
    }
    no: int = connection.execute(insert(leftovers).values(row).returning(leftovers.c.no)).scalar_one()
    return no


def open_entries(connection: Connection, subject: Subject) -> list[Leftover]:
    """Return what is not removed yet at that place, the oldest first."""
    columns = (
        leftovers.c.no,
        leftovers.c.run_id,
        leftovers.c.kind,
        leftovers.c.name,
        leftovers.c.removal,
        leftovers.c.left_at,
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
