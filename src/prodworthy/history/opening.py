"""Opening a history: connection, schema, and what went wrong in a sentence."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from prodworthy.facts.redaction import Redactor
from prodworthy.history.place import Place
from prodworthy.history.tables import documents, metadata, schema_version

VERSION = 2
MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {2: documents.create}
"""What brings an older schema up to each version. A new history is made at the newest version at once."""

_LOCK_OF_THE_SCHEMA = 7_014_920_231
_WRITES = "prodworthy_writes"
_ASK_AGAIN_S = 0.01


class HistoryError(Exception):
    """The history could not be read or written; the text says why, without secrets."""


class NoHistoryError(HistoryError):
    """There is no history yet."""


class Database:
    """A connection to a history's database.

    Args:
        place: where it is.
        patience_s: how long to wait for another writer, or for a server to answer. A server that does not answer at
            all takes two seconds at least: its driver knows no shorter time.
        migrations: what brings older schemas up to date.
        version: the version of the schema in `tables`.
    """

    def __init__(
        self,
        place: Place,
        *,
        patience_s: float = 1.5,
        migrations: Mapping[int, Callable[[Connection], None]] = MIGRATIONS,
        version: int = VERSION,
    ) -> None:
        self._place = place
        self._patience_s = patience_s
        self._migrations = migrations
        self._version = version
        self._is_ready = False
        with self._explained():
            self._engine = _engine(place, patience_s)

    @property
    def is_postgresql(self) -> bool:
        """Whether a server keeps it."""
        return self._engine.dialect.name == "postgresql"

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes; where there is no history yet, it is made.

        Raises:
            HistoryError: if it cannot be written; then nothing of the transaction is.
        """
        with self._explained():
            engine = self._engine.execution_options(**{_WRITES: True})
            if not self._is_ready:
                if self._place.path is not None:
                    self._place.path.parent.mkdir(parents=True, exist_ok=True)
                    self._let_readers_in()
                with engine.begin() as connection:
                    self._make_ready(connection)
                self._is_ready = True
            with engine.begin() as connection:
                yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads.

        Raises:
            NoHistoryError: if there is none yet.
            HistoryError: if it cannot be read.
        """
        if self._place.path is not None and not self._place.path.is_file():
            raise self._none_yet()
        if not self._is_ready:
            with self._explained(), self._engine.connect() as connection:
                found = self._found(connection)
            if found is None:
                raise self._none_yet()
            if found < self._version:
                with self.writing():  # brings it up to date
                    pass
            self._is_ready = True
        with self._explained(), self._engine.connect() as connection:
            yield connection

    def _none_yet(self) -> NoHistoryError:
        return NoHistoryError(f"there is no history at {self._place.shown} yet: a run makes it")

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _let_readers_in(self) -> None:
        """Choose the write-ahead log, in which readers and a writer do not wait for each other; a file keeps that."""
        with self._engine.connect() as connection:
            sqlite: Any = connection.connection
            until = time.monotonic() + self._patience_s
            while sqlite.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                try:
                    sqlite.execute("PRAGMA journal_mode=WAL")
                except sqlite3.OperationalError:  # others are just choosing it too: for that lock, SQLite does not wait
                    if time.monotonic() > until:
                        return
                    time.sleep(_ASK_AGAIN_S)
                else:
                    return  # a file system that has no such log keeps its other one

    def _make_ready(self, connection: Connection) -> None:
        if self.is_postgresql:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_OF_THE_SCHEMA})
        found = self._found(connection)
        if found is None:
            metadata.create_all(connection)
            connection.execute(schema_version.insert().values(version=self._version))
            return
        for version in range(found + 1, self._version + 1):
            self._migrations[version](connection)
            connection.execute(update(schema_version).values(version=version))

    def _found(self, connection: Connection) -> int | None:
        if not inspect(connection).has_table(schema_version.name):
            return None
        found: int = connection.execute(select(schema_version.c.version)).scalar_one()
        if found > self._version:
            raise HistoryError(
                f"the history at {self._place.shown} was written by a newer prodworthy (schema {found}, this one knows "
                f"{self._version}): upgrade"
            )
        return found

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except ModuleNotFoundError as error:
            if error.name != "psycopg":
                raise
            raise HistoryError("PostgreSQL needs its driver: pip install 'prodworthy[postgresql]'") from None
        except (SQLAlchemyError, OSError) as error:
            raise HistoryError(f"{self._place.shown}: {self._sentence(error)}") from error

    def _sentence(self, error: Exception) -> str:
        cause: object = error.orig if isinstance(error, DBAPIError) else error
        lines = str(cause).strip().splitlines() or [type(error).__name__]
        return Redactor(self._place.secrets).text(lines[0])


def _engine(place: Place, patience_s: float) -> Engine:
    if place.path is None:
        return create_engine(
            place.url,
            connect_args={"connect_timeout": max(2, round(patience_s)), "application_name": "prodworthy"},
        )
    engine = create_engine(URL.create("sqlite", database=str(place.path)), connect_args={"timeout": patience_s})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver's own transactions would begin too late to be worth anything
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(_WRITES):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")
