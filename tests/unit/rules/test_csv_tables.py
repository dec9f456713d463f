"""Tables of comma-separated values."""

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules import csv_tables

COLUMNS = ("date", "amount")


@pytest.mark.parametrize(
    "body",
    [
        b"date,amount\r\n2026-01-01,1.00\r\n",
        b"date,amount\n2026-01-01,1.00",
        b"\xef\xbb\xbfdate,amount\r\n2026-01-01,1.00\r\n",
        b'date,note,amount\r\n2026-01-01,"one, two ""three""\r\nfour",1.00\r\n',
        b"date;amount\r\n2026-01-01;1,00\r\n",
        b"date\tamount\r\n2026-01-01\t1.00\r\n",
        b'"date","amount"\r\n"2026-01-01","1.00"\r\n\r\n',
    ],
)
def test_tables_that_programs_can_read(body: bytes) -> None:
    assert not csv_tables.judge_table(body, COLUMNS, 1)


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b"", "an empty file"),
        (b"\r\n", "an empty file"),
        (b"date,amount\r\n1 January, 2026,1.00\r\n", "row 2 has 3 fields"),
        (b"date,amount\r\n2026-01-01\r\n2026-01-02\r\n", "row 2 has 1 fields, and 1 more rows differ"),
        (b"date,total\r\n2026-01-01,1.00\r\n", "columns date, total"),
        (b'date,amount\r\n2026-01-01,"1.00\r\n', "it cannot be read"),
        (b"date,amount\r\n\xff\xfe,1\r\n", "no UTF-8"),
        (b"date,amount\r\n", "0 rows"),
        (b'{"date": 1, "amount": 2}', "columns"),
    ],
)
def test_tables_that_programs_misread(body: bytes, seen: str) -> None:
    assert seen in csv_tables.judge_table(body, COLUMNS, 1).describe()


@pytest.mark.parametrize(
    ("media_type", "bad", "advisory"),
    [("text/csv; charset=utf-8", False, False), ("text/plain", True, True), ("text/html", True, False)],
)
def test_the_media_type(media_type: str, *, bad: bool, advisory: bool) -> None:
    request = Request("GET", "https://shop.example/export", Headers(), b"")
    answer = Exchange(request, 200, Headers({"Content-Type": media_type}), b"date,amount\r\n1,2\r\n")
    findings = list(csv_tables.judge(answer, COLUMNS, 1))
    assert bool(findings) is bad
    assert all(one.advisory is advisory for one in findings)
