"""Links that lead on: read as browsers read them."""

from __future__ import annotations

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.onward import FOREIGN, judge


def _answer(location: str = "", body: str = "") -> Exchange:
    fields = [("Location", location)] if location else [("Content-Type", "text/html")]
    request = Request("GET", "https://a.example/out", Headers(), b"")
    return Exchange(request, 302 if location else 200, Headers(fields), body.encode())


@pytest.mark.parametrize("kind", [kind for kind in FOREIGN if kind != "one slash after the scheme"])
def test_leaves(kind: str) -> None:
    assert judge(_answer(FOREIGN[kind]), "a.example")


@pytest.mark.parametrize(
    "location",
    [
        "/", "/login?next=https://prodworthy.invalid/", "https://a.example/prodworthy.invalid", "https://b.example/",
        "https:/prodworthy.invalid/", "/%5Cprodworthy.invalid/", "http://[", "prodworthy.invalid",
    ],
)  # fmt: skip
def test_stays(location: str) -> None:
    assert not judge(_answer(location), "a.example")


def test_by_markup() -> None:
    page = '<meta http-equiv="refresh" content="0; url=https://prodworthy.invalid/">'
    assert judge(_answer(body=page), "a.example")
    assert not judge(_answer(body="<a href='https://prodworthy.invalid/'>leave?</a>"), "a.example")
