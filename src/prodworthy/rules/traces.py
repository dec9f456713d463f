"""Traces of a date of birth: where it stands although it should not."""

from __future__ import annotations

import datetime as dt
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from prodworthy.facts.outcome import Findings, each, found

_WRITTEN = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y")


def tells(text: str, born: dt.date) -> bool:
    """Return whether a text tells the date, in one of the usual ways of writing it, percent-encoded or in base64."""
    plain = unquote(text)
    dates = [born.strftime(form) for form in _WRITTEN]
    return any(date in plain or b64encode(date.encode()).decode().rstrip("=") in plain for date in dates)


def url_tells(url: str, born: dt.date) -> bool:
    """Return whether a URL tells the date, in one piece or in three fields of its query."""
    parts = urlsplit(url)
    if tells(parts.path + "?" + parts.query + "#" + parts.fragment, born):
        return True
    numbers = {int(value) for _, value in parse_qsl(parts.query) if value.isascii() and value.isdigit()}
    return {born.year, born.month, born.day} <= numbers


def judge(urls: Mapping[str, str], stored: Mapping[str, str], born: dt.date) -> Findings:
    """Judge where the date of birth of a visitor has gone.

    Source: ASVS v5.0.0-14.2.1 (no sensitive data in URLs), 14.3.3 (none stored by the browser); GDPR art. 5(1)(c).

    Args:
        urls: the URLs of the requests that the pages made, each with what it was for.
        stored: what the browser has stored (cookies, local and session storage), by place and name.
        born: the date.
    """
    in_urls = (
        found(
            "the address of a request tells the date of birth", "a request body", where=f"{kind} {urlsplit(url).path}"
        )
        for url, kind in urls.items()
        if url_tells(url, born)
    )
    in_stores = (
        found("it holds the date of birth", "a mark that tells nothing", where=place)
        for place, value in stored.items()
        if tells(value, born)
    )
    return each([*in_urls, *in_stores])
