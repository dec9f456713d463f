"""Generated birth dates beside a plain computation: every day of four years, at hours when dates on earth change."""

import datetime as dt
from collections.abc import Iterator

import pytest

from prodworthy.rules import age
from prodworthy.target import AgeGate, LeapPolicy, ZonePolicy

_ZONES = [dt.timedelta(hours=hours) for hours in range(-12, 15)] + [dt.timedelta(hours=5, minutes=45)]
_HOURS = [(0, 0), (9, 59), (10, 0), (11, 30), (12, 0), (23, 59)]
_DAY = dt.timedelta(days=1)


def days() -> Iterator[dt.date]:
    """Every day of a cycle of four years, from one leap year's eve to the next."""
    day = dt.date(2027, 12, 31)
    while day <= dt.date(2032, 1, 1):
        yield day
        day += _DAY


def instants(hours: list[tuple[int, int]]) -> Iterator[dt.datetime]:
    for day in days():
        for hour, minute in hours:
            yield dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=dt.UTC)


def is_common(year: int) -> bool:
    return year % 4 != 0 or (year % 100 == 0 and year % 400 != 0)


def of_age(born: dt.date, today: dt.date, years: int, leap: LeapPolicy) -> bool:
    """Compare year, month and day as people do, without any arithmetic of days."""
    birthday = (born.month, born.day)
    if birthday == (2, 29) and is_common(today.year):
        birthday = (2, 28) if leap is LeapPolicy.FEBRUARY_28 else (3, 1)
    return today.year - born.year - ((today.month, today.day) < birthday) >= years


def dates_on_earth(instant: dt.datetime) -> set[dt.date]:
    wall = instant.replace(tzinfo=None)
    return {(wall + zone).date() for zone in _ZONES}


def test_the_first_and_the_last_date_on_earth() -> None:
    for instant in instants(_HOURS):
        dates, everywhere = age.Dates.at(instant), dates_on_earth(instant)
        assert (dates.earliest, dates.latest) == (min(everywhere), max(everywhere))


@pytest.mark.parametrize(
    ("years", "leap", "hours"),
    [
        (18, LeapPolicy.MARCH_1, _HOURS),
        (18, LeapPolicy.FEBRUARY_28, [(11, 30), (23, 59)]),
        (16, LeapPolicy.MARCH_1, [(11, 30)]),
        (13, LeapPolicy.MARCH_1, [(0, 0)]),
    ],
)
@pytest.mark.parametrize("zone", [ZonePolicy.UTC, ZonePolicy.MOST_CONSERVATIVE])
def test_no_birth_date_is_expected_wrongly(
    years: int, leap: LeapPolicy, hours: list[tuple[int, int]], zone: ZonePolicy
) -> None:
    gate = AgeGate(minimum_age=years, leap=leap, zone=zone)
    for instant in instants(hours):
        dates, everywhere = age.Dates.at(instant, zone), dates_on_earth(instant)
        for birth in (
            *age.boundary(gate, dates),
            *age.adults(gate, dates),
            *age.minors(gate, dates),
            *age.careless_arithmetic(gate, dates),
        ):
            assert {of_age(birth.born, day, years, leap) for day in everywhere} == {birth.admitted}, (instant, birth)
        decides = instant.date() if zone is ZonePolicy.UTC else min(everywhere)
        for birth in (*age.policy_boundary(gate, dates), *age.window(gate, dates)):
            assert of_age(birth.born, decides, years, leap) is birth.admitted, (instant, birth)


@pytest.mark.parametrize("leap", list(LeapPolicy))
def test_the_boundary_is_where_a_plain_search_finds_it(leap: LeapPolicy) -> None:
    for day in days():
        youngest = age.youngest_adult(day, 18, leap)
        assert of_age(youngest, day, 18, leap)
        assert not of_age(youngest + _DAY, day, 18, leap)


def test_the_window_is_of_age_somewhere_and_not_everywhere() -> None:
    gate = AgeGate()
    for instant in instants([(9, 59), (11, 30)]):
        everywhere = dates_on_earth(instant)
        for birth in age.window(gate, age.Dates.at(instant)):
            assert {of_age(birth.born, day, 18, LeapPolicy.MARCH_1) for day in everywhere} == {True, False}
            assert not birth.admitted  # nothing is decided where no policy is declared


def test_a_date_that_is_tried_today_is_found_for_every_birthday() -> None:
    born_on = {age.youngest_adult(day, 18) for day in days()}
    expected = {dt.date(2010, 1, 1) + n * _DAY for n in range(4 * 365)} - {dt.date(2012, 2, 29)}
    assert expected <= born_on
