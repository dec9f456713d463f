"""Values that are no date of birth, in groups: what a fail-open comparison or a lenient parser takes for an adult's."""

from __future__ import annotations

import datetime as dt
from typing import Any

ADULT = dt.date(1990, 1, 1)
_ADULT = ADULT.isoformat()
_HUNDRED_YEARS = 100

NULL: dict[str, Any] = {"null": None}
"""Read as 1970 where `new Date(null)` is trusted."""

WORDS: dict[str, Any] = {
    "nan": "NaN",
    "invalid-date": "Invalid Date",
    "infinity": "Infinity",
    "word": "adult",
}
"""Become no number at all, and every comparison with no number is false: `age < 18` does not refuse them."""

BLANK: dict[str, Any] = {"empty": "", "space": " ", "tab": "\t"}

BOOLEANS: dict[str, Any] = {"true": True, "false": False}

ARRAYS: dict[str, Any] = {"empty-array": [], "array-of-adult": [_ADULT], "array-of-year": [1990]}

OBJECTS: dict[str, Any] = {
    "empty-object": {},
    "operator": {"$gt": ""},
    "fields": {"year": 1990, "month": 1, "day": 1},
}

NUMBERS: dict[str, Any] = {
    "zero": 0,
    "minus-one": -1,
    "seconds": 946_684_800,
    "milliseconds": 946_684_800_000,
    "zero-text": "0",
}
"""Read as seconds or milliseconds since 1970."""

IMPOSSIBLE: dict[str, Any] = {
    "february-30": "1990-02-30",
    "april-31": "1990-04-31",
    "month-13": "1990-13-01",
    "month-0": "1990-00-10",
    "day-0": "1990-06-00",
    "common-year-leap-day": "2001-02-29",
    "1900-leap-day": "1900-02-29",
}
"""No day of any calendar year; a lenient parser rolls them over to the next month."""

TWO_DIGIT_YEAR: dict[str, Any] = {"yy-mm-dd": "07-01-01", "year": "99"}

MARKUP: dict[str, Any] = {"quote": "'", "template": "{{7*7}}", "element": "<c4n>"}


def future(today: dt.date) -> dict[str, Any]:
    """Return birth dates that have not come yet, written as RFC 3339 full dates."""
    tomorrow = today + dt.timedelta(days=2)  # two, since it is tomorrow already somewhere
    return {
        "tomorrow": tomorrow.isoformat(),
        "in-a-century": f"{today.year + _HUNDRED_YEARS}-01-01",
    }


CLAIMS: dict[str, Any] = {
    "isAdult": True,
    "over18": True,
    "ageVerified": True,
    "verified": True,
    "age": 30,
    "ageBand": "18+",
    "minor": False,
    "kycStatus": "approved",
}
"""Fields by which clients claim to be old enough."""

AGES: dict[str, Any] = {
    "adult": 30,
    "minor": 17.9,
    "word": "18abc",
    "exponent": 1e2,
    "hexadecimal": "0x12",
    "negative": -1,
    "beyond": 999,
}
"""Ages in place of a date of birth: nobody can tell from them when they change."""

ALIASES = ("dateOfBirth", "birthDate", "birthday", "dob", "DOB", "date_of_birth")
"""Names under which a second date of birth might be read by another layer."""

ZONES: dict[str, Any] = {"timezone": "Pacific/Kiritimati", "tzOffset": -840, "timezoneOffset": -840}
"""Fields by which a client claims to be where tomorrow has begun."""


def clocks(today: dt.date) -> dict[str, Any]:
    """Return fields by which a client claims that it is later than it is."""
    later = f"{today.year + 1}-{today.month:02}-15T12:00:00Z"
    return {"now": later, "createdAt": later}
