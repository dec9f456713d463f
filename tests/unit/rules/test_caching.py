"""What may be stored."""

import pytest

from prodworthy.facts.exchange import Headers
from prodworthy.rules import caching


@pytest.mark.parametrize("value", ["no-store", "No-Store, no-cache", "private, no-store, max-age=0"])
def test_only_no_store_keeps_an_answer_out_of_stores(value: str) -> None:
    assert not caching.judge_private(Headers([("Cache-Control", value)]))


@pytest.mark.parametrize(
    "value", ["no-cache", "private", "max-age=0", "public, max-age=300", 'no-store=x y, private="no-store"']
)
def test_what_does_not_suffice(value: str) -> None:
    expected = not value.startswith("no-store=")
    assert bool(caching.judge_private(Headers([("Cache-Control", value)]))) is expected


def test_pragma_means_nothing_in_a_response() -> None:
    assert "Pragma" in caching.judge_private(Headers([("Pragma", "no-cache")])).describe()


@pytest.mark.parametrize(
    "field",
    [
        ("X-Cache", "HIT from edge"),
        ("CF-Cache-Status", "HIT"),
        ("Age", "12"),
        ("Cache-Status", "edge; hit; ttl=3"),
        ("X-Cache", "TCP_HIT"),
    ],
)
def test_hits_are_seen(field: tuple[str, str]) -> None:
    assert caching.judge_not_from_cache(Headers([field]))


@pytest.mark.parametrize(
    "field", [("X-Cache", "MISS"), ("CF-Cache-Status", "DYNAMIC"), ("Age", "0"), ("X-Cache", "white")]
)
def test_misses_are_no_hits(field: tuple[str, str]) -> None:
    assert not caching.judge_not_from_cache(Headers([field]))


def test_cookies_and_shared_caches() -> None:
    cookie = ("Set-Cookie", "sid=x")
    assert caching.judge_shared_cookie(Headers([cookie, ("Cache-Control", "public, max-age=60")]))
    assert caching.judge_shared_cookie(Headers([cookie, ("Cache-Control", "s-maxage=60")]))
    assert not caching.judge_shared_cookie(Headers([cookie, ("Cache-Control", "private, max-age=60")]))
    assert not caching.judge_shared_cookie(Headers([cookie]))


def test_entry_pages_and_fingerprinted_files() -> None:
    assert caching.judge_entry(["max-age=31536000"])
    assert not caching.judge_entry(["no-cache"])
    assert not caching.judge_entry([])
    assert caching.judge_fingerprinted(["max-age=60"])
    assert not caching.judge_fingerprinted(["public, max-age=31536000, immutable"])


def test_vary() -> None:
    assert caching.varies_by(Headers([("Vary", "Accept"), ("Vary", "ORIGIN")]), "Origin")
    assert caching.varies_by(Headers([("Vary", "*")]), "Origin")
    assert not caching.varies_by(Headers(), "Origin")
