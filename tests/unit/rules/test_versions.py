"""Other versions of an API: where they would lie, and what counts as the same content."""

from __future__ import annotations

import json
from typing import Any

import pytest

from prodworthy.facts.exchange import Exchange, Request
from prodworthy.rules.versions import serves_the_same, siblings


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("/api/v2/me?full=1", ["/api/v1/me", "/api/v0/me", "/api/beta/me", "/api/internal/me", "/api/me"]),
        ("/v1/me", ["/v0/me", "/beta/me", "/internal/me"]),
        ("/api/me", ["/api/v0/me", "/api/v1/me", "/api/v2/me", "/api/beta/me", "/api/internal/me"]),
        ("/me", ["/v0/me", "/v1/me", "/v2/me", "/beta/me", "/internal/me"]),
        ("/vitals/me", ["/v0/vitals/me", "/v1/vitals/me", "/v2/vitals/me", "/beta/vitals/me", "/internal/vitals/me"]),
    ],
)
def test_places(path: str, places: list[str]) -> None:
    assert sorted(siblings(path).values()) == sorted(places)


def _answer(body: Any, status: int = 200) -> Exchange:
    return Exchange(Request("GET", "https://a.example/"), status, body=json.dumps(body).encode())


OWN = {"status": "ok", "data": {"user": {"id": 7, "email": "a@b.example"}}}


@pytest.mark.parametrize(
    ("body", "same"),
    [
        ({"status": "ok", "data": {"user": {"id": 1, "email": "c@d.example", "age": 3}}}, True),
        ({"status": "error", "data": None, "message": "who are you"}, False),
        ({"status": "ok"}, False),
        ([], False),
        ("text", False),
    ],
)
def test_content(body: Any, same: bool) -> None:  # noqa: FBT001 - what is expected
    assert serves_the_same(_answer(OWN), _answer(body)) is same
    assert not serves_the_same(_answer(OWN), _answer(body, 401))
    assert not serves_the_same(_answer(OWN, 500), _answer(body))


def test_lists() -> None:
    assert serves_the_same(_answer([{"id": 1, "name": "x"}]), _answer([{"id": 2, "name": "y"}]))
    assert not serves_the_same(_answer([]), _answer([]))
    assert not serves_the_same(_answer({"items": []}), _answer({"items": []}))
