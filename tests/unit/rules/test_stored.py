"""Typed values: what a browser takes for an element, and what a template has calculated."""

from __future__ import annotations

import json

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.stored import Canary, is_markup, judge_evaluated, texts

_CANARY = Canary("pwabc")


def _shown(body: str, kind: str = "text/html", **fields: str) -> Exchange:
    headers = [("Content-Type", kind)] if kind else []
    headers += [(name.replace("_", "-"), value) for name, value in fields.items()]
    return Exchange(Request("GET", "https://a.example/", Headers(), b""), 200, Headers(headers), body.encode())


@pytest.mark.parametrize(
    ("body", "kind", "markup"),
    [
        (f"<p>{_CANARY.markup}</p>", "text/html", True),
        (f'<input value="{_CANARY.markup}">', "text/html; charset=utf-8", True),
        ("<p>pwabc&#34;&#39;&gt;&lt;prodworthy-canary x=1&gt;</p>", "text/html", False),
        (f"<script>let bio = {json.dumps(_CANARY.markup)}</script>", "text/html", False),
        (f"<textarea>{_CANARY.markup.replace('<', '&lt;')}</textarea>", "text/html", False),
        (json.dumps({"bio": _CANARY.markup}), "application/json", False),
        (f"<p>{_CANARY.markup}</p>", "text/plain", False),
        (f"<p>{_CANARY.markup}</p>", "", True),
    ],
)
def test_markup(body: str, kind: str, *, markup: bool) -> None:
    assert is_markup(_shown(body, kind), _CANARY) is markup


def test_without_a_type_but_with_nosniff() -> None:
    assert not is_markup(_shown(_CANARY.markup, "", X_Content_Type_Options="nosniff"), _CANARY)


def test_values_are_short_and_do_not_hold_the_product() -> None:
    for value in (_CANARY.markup, *_CANARY.templates.values()):
        assert len(value) <= 50
        assert _CANARY.product not in value


def test_evaluated() -> None:
    assert judge_evaluated(_shown("pwabc9801547"), _CANARY)
    assert not judge_evaluated(_shown(_CANARY.templates["braces"]), _CANARY)
    assert not judge_evaluated(_shown("9801547 people"), _CANARY, _shown("9801547 people"))


def test_where_people_type() -> None:
    assert texts({"bio": "x", "age": 3, "tags": ["a"]}) == {"bio": "x"}
    assert texts(["bio"]) == {}
