"""The tables of a history.

The rows of one check at one target lie side by side, in the order of time, so that a trend is read in one sweep and
needs no index beside the primary key; the same holds for the values of one measurement. Therefore those tables repeat
the start of the run.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData()


class Moment(TypeDecorator[dt.datetime]):
    """A time in UTC, kept as milliseconds since 1970: small, and the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:
        """Return what is stored."""
        del dialect
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> dt.datetime | None:
        """Return what was stored."""
        del dialect
        return None if value is None else dt.datetime.fromtimestamp(value / 1000, dt.UTC)


schema_version = Table("schema_version", metadata, Column("version", Integer, nullable=False))

targets = Table(
    "targets",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    UniqueConstraint("name", "place"),
)

checks = Table(
    "checks",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("check_id", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("severity", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("target_no", ForeignKey("targets.no"), nullable=False),
    Column("run_id", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("duration_s", Float, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("exit_code", Integer, nullable=False),
    Column("version", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("selection", Text, nullable=False),
    Column("allowed", Text, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("answered", Boolean),
    Column("interrupted", Text, nullable=False),
    Column("prodworthy", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("counts", JSON, nullable=False),
    UniqueConstraint("run_id", "started"),  # the id alone is short, and comes again within some ten thousand runs
    Index("runs_by_time", "started"),
    Index("runs_of_a_target", "target_no", "started"),
    Index("runs_by_answer", "target_no", "answered", "started"),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("target_no", ForeignKey("targets.no"), primary_key=True),
    Column("check_no", ForeignKey("checks.no"), primary_key=True),
    Column("started", Moment, primary_key=True),
    Column("run_no", ForeignKey("runs.no"), primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("flaky", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("summary", Text, nullable=False),
    sqlite_with_rowid=False,
)

attempts = Table(
    "attempts",
    metadata,
    Column("run_no", ForeignKey("runs.no"), primary_key=True),
    Column("check_no", ForeignKey("checks.no"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("duration_s", Float, nullable=False),
    Column("summary", Text, nullable=False),
    sqlite_with_rowid=False,
)

series = Table(
    "series",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    UniqueConstraint("name", "unit"),
)

measurements = Table(
    "measurements",
    metadata,
    Column("target_no", ForeignKey("targets.no"), primary_key=True),
    Column("series_no", ForeignKey("series.no"), primary_key=True),
    Column("started", Moment, primary_key=True),
    Column("run_no", ForeignKey("runs.no"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("value", Float, nullable=False),
    Column("samples", Integer),
    sqlite_with_rowid=False,
)

leftovers = Table(
    "leftovers",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("target_no", ForeignKey("targets.no"), nullable=False),
    Column("run_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("removal", JSON, nullable=False),
    Column("left_at", Moment, nullable=False),
    Column("settled_at", Moment),
    Index("leftovers_of_a_target", "target_no", "settled_at"),
)

documents = Table(
    "documents",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("target_no", ForeignKey("targets.no"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("documents_of_a_target", "target_no", "kind", "no"),
)
