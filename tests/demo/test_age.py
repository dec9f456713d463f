"""The age rule on literals, and at sign-up whole and with each fault."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from demo.kernel import age
from demo.kernel.age import Verdict

from .conftest import PASSWORD, Demo


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "moment", "verdict"),
    [
        ("2008-11-21", "2026-11-21T12:00", Verdict.ADULT),
        ("2008-11-21", "2026-11-21T11:59", Verdict.MINOR),  # still the day before at UTC-12
        ("2008-11-22", "2026-11-21T23:59", Verdict.MINOR),
        ("2008-02-29", "2026-02-28T23:59", Verdict.MINOR),
        ("2008-02-29", "2026-03-01T12:00", Verdict.ADULT),
        ("2010-03-01", "2028-02-29T23:59", Verdict.MINOR),
        ("2010-02-28", "2028-02-29T12:00", Verdict.ADULT),
        ("2008-12-31", "2026-11-21T12:00", Verdict.MINOR),
        ("1911-01-01", "2026-11-21T12:00", Verdict.ADULT),
        ("1910-12-31", "2026-11-21T12:00", Verdict.INVALID),
        ("2026-11-22", "2026-11-21T12:00", Verdict.INVALID),
        ("2001-02-29", "2026-11-21T12:00", Verdict.INVALID),
        ("20000229", "2026-11-21T12:00", Verdict.INVALID),
        ("2000-2-9", "2026-11-21T12:00", Verdict.INVALID),
        ("2000-01-01T00:00:00+14:00", "2026-11-21T12:00", Verdict.INVALID),
        ("٢٠٠٠-01-01", "2026-11-21T12:00", Verdict.INVALID),
        ("2000-01-01\n", "2026-11-21T12:00", Verdict.INVALID),
    ],
)
def test_the_rule(born: str, moment: str, verdict: Verdict) -> None:
    assert age.judge(born, _at(moment))[0] is verdict


def test_age_in_years() -> None:
    assert age.age(date(2008, 11, 21), _at("2026-11-21T12:00")) == 18
    assert age.age(date(2008, 11, 21), _at("2026-11-21T11:00")) == 17


def _tomorrow_18() -> str:
    today = (datetime.now(UTC) - timedelta(hours=12)).date() + timedelta(days=1)
    return today.replace(year=today.year - 18).isoformat() if (today.month, today.day) != (2, 29) else "2010-03-01"


_NOT_DATES: list[Any] = [
    None, ..., "", " ", "NaN", "adult", 0, -1, 946684800, 1.5, True, [], ["1990-01-01"], {}, {"$gt": ""},
    "1990-02-30", "1990-13-01", "01/02/1990", "1990/01/02", "90-01-02", "1990-01-01T00:00:00Z", " 1990-01-01",
    "\uff12\uff10\uff10\uff10-01-01", "0001-01-01", "1800-01-01", "9999-12-31", "9" * 1000, "1990-01-01\u200b",
]  # fmt: skip


@pytest.mark.parametrize("born", _NOT_DATES, ids=repr)
def test_what_is_not_a_date_of_birth_is_400(demo: Demo, born: Any) -> None:
    answer = demo.sign_up(dateOfBirth=born)
    assert answer.status_code == 400
    assert demo.sign_up().status_code == 201


@pytest.mark.parametrize(
    "extra",
    [
        {"isAdult": True},
        {"age": 30},
        {"dob": "1990-01-01"},
        {"role": "admin"},
        {"__proto__": {"isAdult": True}},
        {"premium": True},
    ],
    ids=str,
)
def test_other_properties_are_refused(demo: Demo, extra: dict[str, Any]) -> None:
    answer = demo.sign_up(**extra)
    assert answer.status_code == 400
    assert "should not exist" in answer.json()["message"][0]


@pytest.mark.parametrize("second", ['"dateOfBirth"', '"\\u0064ateOfBirth"'])
def test_no_property_twice(demo: Demo, second: str) -> None:
    others = f'"email":"t@mail.example","name":"T","password":"{PASSWORD}"'
    content = f'{{"dateOfBirth":"2015-01-01",{second}:"1990-01-01",{others}}}'
    answer = demo.client.post("/api/auth/signup", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["message"] == ["duplicate property dateOfBirth"]


def test_a_minor_leaves_nothing_behind(demo: Demo) -> None:
    before = demo.state()
    for born in (_tomorrow_18(), "2015-01-01", "2020-06-01"):
        answer = demo.sign_up(dateOfBirth=born)
        assert answer.status_code == 403
        assert answer.json()["message"] == ["AGE_RESTRICTED"]
    assert demo.state() == before


def test_a_date_of_birth_is_kept_as_given_and_cannot_be_changed(demo: Demo) -> None:
    someone = demo.person(dateOfBirth="2000-02-29")
    assert demo.client.get("/api/users/profile", headers=someone.auth).json()["dateOfBirth"] == "2000-02-29"
    for value in ("1980-01-01", None):
        answer = demo.client.put("/api/users/profile", headers=someone.auth, json={"dateOfBirth": value})
        assert answer.status_code == 400


@pytest.mark.parametrize(
    ("fault", "changes"),
    [
        ("age-day-before", {"dateOfBirth": _tomorrow_18()}),
        ("age-null-adult", {"dateOfBirth": None}),
        ("age-missing-accepted", {"dateOfBirth": ...}),
        ("age-nan-accepted", {"dateOfBirth": "adult"}),
        ("age-client-flag", {"dateOfBirth": "2015-01-01", "isAdult": True}),
        ("age-unchecked", {"dateOfBirth": "2015-01-01"}),
    ],
)
def test_faults_that_let_in(demo: Demo, fault: str, changes: dict[str, Any]) -> None:
    assert demo.sign_up(**changes).status_code in {400, 403}
    demo.plant(fault)
    answer = demo.sign_up(**changes)
    assert answer.status_code == 201
    auth = {"Authorization": f"Bearer {answer.json()['token']}"}
    assert demo.client.get("/api/matching/balloons", headers=auth).status_code == 200
    if fault != "age-unchecked":
        assert demo.sign_up(dateOfBirth="2015-01-01").status_code == 403


def test_adults_refused(demo: Demo) -> None:
    demo.plant("age-adults-refused")
    assert demo.sign_up().status_code == 500
    assert demo.sign_up(dateOfBirth="2015-01-01").status_code == 403
