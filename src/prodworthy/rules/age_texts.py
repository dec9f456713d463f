"""Ways to write a date of birth that move it, hide it, or say it twice."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from prodworthy.rules.age import Dates
from prodworthy.rules.templates import with_value
from prodworthy.target.age_gate import AgeGate

Written = tuple[bytes, str]
_ISO = "%Y-%m-%d"
_MARK = "prodworthy-takes-this-place"
_FIRST_TWELVE = 12
_LONG = 100_000


def shifted(minor: dt.date) -> dict[str, str]:
    """Return a minor's date of birth as times of day whose zone puts the same moment on an earlier date."""
    day = minor.isoformat()
    return {
        "east-14": f"{day}T00:30:00+14:00",
        "east-12": f"{day}T00:00:00+12:00",
        "utc-midnight": f"{day}T00:00:00Z",
        "no-zone": f"{day}T00:00:00",
    }


def disguised(minor: dt.date, layout: str = _ISO) -> dict[str, str]:
    """Return a minor's date of birth with blanks, invisible characters, and digits and dashes of other scripts."""
    day = minor.strftime(layout)
    wide = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
    arabic = {ord("0") + digit: 0x0660 + digit for digit in range(10)}
    return {
        "leading-space": f" {day}",
        "newline": f"{day}\n",
        "no-break-space": f"\u00a0{day}",
        "byte-order-mark": f"\ufeff{day}",
        "zero-width": f"{day[:2]}\u200b{day[2:]}",
        "right-to-left-mark": f"\u200f{day}",
        "nul": f"{day}\x00",
        "full-width-digits": day.translate(wide),
        "arabic-digits": day.translate(arabic),
        "hyphens": day.replace("-", "\u2010"),
        "minus-signs": day.replace("-", "\u2212"),
    }


def layouts(layout: str = _ISO) -> dict[str, str]:
    """Return an adult's date of birth in other layouts than the declared one."""
    born = dt.date(1988, 10, 23)
    wanted = {
        "iso": _ISO,
        "slashes-day-first": "%d/%m/%Y",
        "slashes-month-first": "%m/%d/%Y",
        "dots": "%d.%m.%Y",
        "slashes-year-first": "%Y/%m/%d",
        "no-dashes": "%Y%m%d",
        "words": "%b %d %Y",
        "iso-week": "%G-W%V-%u",
        "day-of-year": "%Y-%j",
    }
    return {name: born.strftime(form) for name, form in wanted.items() if form != layout} | {"one-digit": "1988-1-2"}


def ambiguous(gate: AgeGate, dates: Dates) -> dict[str, str]:
    """Return one birthday's two readings, day first or month first, of which one is an adult's and one a minor's.

    Empty where the calendar has no such pair: in the second half of December, and on the first of January.
    """
    now, year = dates.earliest.year, dates.earliest.year - gate.minimum_age
    for one in range(1, _FIRST_TWELVE + 1):
        for other in range(1, _FIRST_TWELVE + 1):
            if dt.date(now, one, other) <= dates.earliest and dt.date(now, other, one) > dates.latest:
                return {"day-first": f"{other:02}/{one:02}/{year}", "month-first": f"{one:02}/{other:02}/{year}"}
    return {}


def implausible(today: dt.date) -> dict[str, str]:
    """Return days of the calendar on which nobody who lives was born, and years that few parsers agree on."""
    return {
        "1800": "1800-01-01",
        "150-years-ago": f"{today.year - 150}-01-01",
        "130-years-ago": f"{today.year - 130}-01-01",
        "year-1": "0001-01-01",
        "year-0": "0000-01-01",
        "year-9999": "9999-12-31",
        "negative-year": "-000001-01-01",
        "six-digit-year": "+012000-01-01",
        "last-of-javascript": "+275760-09-13",
        "buddhist": "2543-01-01",
        "hijri": "1421-01-01",
        "minguo": "0089-01-01",
    }


def long() -> str:
    """Return a text of 100,000 digits."""
    return "1" * _LONG


def duplicates(field: str, minor: str, adult: str) -> dict[str, Callable[[Any], Written]]:
    """Return writers of JSON in which the date of birth stands twice (RFC 8259 section 4)."""
    leaf = json.dumps(field.rpartition(".")[2])
    escaped = f'"\\u{ord(leaf[1]):04x}{leaf[2:]}'

    def twice(first: str, then: str, second_name: str = leaf) -> Callable[[Any], Written]:
        def write(body: Any) -> Written:
            text = json.dumps(with_value(body, field, _MARK))
            pair = f"{leaf}: {json.dumps(first)}, {second_name}: {json.dumps(then)}"
            return text.replace(f"{leaf}: {json.dumps(_MARK)}", pair).encode(), "application/json"

        return write

    return {
        "minor, then adult": twice(minor, adult),
        "adult, then minor": twice(adult, minor),
        "minor, then adult escaped": twice(minor, adult, escaped),
    }


def content_types(field: str, adult: str) -> dict[str, Callable[[Any], Written]]:
    """Return writers of the same registration as other media types than JSON."""
    return {
        "form": lambda body: (urlencode(_flat(body)).encode(), "application/x-www-form-urlencoded"),
        "form with the date twice": lambda body: (
            urlencode([*_flat(body).items(), (field, adult)]).encode(),
            "application/x-www-form-urlencoded",
        ),
        "multipart": lambda body: (_multipart(_flat(body)), f"multipart/form-data; boundary={_MARK}"),
        "text": lambda body: (json.dumps(body).encode(), "text/plain"),
        "XML": lambda body: (_xml(_flat(body)), "application/xml"),
        "no type": lambda body: (json.dumps(body).encode(), ""),
    }


def _flat(body: Any) -> dict[str, str]:
    if not isinstance(body, Mapping):
        return {}
    return {str(name): value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}


def _multipart(fields: Mapping[str, str]) -> bytes:
    parts = [
        f'--{_MARK}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return ("".join(parts) + f"--{_MARK}--\r\n").encode()


def _xml(fields: Mapping[str, str]) -> bytes:
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<registration>{inner}</registration>".encode()
