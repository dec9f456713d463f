"""Personal data in addresses, and in what other hosts are told."""

from __future__ import annotations

import datetime as dt
import hashlib
from base64 import b64encode

import pytest

from prodworthy.facts.page import PageRequest
from prodworthy.rules.leaks import judge

EMAIL = "run-7@mail.example"
SHA256 = hashlib.sha256(EMAIL.encode()).hexdigest()
BORN = dt.date(1990, 1, 31)


def own(url: str) -> bool:
    return url.startswith("https://shop.example/")


def judged(url: str, body: str = "") -> str:
    return judge([PageRequest("POST", url, "fetch", body=body)], own, {"e-mail address": EMAIL}, BORN).describe()


@pytest.mark.parametrize(
    ("url", "body", "words"),
    [
        ("https://shop.example/hello?mail=run-7%40mail.example", "", "the address has the e-mail address"),
        ("https://shop.example/hello?mail=RUN-7@Mail.Example", "", "the address has the e-mail address"),
        (f"https://shop.example/u/{b64encode(EMAIL.encode()).decode()}", "", "in base64"),
        ("https://shop.example/hello?dob=1990-01-31", "", "date of birth"),
        ("https://ads.example/p", f'{{"em": "{EMAIL}"}}', "another host is told the e-mail address"),
        (f"https://ads.example/p?em={SHA256}", "", "as a digest (sha256)"),
        (f"https://ads.example/p?em={SHA256.upper()}", "", "as a digest (sha256)"),
        (f"https://ads.example/p?em={hashlib.md5(EMAIL.encode()).hexdigest()}", "", "as a digest (md5)"),  # noqa: S324
    ],
)
def test_what_is_told(url: str, body: str, words: str) -> None:
    assert words in judged(url, body)


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://shop.example/api/signup", f'{{"email": "{EMAIL}"}}'),
        ("https://ads.example/p?id=run-7", ""),
        ("https://shop.example/run-7", ""),
        (f"data:text/plain,{EMAIL}", ""),
        (f"https://ads.example/p?em={hashlib.sha256(b'other@mail.example').hexdigest()}", ""),
    ],
)
def test_what_is_not(url: str, body: str) -> None:
    assert judged(url, body) == ""


def test_each_place_is_named_once() -> None:
    request = PageRequest("GET", f"https://shop.example/a?e={EMAIL}", "document")
    assert len(judge([request, request], own, {"e-mail address": EMAIL})) == 1


def test_short_words_stand_anywhere() -> None:
    request = PageRequest("GET", "https://ads.example/robin", "image")
    assert not judge([request], own, {"name": "Robin"})
