"""Dates of birth that are written otherwise, and bodies in which they stand."""

import datetime as dt
import json
from urllib.parse import parse_qsl

import pytest

from prodworthy.rules import age_texts
from prodworthy.rules.age import Dates
from prodworthy.target import AgeGate

MINOR = dt.date(2008, 11, 22)
BODY = {"email": "a@b.example", "person": {"born": "2008-11-22"}}


def dates(day: dt.date) -> Dates:
    return Dates(day - dt.timedelta(days=1), day, None)


def test_an_offset_puts_the_moment_on_the_day_before() -> None:
    moments = age_texts.shifted(MINOR)
    read = {name: dt.datetime.fromisoformat(text) for name, text in moments.items()}
    assert read["east-14"].astimezone(dt.UTC).date() == MINOR - dt.timedelta(days=1)
    assert read["east-12"].astimezone(dt.UTC).date() == MINOR - dt.timedelta(days=1)
    assert read["utc-midnight"].date() == MINOR


def test_disguises_are_no_dates_and_look_like_one() -> None:
    for name, text in age_texts.disguised(MINOR).items():
        with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
            dt.datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 - a birthday has no zone
        assert text != MINOR.isoformat(), name


def test_the_declared_layout_is_not_among_the_others() -> None:
    assert "dots" not in age_texts.layouts("%d.%m.%Y")
    assert age_texts.layouts("%d.%m.%Y")["iso"] == "1988-10-23"
    assert age_texts.layouts()["iso-week"] == "1988-W42-7"


def test_of_an_ambiguous_pair_one_reading_is_an_adult() -> None:
    gate, found = AgeGate(), 0
    day = dt.date(2026, 1, 1)
    while day.year < 2030:
        pair = age_texts.ambiguous(gate, dates(day))
        if pair:
            found += 1
            for text in pair.values():
                one, other, year = map(int, text.split("/"))
                birthdays = sorted({dt.date(year + 18, one, other), dt.date(year + 18, other, one)})
                assert birthdays[0] <= dates(day).earliest
                assert birthdays[1] > day
        day += dt.timedelta(days=1)
    assert found > 4 * 340


def test_no_ambiguous_pair_at_the_end_of_december() -> None:
    assert age_texts.ambiguous(AgeGate(), dates(dt.date(2026, 12, 20))) == {}


def test_a_name_stands_twice() -> None:
    writers = age_texts.duplicates("person.born", "2008-11-22", "1990-01-01")
    pairs: list[list[tuple[str, object]]] = []

    def kept(one: list[tuple[str, object]]) -> dict[str, object]:
        pairs.append(one)
        return dict(one)

    for write in writers.values():
        content, media_type = write(BODY)
        assert media_type == "application/json"
        json.loads(content, object_pairs_hook=kept)
    inner = [one for one in pairs if one[0][0] == "born"]
    assert [[value for _, value in one] for one in inner] == [
        ["2008-11-22", "1990-01-01"],
        ["1990-01-01", "2008-11-22"],
        ["2008-11-22", "1990-01-01"],
    ]
    assert all([name for name, _ in one] == ["born", "born"] for one in inner)
    assert b"\\u0062orn" in writers["minor, then adult escaped"](BODY)[0]


def test_other_media_types_hold_the_same() -> None:
    writers = age_texts.content_types("born", "1990-01-01")
    flat = {"email": "a@b.example", "born": "2008-11-22"}
    form, media_type = writers["form with the date twice"](flat)
    assert media_type == "application/x-www-form-urlencoded"
    assert parse_qsl(form.decode())[1:] == [("born", "2008-11-22"), ("born", "1990-01-01")]
    assert json.loads(writers["text"](flat)[0]) == flat
    assert writers["no type"](flat)[1] == ""
    assert b'name="born"\r\n\r\n2008-11-22' in writers["multipart"](flat)[0]
    assert b"<born>2008-11-22</born>" in writers["XML"](flat)[0]
    assert len(age_texts.long()) == 100_000
