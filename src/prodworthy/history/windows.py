"""Figures over a window of time: uptime, pooled rates, percentiles; each with its sample size and what that proves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, select

from prodworthy.history.reading import subjects, within
from prodworthy.history.subject import Subject
from prodworthy.history.tables import measurements, runs, series
from prodworthy.rules import statistics

_SHARES = (0.50, 0.95, 0.99)
_PROPORTION = "1"
_MOST_OUTAGES = 50
_MOST_RUNS_DOWN = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of samples that were good.

    Attributes:
        name: of what; empty for uptime.
        good: how many were.
        samples: of how many.
        runs: how many runs they come from.
    """

    name: str
    good: int
    samples: int
    runs: int

    @property
    def share(self) -> float:
        """The share that was seen; 0 for no samples."""
        return self.good / self.samples if self.samples else 0.0

    @property
    def at_least(self) -> float:
        """The share that the sample proves, at the confidence of `rules.statistics`."""
        return statistics.lower_bound(self.good, self.samples)


@dataclass(frozen=True, slots=True)
class Percentile:
    """A percentile of what runs measured.

    Attributes:
        share: such as 0.95.
        value: the smallest value that so many of the runs' values do not exceed.
        at_most: what it is at most, at the confidence of `rules.statistics`; None where there are too few runs to say.
        needs: from how many runs on that can be said.
    """

    share: float
    value: float
    at_most: float | None
    needs: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """The values that the runs of a window measured for one name: one value a run, however large its own sample."""

    name: str
    unit: str
    runs: int
    minimum: float
    maximum: float
    percentiles: tuple[Percentile, ...]


@dataclass(frozen=True, slots=True)
class Outage:
    """Runs in a row to which the target did not answer.

    Attributes:
        began: the first of them.
        ended: the first run after them that was answered; None if there is none yet.
        runs: how many they were.
    """

    began: dt.datetime
    ended: dt.datetime | None
    runs: int


@dataclass(frozen=True, slots=True)
class Window:
    """What a window tells of a target.

    Attributes:
        subject: the target and the place.
        since: its beginning; None for the whole history.
        first: the start of its first run.
        last: the start of its last run.
        uptime: the share of runs to which the target answered.
        unknown: how many runs could not tell; they count neither way.
        outages: the latest ones, oldest first.
        rates: proportions that runs measured, their samples pooled.
        distributions: everything else that runs measured.
    """

    subject: Subject
    since: dt.datetime | None
    first: dt.datetime
    last: dt.datetime
    uptime: Rate
    unknown: int
    outages: tuple[Outage, ...]
    rates: tuple[Rate, ...]
    distributions: tuple[Distribution, ...]


def windows(connection: Connection, target: str, since: dt.datetime | None) -> list[Window]:
    """Return the window of each target of that name, of all for an empty name, that has runs in it."""
    found = []
    for target_no, subject in subjects(connection, target):
        mine = and_(runs.c.target_no == target_no, within(runs.c.started, since))
        first, last = connection.execute(select(func.min(runs.c.started), func.max(runs.c.started)).where(mine)).one()
        if first is None:
            continue
        told: dict[bool | None, int] = dict(
            connection.execute(select(runs.c.answered, func.count()).where(mine).group_by(runs.c.answered)).all()
        )
        up, down = told.get(True, 0), told.get(False, 0)
        rates, distributions = _measured(connection, target_no, since)
        found.append(
            Window(
                subject,
                since,
                first,
                last,
                uptime=Rate("", up, up + down, up + down),
                unknown=told.get(None, 0),
                outages=_outages(connection, target_no, since) if down else (),
                rates=rates,
                distributions=distributions,
            )
        )
    return found


def rate(connection: Connection, target_no: int, series_no: int, name: str, since: dt.datetime | None) -> Rate:
    """Return a measured proportion with the samples of all runs of the window pooled."""
    samples = func.sum(measurements.c.samples)
    good = func.sum(measurements.c.value * measurements.c.samples)
    query = select(good, samples, func.count()).where(*_of(target_no, series_no, since))
    found = connection.execute(query.where(measurements.c.samples.is_not(None))).one()
    return Rate(name, round(found[0] or 0), int(found[1] or 0), found[2])


def distribution(
    connection: Connection, target_no: int, series_no: int, named: tuple[str, str], since: dt.datetime | None
) -> Distribution:
    """Return what the runs of the window measured; `named` is its name and unit."""
    found = connection.execute(select(measurements.c.value).where(*_of(target_no, series_no, since)))
    assert found.cursor is not None  # noqa: S101 - it is a query
    values = sorted([value for (value,) in found.cursor.fetchall()])  # plain numbers: rows would take twice as long
    return Distribution(
        *named,
        runs=len(values),
        minimum=values[0],
        maximum=values[-1],
        percentiles=tuple(_percentile(values, share) for share in _SHARES),
    )


def _percentile(values: Sequence[float], share: float) -> Percentile:
    bound = statistics.rank_of_bound(share, len(values))
    return Percentile(
        share,
        value=values[statistics.rank(share, len(values)) - 1],
        at_most=None if bound is None else values[bound - 1],
        needs=statistics.minimum_samples(share),
    )


def _measured(
    connection: Connection, target_no: int, since: dt.datetime | None
) -> tuple[tuple[Rate, ...], tuple[Distribution, ...]]:
    rates: list[Rate] = []
    distributions: list[Distribution] = []
    for no, name, unit in connection.execute(select(series.c.no, series.c.name, series.c.unit).order_by(series.c.name)):
        mine = _of(target_no, no, since)
        example = connection.execute(select(measurements.c.samples).where(*mine).limit(1)).one_or_none()
        if example is None:
            continue
        if unit == _PROPORTION and example[0] is not None:
            rates.append(rate(connection, target_no, no, name, since))
        else:
            distributions.append(distribution(connection, target_no, no, (name, unit), since))
    return tuple(rates), tuple(distributions)


def _outages(connection: Connection, target_no: int, since: dt.datetime | None) -> tuple[Outage, ...]:
    """Return the outages: runs without an answer belong together if the next answered run is the same."""
    down, up = runs.alias("down"), runs.alias("up")
    ended = (
        select(func.min(up.c.started))
        .where(up.c.target_no == target_no, up.c.answered.is_(True), up.c.started > down.c.started)
        .scalar_subquery()
    )
    without_answer = (
        select(down.c.started, ended.label("ended"))
        .where(down.c.target_no == target_no, down.c.answered.is_(False), within(down.c.started, since))
        .order_by(down.c.started.desc())
        .limit(_MOST_RUNS_DOWN)
        .subquery()
    )
    began = func.min(without_answer.c.started)
    found = connection.execute(
        select(began, without_answer.c.ended, func.count())
        .group_by(without_answer.c.ended)
        .order_by(began.desc())
        .limit(_MOST_OUTAGES)
    )
    return tuple(Outage(*row) for row in reversed(found.all()))


def _of(target_no: int, series_no: int, since: dt.datetime | None) -> tuple[ColumnElement[bool], ...]:
    return (
        measurements.c.target_no == target_no,
        measurements.c.series_no == series_no,
        within(measurements.c.started, since),
    )
