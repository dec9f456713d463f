"""Whether a health answer is of now: one kept by a cache goes on saying that all is well after the service has died."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found
from prodworthy.rules import caching, health
from prodworthy.rules.age import server_time
from prodworthy.rules.fields import directives

_TOLERATED_S = 10
_CLOCK_KEYS = frozenset({"timestamp", "time", "now", "servertime", "server_time", "currenttime", "current_time"})
_MILLISECONDS_FROM = 100_000_000_000


def judge(plain: Exchange, busted: Exchange, healthy: tuple[str, ...] = ()) -> Findings:
    """Judge whether a health document is made for every request.

    Args:
        plain: the document as monitors ask for it.
        busted: the same at about the same time, with a query that no cache has seen.
        healthy: further words that count as good.
    """
    findings = caching.judge_not_from_cache(plain.headers)
    policy = directives(plain.headers.get_list("cache-control"))
    if caching.publicly_cacheable(plain.headers) and _kept_for(policy) > _TOLERATED_S:
        said = ", ".join(plain.headers.get_list("cache-control"))[:120]
        findings += found(f"Cache-Control: {said}", "Cache-Control: no-store")
    behind = _behind(plain)
    if behind > _TOLERATED_S:
        findings += found(
            f"its own timestamp is {behind:.0f} s older than the answer", "a timestamp of the answer's time"
        )
    if plain.ok and not busted.ok and busted.status >= 500:  # noqa: PLR2004 - RFC 9110 section 15.6
        findings += found(
            f"{plain.status} as monitors ask, but {busted.status} past all caches", "the same answer both ways"
        )
    elif health.judge(busted, healthy) and busted.ok and not health.judge(plain, healthy):
        findings += found("well as monitors ask, but ill past all caches", "the same answer both ways")
    return findings


def _kept_for(policy: Mapping[str, str]) -> int:
    kept = [policy.get(name) or "" for name in ("s-maxage", "max-age")]
    seconds = [int(value[:9]) for value in kept if value.isdecimal()]
    return seconds[0] if seconds else _TOLERATED_S + 1  # public without a lifetime: for as long as a cache likes


def _behind(exchange: Exchange) -> float:
    """Return by how many seconds the document's own clock is behind the answer's Date; 0 where either is missing."""
    date = server_time(exchange.headers.get("date"))
    times = list(_times(exchange.json()))
    if date is None or not times:
        return 0.0
    return (date - max(times)).total_seconds()


def _times(document: Any) -> Iterator[dt.datetime]:
    if isinstance(document, Mapping):
        for key, value in document.items():
            if str(key).lower() in _CLOCK_KEYS and (moment := _moment(value)) is not None:
                yield moment


def _moment(value: Any) -> dt.datetime | None:
    try:
        if isinstance(value, str):
            moment = dt.datetime.fromisoformat(value)
            return moment.astimezone(dt.UTC) if moment.tzinfo else None  # of which zone it is, it does not say
        if isinstance(value, int | float) and not isinstance(value, bool):
            return dt.datetime.fromtimestamp(value / 1000 if value >= _MILLISECONDS_FROM else value, dt.UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None
