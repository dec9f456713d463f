"""Documents that a target served, kept from run to run: what the next run compares with."""

from __future__ import annotations

import datetime as dt
import zlib

from sqlalchemy import Connection, delete, insert, select

from prodworthy.history.subject import Subject
from prodworthy.history.tables import documents, targets
from prodworthy.history.writing import number_of_target

_KEPT = 5
"""How many versions of one document stay: only the latest is compared with, and the others tell when it changed."""


def keep(connection: Connection, subject: Subject, run_id: str, kind: str, body: str) -> bool:
    """Keep a document; return whether it is another one than the latest that is kept."""
    known = latest(connection, subject, kind)
    if known == body:
        return False
    number = number_of_target(connection, subject)
    row = {"target_no": number, "kind": kind, "run_id": run_id, "kept_at": dt.datetime.now(dt.UTC)}
    connection.execute(insert(documents), {**row, "body": zlib.compress(body.encode())})
    mine = (documents.c.target_no == number) & (documents.c.kind == kind)
    newest = select(documents.c.no).where(mine).order_by(documents.c.no.desc()).limit(_KEPT)
    connection.execute(delete(documents).where(mine, documents.c.no.not_in(newest.scalar_subquery())))
    return True


def latest(connection: Connection, subject: Subject, kind: str, but_of: str = "") -> str | None:
    """Return the latest document of a kind that the target served at that place; None if there is none.

    Args:
        connection: the history's.
        subject: the target and the place.
        kind: which of its documents.
        but_of: a run whose own ones do not count: one that asks again must not be compared with itself.
    """
    asked = (
        select(documents.c.body)
        .join(targets, targets.c.no == documents.c.target_no)
        .where(targets.c.name == subject.target, targets.c.place == subject.place, documents.c.kind == kind)
        .where(documents.c.run_id != but_of)
        .order_by(documents.c.no.desc())
        .limit(1)
    )
    body = connection.execute(asked).scalar_one_or_none()
    return None if body is None else zlib.decompress(body).decode()
