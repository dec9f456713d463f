"""Who is old enough on which day, and the birth dates that tell a right age gate from a wrong one.

A person reaches an age at 00:00 of the birthday. A birth date carries no zone, so at any instant there are two or three
calendar dates on earth, and whoever is old enough on the earliest of them is so everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from prodworthy.target.age_gate import AgeGate, LeapPolicy, ZonePolicy

_WESTMOST = dt.timedelta(hours=-12)
_EASTMOST = dt.timedelta(hours=14)
_DAY = dt.timedelta(days=1)
LEAP_DAY = dt.date(2000, 2, 29)


def eligible_from(born: dt.date, years: int, leap: LeapPolicy = LeapPolicy.MARCH_1) -> dt.date:
    """Return the day on which a person is that many years old.

    Born on 29 February and turning that age in a common year, it is 1 March (England and Wales: Family Law Reform Act
    1969 s.9; Germany: BGB section 188) or 28 February (Taiwan: Civil Code art. 121), by policy.
    """
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return dt.date(born.year + years, 2, 28) if leap is LeapPolicy.FEBRUARY_28 else dt.date(born.year + years, 3, 1)


def youngest_adult(on: dt.date, years: int, leap: LeapPolicy = LeapPolicy.MARCH_1) -> dt.date:
    """Return the latest birth date of anybody who is that many years old on that day."""
    # No later than this can it be: a birthday is at most one day off its calendar day (29 February).
    born = dt.date(on.year - years, on.month, min(on.day, 28)) + 4 * _DAY
    while eligible_from(born, years, leap) > on:
        born -= _DAY
    return born


def oldest_minor(on: dt.date, years: int, leap: LeapPolicy = LeapPolicy.MARCH_1) -> dt.date:
    """Return the earliest birth date of anybody who is not yet that many years old on that day."""
    return youngest_adult(on, years, leap) + _DAY


@dataclass(frozen=True, slots=True)
class Dates:
    """The calendar dates on earth at one instant, and the one that the gate's policy decides by.

    Attributes:
        earliest: the date at UTC-12.
        latest: the date at UTC+14.
        deciding: the date by the declared policy; None where none is declared, or it is the user's own.
    """

    earliest: dt.date
    latest: dt.date
    deciding: dt.date | None

    @classmethod
    def at(cls, instant: dt.datetime, zone: ZonePolicy | None = None) -> Dates:
        """Return the dates at an instant.

        Args:
            instant: with a zone; the server's own time, from its `Date` field.
            zone: the declared policy.

        Raises:
            ValueError: for an instant without a zone.
        """
        if instant.tzinfo is None:
            raise ValueError("an instant without a zone is none")
        utc = instant.astimezone(dt.UTC)
        earliest, latest = (utc + _WESTMOST).date(), (utc + _EASTMOST).date()
        deciding = {ZonePolicy.UTC: utc.date(), ZonePolicy.MOST_CONSERVATIVE: earliest}.get(zone) if zone else None
        return cls(earliest, latest, deciding)


def server_time(date_field: str) -> dt.datetime | None:
    """Return the instant of a `Date` header field (RFC 9110 section 6.6.1), or None where it holds none."""
    try:
        parsed = parsedate_to_datetime(date_field)
    except (ValueError, TypeError, IndexError):
        return None
    return parsed.replace(tzinfo=dt.UTC) if parsed.tzinfo is None else parsed.astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date to try, and why it is one.

    Attributes:
        name: fixed short name, such as `tomorrow`.
        born: the date.
        admitted: whether a right gate admits it.
    """

    name: str
    born: dt.date
    admitted: bool

    def written(self, gate: AgeGate) -> str:
        """Return the date in the form that the gate's field takes."""
        return self.born.strftime(gate.date_format)


def boundary(gate: AgeGate, dates: Dates) -> Iterator[Birth]:
    """Yield the birth dates on both sides of the boundary that hold wherever the user is.

    They need no declared zone policy: the first is an adult on every date on earth, the second a minor on every one.
    """
    yield Birth("adult-everywhere", youngest_adult(dates.earliest, gate.minimum_age, gate.leap), admitted=True)
    yield Birth("minor-everywhere", oldest_minor(dates.latest, gate.minimum_age, gate.leap), admitted=False)


def policy_boundary(gate: AgeGate, dates: Dates) -> Iterator[Birth]:
    """Yield the birth dates of who comes of age today and tomorrow by the declared policy; none without a policy."""
    if dates.deciding is None:
        return
    yield Birth("today", youngest_adult(dates.deciding, gate.minimum_age, gate.leap), admitted=True)
    yield Birth("tomorrow", oldest_minor(dates.deciding, gate.minimum_age, gate.leap), admitted=False)


def window(gate: AgeGate, dates: Dates) -> Iterator[Birth]:
    """Yield birth dates of who comes of age between the first and the last date on earth: what a policy decides.

    They are admitted as the declared policy says; where there is none, what matters is one answer everywhere.
    """
    for offset in range(1, (dates.latest - dates.earliest).days + 1):
        day = dates.earliest + offset * _DAY
        born = youngest_adult(day, gate.minimum_age, gate.leap)
        if eligible_from(born, gate.minimum_age, gate.leap) == day:
            yield Birth(f"window-{offset}", born, admitted=dates.deciding is not None and day <= dates.deciding)


def adults(gate: AgeGate, dates: Dates) -> Iterator[Birth]:
    """Yield birth dates of adults of all ages, up to one that living people have."""
    yield Birth(
        "yesterday",
        youngest_adult(dates.earliest - _DAY, gate.minimum_age, gate.leap),
        admitted=True,
    )
    for years in (gate.minimum_age + 1, 25, 60, 99, 110):
        yield Birth(f"age-{years}", youngest_adult(dates.earliest, years), admitted=True)
    yield Birth("leap-day", LEAP_DAY, admitted=True)


def minors(gate: AgeGate, dates: Dates) -> Iterator[Birth]:
    """Yield birth dates of minors well away from the boundary, down to an infant born today."""
    for years in sorted({gate.minimum_age - 1, 13, 12, 5}, reverse=True):
        if years < gate.minimum_age:
            yield Birth(f"age-{years}", youngest_adult(dates.earliest, years), admitted=False)
    yield Birth("born-today", dates.earliest, admitted=False)


def careless_arithmetic(gate: AgeGate, dates: Dates) -> Iterator[Birth]:
    """Yield minors whom a comparison of years only, or of years and months only, takes for adults.

    On the last day of a month, or of a year, there is no such birth date for one of them.
    """
    years = gate.minimum_age
    first_minor = oldest_minor(dates.latest, years, gate.leap)
    year_end = dt.date(dates.latest.year - years, 12, 31)
    if first_minor <= year_end:
        yield Birth("year-only", year_end, admitted=False)
    next_month = (first_minor.replace(day=1) + 31 * _DAY).replace(day=1)
    month_end = next_month - _DAY
    if (first_minor.year + years, first_minor.month) == (dates.latest.year, dates.latest.month):
        yield Birth("month-only", month_end, admitted=False)
