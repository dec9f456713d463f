"""The age rule at its edges: birthdays, leap days, and the three dates that can exist at once."""

import datetime as dt

import pytest

from prodworthy.rules import age, age_values
from prodworthy.target import AgeGate, LeapPolicy, ZonePolicy

D = dt.date


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("born", "leap", "expected"),
    [
        (D(2008, 6, 15), LeapPolicy.MARCH_1, D(2026, 6, 15)),
        (D(2008, 2, 29), LeapPolicy.MARCH_1, D(2026, 3, 1)),
        (D(2008, 2, 29), LeapPolicy.FEBRUARY_28, D(2026, 2, 28)),
        (D(2008, 12, 31), LeapPolicy.MARCH_1, D(2026, 12, 31)),
    ],
)
def test_eligible_from(born: dt.date, leap: LeapPolicy, expected: dt.date) -> None:
    assert age.eligible_from(born, 18, leap) == expected


def test_a_leap_day_person_keeps_the_day_where_the_year_has_it() -> None:
    assert age.eligible_from(D(2008, 2, 29), 16) == D(2024, 2, 29)


@pytest.mark.parametrize(
    ("today", "leap", "adult", "minor"),
    [
        (D(2026, 11, 21), LeapPolicy.MARCH_1, D(2008, 11, 21), D(2008, 11, 22)),
        (D(2026, 2, 28), LeapPolicy.MARCH_1, D(2008, 2, 28), D(2008, 2, 29)),
        (D(2026, 2, 28), LeapPolicy.FEBRUARY_28, D(2008, 2, 29), D(2008, 3, 1)),
        (D(2026, 3, 1), LeapPolicy.MARCH_1, D(2008, 3, 1), D(2008, 3, 2)),
        (D(2028, 2, 29), LeapPolicy.MARCH_1, D(2010, 2, 28), D(2010, 3, 1)),
        (D(2026, 12, 31), LeapPolicy.MARCH_1, D(2008, 12, 31), D(2009, 1, 1)),
        (D(2027, 1, 1), LeapPolicy.MARCH_1, D(2009, 1, 1), D(2009, 1, 2)),
        (D(2026, 1, 31), LeapPolicy.MARCH_1, D(2008, 1, 31), D(2008, 2, 1)),
    ],
)
def test_both_sides_of_the_boundary(today: dt.date, leap: LeapPolicy, adult: dt.date, minor: dt.date) -> None:
    assert age.youngest_adult(today, 18, leap) == adult
    assert age.oldest_minor(today, 18, leap) == minor


@pytest.mark.parametrize("leap", list(LeapPolicy))
def test_the_boundary_is_right_on_every_day_of_eight_years(leap: LeapPolicy) -> None:
    for offset in range(8 * 366):
        today = D(2023, 12, 30) + dt.timedelta(days=offset)
        assert age.eligible_from(age.youngest_adult(today, 18, leap), 18, leap) <= today
        assert age.eligible_from(age.oldest_minor(today, 18, leap), 18, leap) > today


@pytest.mark.parametrize(
    ("instant", "earliest", "latest"),
    [
        ("2026-11-21T11:00", D(2026, 11, 20), D(2026, 11, 22)),
        ("2026-11-21T09:59", D(2026, 11, 20), D(2026, 11, 21)),
        ("2026-11-21T12:00", D(2026, 11, 21), D(2026, 11, 22)),
        ("2026-11-21T00:00", D(2026, 11, 20), D(2026, 11, 21)),
    ],
)
def test_dates_on_earth(instant: str, earliest: dt.date, latest: dt.date) -> None:
    dates = age.Dates.at(at(instant))
    assert (dates.earliest, dates.latest, dates.deciding) == (earliest, latest, None)


@pytest.mark.parametrize(
    ("zone", "deciding"),
    [
        (ZonePolicy.UTC, D(2026, 11, 21)),
        (ZonePolicy.MOST_CONSERVATIVE, D(2026, 11, 20)),
        (ZonePolicy.USER_ZONE, None),
        (None, None),
    ],
)
def test_the_policy_chooses_the_date(zone: ZonePolicy | None, deciding: dt.date | None) -> None:
    assert age.Dates.at(at("2026-11-21T11:00"), zone).deciding == deciding


def test_an_instant_has_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        age.Dates.at(dt.datetime(2026, 1, 1))  # noqa: DTZ001 - the point of the test


def test_server_time() -> None:
    assert age.server_time("Sat, 21 Nov 2026 10:00:00 GMT") == at("2026-11-21T10:00")
    assert age.server_time("") is None
    assert age.server_time("soon") is None


GATE = AgeGate(zone=ZonePolicy.UTC)


@pytest.mark.parametrize(
    "instant",
    ["2026-11-21T11:00", "2028-02-29T11:00", "2026-02-28T23:59", "2026-12-31T12:00", "2027-01-01T05:00"],
)
def test_generated_births_are_what_they_say_they_are(instant: str) -> None:
    dates = age.Dates.at(at(instant), ZonePolicy.UTC)
    undisputed = [
        *age.boundary(GATE, dates),
        *age.adults(GATE, dates),
        *age.minors(GATE, dates),
        *age.careless_arithmetic(GATE, dates),
    ]
    for birth in undisputed:
        come_of_age = age.eligible_from(birth.born, 18)
        assert come_of_age <= dates.earliest if birth.admitted else come_of_age > dates.latest, birth
    today, tomorrow = age.policy_boundary(GATE, dates)
    assert dates.deciding is not None
    assert today.admitted
    assert age.eligible_from(today.born, 18) <= dates.deciding < age.eligible_from(tomorrow.born, 18)
    assert not tomorrow.admitted


def test_no_policy_no_policy_boundary() -> None:
    assert not list(age.policy_boundary(GATE, age.Dates.at(at("2026-11-21T11:00"))))


def test_careless_arithmetic_is_told_apart_where_the_calendar_allows() -> None:
    names = [birth.name for birth in age.careless_arithmetic(GATE, age.Dates.at(at("2026-11-21T11:00")))]
    assert names == ["year-only", "month-only"]
    births = {b.name: b.born for b in age.careless_arithmetic(GATE, age.Dates.at(at("2026-11-21T11:00")))}
    assert births == {"year-only": D(2008, 12, 31), "month-only": D(2008, 11, 30)}
    assert not list(age.careless_arithmetic(GATE, age.Dates.at(at("2026-12-31T05:00"))))


def test_a_birth_is_written_as_the_field_takes_it() -> None:
    birth = age.Birth("x", D(2008, 11, 2), admitted=False)
    assert birth.written(AgeGate(date_format="%d/%m/%Y")) == "02/11/2008"


def test_minors_of_a_gate_of_thirteen() -> None:
    gate = AgeGate(minimum_age=13)
    assert [b.name for b in age.minors(gate, age.Dates.at(at("2026-11-21T11:00")))] == [
        "age-12",
        "age-5",
        "born-today",
    ]


def test_future_births_are_future_everywhere() -> None:
    future = age_values.future(D(2026, 11, 21))
    assert future == {"tomorrow": "2026-11-23", "in-a-century": "2126-01-01"}


@pytest.mark.parametrize("value", age_values.IMPOSSIBLE.values(), ids=list(age_values.IMPOSSIBLE))
def test_impossible_dates_are_impossible(value: str) -> None:
    with pytest.raises(ValueError, match=r"out of range|must be in|month|day"):
        D.fromisoformat(value)
