"""The database: one SQLite file.

A local file answers in microseconds, so queries run in the event loop. The rule that makes this safe: nothing is
awaited between the first write of a transaction and its end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase):
    """The base of all tables."""


class Database:
    """The database of one deployment."""

    def __init__(self, file: Path, seed: Callable[["Database"], None]) -> None:
        self._engine: Engine = create_engine(f"sqlite:///{file}")
        event.listen(self._engine, "connect", _configure)
        self._seed = seed
        Base.metadata.create_all(self._engine)
        seed(self)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that changes nothing."""
        with Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a session whose changes are kept if the block ends without an error."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    def ask(self) -> None:
        """Ask the database something; raises if it does not answer."""
        with self._engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM users")).scalar_one()

    def count(self, table: type[Base]) -> int:
        """Count the rows of a table."""
        with self.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def reset(self) -> None:
        """Put everything back to the seed."""
        with self._engine.begin() as connection:
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())
        self._seed(self)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _configure(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=OFF")  # the file lives as long as the process
    cursor.close()
