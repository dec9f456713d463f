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
                outages=_outages(connection, mine) if down else (),
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
    mine = _of(target_no, series_no, since)
    count = connection.execute(select(func.count()).where(*mine)).scalar_one()
    bounds = {share: statistics.rank_of_bound(share, count) for share in _SHARES}
    ranks = {share: statistics.rank(share, count) for share in _SHARES}
    wanted = {1, count, *ranks.values(), *(bound for bound in bounds.values() if bound is not None)}
    value = _ranked(connection, mine, wanted)
    return Distribution(
        *named,
        runs=count,
        minimum=value[1],
        maximum=value[count],
        percentiles=tuple(
            Percentile(
                share,
                value[ranks[share]],
                None if (bound := bounds[share]) is None else value[bound],
                statistics.minimum_samples(share),
            )
            for share in _SHARES
        ),
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


def _ranked(connection: Connection, mine: Sequence[ColumnElement[bool]], wanted: set[int]) -> dict[int, float]:
    """Return the values of these ranks, counted from 1: sorted once, in the database."""
    place = func.row_number().over(order_by=measurements.c.value).label("place")
    ordered = select(measurements.c.value, place).where(*mine).subquery()
    query = select(ordered.c.place, ordered.c.value).where(ordered.c.place.in_(wanted))
    return {int(place): value for place, value in connection.execute(query)}


def _outages(connection: Connection, mine: ColumnElement[bool]) -> tuple[Outage, ...]:
    """Return the outages, found where the answer differs from that of the run before."""
    known = and_(mine, runs.c.answered.is_not(None))
    in_time = (runs.c.started, runs.c.no)
    marked = (
        select(
            runs.c.started,
            runs.c.answered,
            func.lag(runs.c.answered).over(order_by=in_time).label("before"),
            func.row_number().over(order_by=in_time).label("place"),
        )
        .where(known)
        .subquery()
    )
    turned = marked.c.before.is_(None) | (marked.c.before != marked.c.answered)
    turns = connection.execute(
        select(marked.c.started, marked.c.answered, marked.c.place)
        .where(turned)
        .order_by(marked.c.place.desc())
        .limit(2 * _MOST_OUTAGES)
    ).all()
    total = connection.execute(select(func.count()).where(known)).scalar_one()
    outages: list[Outage] = []
    later: tuple[dt.datetime | None, int] = (None, total + 1)
    for started, answered, place in turns:
        if not answered:
            outages.append(Outage(started, later[0], later[1] - place))
        later = (started, place)
    return tuple(reversed(outages))


def _of(target_no: int, series_no: int, since: dt.datetime | None) -> tuple[ColumnElement[bool], ...]:
    return (
        measurements.c.target_no == target_no,
        measurements.c.series_no == series_no,
        within(measurements.c.started, since),
    )
