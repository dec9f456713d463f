"""Telling a health answer of now from one that a cache kept."""

import json
from typing import Any

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules.freshness import judge

DATE = "Sat, 21 Nov 2026 10:00:00 GMT"
OK = {"status": "ok"}


def answer(body: Any = OK, status: int = 200, **fields: str) -> Exchange:
    headers = {"Content-Type": "application/json", "Date": DATE} | {k.replace("_", "-"): v for k, v in fields.items()}
    return Exchange(Request("GET", "https://a.example/health"), status, Headers(headers), json.dumps(body).encode())


@pytest.mark.parametrize(
    "plain",
    [
        answer(),
        answer(Cache_Control="no-store"),
        answer(Cache_Control="no-cache, max-age=0"),
        answer(Cache_Control="private, max-age=600"),
        answer(Cache_Control="public, max-age=5"),
        answer(Cache_Control="public, max-age=0"),
        answer(Age="0", X_Cache="MISS", CF_Cache_Status="DYNAMIC"),
        answer({**OK, "timestamp": "2026-11-21T09:59:59.5Z"}),
        answer({**OK, "timestamp": "2026-11-21T11:00:00+01:00"}),
        answer({**OK, "timestamp": 1795255200}),
        answer({**OK, "timestamp": 1795255199500}),
        answer({**OK, "timestamp": "2026-11-21T12:00:00"}),
        answer({**OK, "buildTime": "2020-01-01T00:00:00Z", "time": "a while ago"}),
        answer({**OK, "timestamp": 10**30}),
    ],
)
def test_fresh_answers(plain: Exchange) -> None:
    assert not judge(plain, answer()), judge(plain, answer()).describe()


@pytest.mark.parametrize(
    "plain",
    [
        answer(Age="35"),
        answer(X_Cache="Hit from cloudfront"),
        answer(CF_Cache_Status="HIT"),
        answer(Cache_Control="public, max-age=600"),
        answer(Cache_Control="public"),
        answer(Cache_Control="max-age=0, s-maxage=60"),
        answer({**OK, "timestamp": "2026-11-21T09:50:00Z"}),
        answer({**OK, "time": 1795254000000}),
    ],
)
def test_kept_answers(plain: Exchange) -> None:
    assert judge(plain, answer())


def test_a_cache_that_hides_a_dead_service() -> None:
    assert "past all caches" in judge(answer(), answer({}, status=503)).describe()
    assert "ill past all caches" in judge(answer(), answer({"status": "down"})).describe()


def test_ill_both_ways_is_not_about_caches() -> None:
    down = answer({"status": "down"}, status=503)
    assert not judge(down, down)


def test_a_service_that_refuses_unknown_queries_is_not_suspected() -> None:
    assert not judge(answer(), answer({"message": "property _ should not exist"}, status=400))
