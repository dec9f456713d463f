"""Limits on requests, as answers tell them."""

from __future__ import annotations

import pytest

from prodworthy.facts.exchange import Headers
from prodworthy.rules.request_limits import Told, judge, told


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ((("RateLimit-Limit", "100"), ("RateLimit-Remaining", "99"), ("RateLimit-Reset", "5")), Told(100, 99)),
        ((("RateLimit-Limit", "100, 100;w=60"), ("RateLimit-Remaining", "99")), Told(100, 99)),
        ((("RateLimit-Policy", '"default";q=100;w=60'), ("RateLimit", '"default";r=50;t=30')), Told(100, 50)),
        ((("RateLimit", "limit=100, remaining=50, reset=5"),), Told(100, 50)),
        ((("X-RateLimit-Limit", "60"), ("X-RateLimit-Remaining", "0")), Told(60, 0)),
        ((("X-Rate-Limit-Limit", "60"), ("X-Rate-Limit-Remaining", "7")), Told(60, 7)),
        ((("X-RateLimit-Limit-short", "3"), ("X-RateLimit-Remaining-short", "2")), Told(3, 2)),
        ((("RateLimit-Remaining", "7"),), Told(None, 7)),
        ((("Retry-After", "5"), ("Content-Length", "100")), None),
        ((("X-RateLimit-Limit", "none"),), None),
    ],
)
def test_every_usual_way_of_telling_a_limit_is_read(fields: tuple[tuple[str, str], ...], expected: Told | None) -> None:
    assert told(Headers(fields)) == expected


def answer(limit: int, remaining: int) -> Headers:
    return Headers((("RateLimit-Limit", str(limit)), ("RateLimit-Remaining", str(remaining))))


def test_an_answer_without_a_limit_is_named() -> None:
    findings = judge({"GET /a": answer(100, 99), "GET /b": Headers(())})
    assert [finding.where for finding in findings] == ["GET /b"]


def test_a_limit_that_nothing_is_counted_against_is_none() -> None:
    assert "all of them remain" in judge({"GET /a": answer(100, 100), "GET /b": answer(50, 50)}).describe()
    assert not judge({"GET /a": answer(100, 99), "GET /b": answer(50, 50)})


def test_more_than_there_are_cannot_remain() -> None:
    assert "101 requests remain of 100" in judge({"GET /a": answer(100, 101)}).describe()
