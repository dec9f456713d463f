"""The history: everything that can be written to it and asked of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Self, TypeVar

from sqlalchemy import Connection

from prodworthy.history import comparing, documents, ledger, reading, tallies, windows, writing
from prodworthy.history.ledger import Leftover
from prodworthy.history.opening import Database, NoHistoryError
from prodworthy.history.place import Place
from prodworthy.history.reading import CheckOverTime, StoredRun
from prodworthy.history.rows import EarlierRows, EntryRow, Rows, TallyQuestion, TallyRow
from prodworthy.history.subject import Subject
from prodworthy.history.windows import Window

Answer = TypeVar("Answer")


class History:
    """A history of runs. Every method opens a transaction of its own, and several processes may write at once.

    Every method raises `HistoryError` if the database cannot be read or written; nothing is half done then.

    Args:
        place: where it is.
        patience_s: how long to wait for another writer, or for a server.
    """

    def __init__(self, place: Place, *, patience_s: float = 1.5) -> None:
        self._database = Database(place, patience_s=patience_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    def add(self, rows: Rows) -> bool:
        """Put a run in; return whether it was not in there yet. See `translating.rows_of`."""
        with self._database.writing() as connection:
            return writing.add(connection, rows)

    def earlier(
        self, subject: Subject, *, phase: str = "", selection: str = "", before: dt.datetime | None = None
    ) -> EarlierRows | None:
        """Return the last finished run of a target at a place, with this phase and selection; None if there is none."""
        at = before or dt.datetime.now(dt.UTC)
        return self._asked(
            lambda connection: comparing.earlier(connection, subject, phase=phase, selection=selection, before=at), None
        )

    def leave(self, subject: Subject, run_id: str, entries: Sequence[EntryRow]) -> list[int]:
        """Write down what a run is about to make on a target, before it does; return the entries' numbers."""
        with self._database.writing() as connection:
            return ledger.leave(connection, subject, run_id, entries)

    def leftovers(self, subject: Subject) -> list[Leftover]:
        """Return what runs made on a target at a place and have not removed yet, the oldest first."""
        return self._asked(lambda connection: ledger.open_entries(connection, subject), [])

    def settled(self, numbers: Collection[int]) -> None:
        """Strike out entries whose things are gone, or never came to be."""
        with self._database.writing() as connection:
            ledger.settle(connection, numbers)

    def tallies(self, subject: Subject, questions: Sequence[TallyQuestion]) -> list[TallyRow]:
        """Return what the runs of a target at a place tell, for each question."""
        nothing = [tallies.nothing() for _ in questions]
        return self._asked(lambda connection: tallies.tallies(connection, subject, questions), nothing)

    def keep_document(self, subject: Subject, run_id: str, kind: str, body: str) -> bool:
        """Keep a document that a target served; return whether it is another one than the latest."""
        with self._database.writing() as connection:
            return documents.keep(connection, subject, run_id, kind, body)

    def document(self, subject: Subject, kind: str, but_of: str = "") -> str | None:
        """Return the latest document of a kind that a target served at a place in any run but that one; or None."""
        return self._asked(lambda connection: documents.latest(connection, subject, kind, but_of), None)

    def runs(self, target: str = "", since: dt.datetime | None = None, limit: int = 20) -> list[StoredRun]:
        """Return the latest runs, newest first; of the targets of one name, or of all."""
        with self._database.reading() as connection:
            return reading.stored_runs(connection, target, since, limit)

    def check(
        self, check_id: str, target: str = "", since: dt.datetime | None = None, limit: int = 20
    ) -> list[CheckOverTime]:
        """Return one check over time, for each target at which it ran within the window.

        Raises:
            KeyError: if no check of that id ever ran.
        """
        with self._database.reading() as connection:
            return reading.over_time(connection, check_id, target, since, limit)

    def windows(self, target: str = "", since: dt.datetime | None = None) -> list[Window]:
        """Return uptime, rates and percentiles since a time, for each target that has runs since then."""
        with self._database.reading() as connection:
            return windows.windows(connection, target, since)

    def subjects(self, target: str = "") -> list[Subject]:
        """Return the targets that have runs; those of one name, or all."""
        with self._database.reading() as connection:
            return [subject for _, subject in reading.subjects(connection, target)]

    def checks(self) -> list[str]:
        """Return the ids of all checks that ever ran."""
        with self._database.reading() as connection:
            return sorted(reading.known_checks(connection))

    def _asked(self, question: Callable[[Connection], Answer], none_yet: Answer) -> Answer:
        try:
            with self._database.reading() as connection:
                return question(connection)
        except NoHistoryError:
            return none_yet
