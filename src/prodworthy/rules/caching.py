"""Caching: what may be stored, by whom, and for how long (RFC 9111)."""

from __future__ import annotations

from collections.abc import Sequence

from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.fields import directives, shown, split

_HIT_FIELDS = ("x-cache", "x-cache-status", "cf-cache-status", "x-proxy-cache", "x-varnish-cache", "cache-status")
_YEAR_S = 31_536_000
_DAY_S = 86_400


def judge_private(headers: Headers) -> Findings:
    """Judge an answer for one person: nothing but `no-store` keeps it out of every store (RFC 9111 section 5.2.2.5)."""
    values = headers.get_list("cache-control")
    if "no-store" in directives(values):
        return Findings()
    seen = f"Cache-Control: {shown(values)}" if values else "no Cache-Control"
    if not values and "pragma" in headers:
        seen += f" (Pragma: {shown(headers.get_list('pragma'))} means nothing in a response)"
    return found(seen, "no-store")


def judge_not_from_cache(headers: Headers) -> Findings:
    """Judge whether an answer for one person came out of a shared cache."""
    hits = [f"{name}: {value}" for name in _HIT_FIELDS for value in headers.get_list(name) if _is_hit(value)]
    if (age := headers.get("age")).strip().isdigit() and int(age.strip()[:18]) > 0:
        hits.append(f"Age: {age}")
    return found(shown(hits), "an answer made for this request") if hits else Findings()


def judge_from_cache(answers: Sequence[Headers]) -> Findings:
    """Judge whether the later ones of several answers to the same request came out of a shared cache."""
    if any(judge_not_from_cache(headers) for headers in answers[1:]):
        return Findings()
    told = sorted({f"{name}: {value}" for one in answers for name in _HIT_FIELDS for value in one.get_list(name)})
    return found(
        f"{len(answers)} times in a row not from a cache ({shown(told) if told else 'nothing tells of one'})",
        "a hit: Age above 0, or HIT in X-Cache, CF-Cache-Status or Cache-Status (RFC 9211)",
    )


def judge_shared_cookie(headers: Headers) -> Findings:
    """Judge whether an answer that shared caches keep sets a cookie, which then goes to everybody (section 7.3)."""
    if not headers.get_list("set-cookie") or not publicly_cacheable(headers):
        return Findings()
    seen = f"Set-Cookie with Cache-Control: {shown(headers.get_list('cache-control'))}"
    return found(seen, "no cookie on what shared caches store, or Cache-Control: private")


def publicly_cacheable(headers: Headers) -> bool:
    """Whether a shared cache is told that it may store the answer and serve it again."""
    policy = directives(headers.get_list("cache-control"))
    if {"no-store", "private", "no-cache"} & set(policy):
        return False
    return "public" in policy or _seconds(policy.get("s-maxage")) > 0 or _seconds(policy.get("max-age")) > 0


def judge_entry(values: Sequence[str]) -> Findings:
    """Judge an HTML document: kept for long, it holds visitors on an old release."""
    policy = directives(values)
    if {"no-store", "no-cache"} & set(policy) or _seconds(policy.get("max-age")) <= _DAY_S:
        return Findings()
    return found(f"Cache-Control: {shown(values)}", f"no-cache, or max-age of at most {_DAY_S}")


def judge_fingerprinted(values: Sequence[str]) -> Findings:
    """Judge a file whose name changes with its content: it may be kept for a year."""
    policy = directives(values)
    if "no-store" not in policy and _seconds(policy.get("max-age")) >= _YEAR_S:
        return Findings()
    seen = f"Cache-Control: {shown(values)}" if values else "no Cache-Control"
    return found(seen, f"max-age={_YEAR_S}, immutable")


def varies_by(headers: Headers, field: str) -> bool:
    """Whether caches are told that the answer depends on that request header field."""
    members = {member.lower() for member in split(headers.get_list("vary"))}
    return field.lower() in members or "*" in members


def _seconds(value: str | None) -> int:
    return int(value[:18]) if value is not None and value.isascii() and value.isdigit() else 0


def _is_hit(value: str) -> bool:
    words = value.lower().replace(";", " ").replace(",", " ").replace("_", " ").split()
    return "hit" in words
