"""Tables of comma-separated values: can a spreadsheet read what a service exports (RFC 4180)?"""

from __future__ import annotations

import csv
from collections.abc import Sequence

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

_TYPES = frozenset({"text/csv", "application/csv"})
_LOOSE = frozenset({"text/plain", "application/octet-stream", "application/vnd.ms-excel", ""})
_LONGEST_SHOWN = 80


def judge(answer: Exchange, columns: Sequence[str], rows: int) -> Findings:
    """Judge an answer that has to be such a table.

    Args:
        answer: the answer.
        columns: names that its first row has to have.
        rows: rows that have to be in it at least, below the first.
    """
    if answer.media_type not in _TYPES | _LOOSE:
        return found(f"delivered as {answer.media_type}", "text/csv")
    findings = Findings()
    if answer.media_type in _LOOSE:
        findings += found(f"delivered as {answer.media_type or 'no type'}", "text/csv (RFC 7111)", advisory=True)
    return findings + judge_table(answer.body, columns, rows)


def judge_table(body: bytes, columns: Sequence[str], rows: int) -> Findings:
    """Judge the table itself; see `judge`. A byte order mark before it is what spreadsheets ask for."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return found("bytes that are no UTF-8", "UTF-8")
    try:
        lines = [f"{line}\n" for line in text.split("\n")]
        rows_read = csv.reader(lines, delimiter=_delimiter(text), strict=True)
        table = [row for row in rows_read if row]
    except csv.Error as error:
        return found(f"it cannot be read: {error}", "quotes around what has commas, quotes or line breaks in it")
    if not table:
        return found("an empty file", "a first row with the names of the columns")
    names, *entries = table
    findings = Findings()
    if missing := [name for name in columns if name not in names]:
        seen = ", ".join(names)[:_LONGEST_SHOWN]
        findings += found(f"columns {seen}", f"{', '.join(missing)} among them")
    odd = [number for number, entry in enumerate(entries, start=2) if len(entry) != len(names)]
    if odd:
        first = f"row {odd[0]} has {len(entries[odd[0] - 2])} fields"
        more = f", and {len(odd) - 1} more rows differ" if odd[1:] else ""
        findings += found(f"{first}{more}", f"{len(names)} in each, as in the first row")
    if len(entries) < rows:
        findings += found(f"{len(entries)} rows", f"at least {rows}, as so much was made before")
    return findings


def _delimiter(text: str) -> str:
    """Return what separates the names in the first row: in much of Europe spreadsheets write semicolons."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count) if any(mark in first for mark in ",;\t") else ","
