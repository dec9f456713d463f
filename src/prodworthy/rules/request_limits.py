"""What answers tell of a limit on requests (draft-ietf-httpapi-ratelimit-headers, and what came before it)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import Findings, each, found

_NUMBER = re.compile(r"\d+")
_BY_NAME = re.compile(r"^(?:x-)?rate-?limit-(limit|remaining)", re.IGNORECASE)  # NestJS adds the throttler's name
_IN_FIELD = {
    "limit": re.compile(r"\b(?:limit|q)\s*=\s*(\d+)"),
    "remaining": re.compile(r"\b(?:remaining|r)\s*=\s*(\d+)"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer tells of a limit.

    Attributes:
        limit: how many requests are allowed in a window; None where that is not told.
        remaining: how many are left of them; None where that is not told.
    """

    limit: int | None
    remaining: int | None


def told(headers: Headers) -> Told | None:
    """Return what header fields tell of a limit on requests; None where they tell of none.

    Read are `RateLimit` with `RateLimit-Policy` (drafts 7 and later), `RateLimit-Limit` and `-Remaining` (drafts up to
    6), and the same names with `X-` in front, or written `X-Rate-Limit-…`.
    """
    seen: dict[str, int] = {}
    for name, value in headers:
        named = _BY_NAME.match(name)
        number = _NUMBER.search(value)
        if named and number:
            seen.setdefault(named[1].lower(), int(number[0]))
        elif name.lower() in {"ratelimit", "ratelimit-policy"}:
            for what, pattern in _IN_FIELD.items():
                written = pattern.search(value)
                if written:
                    seen.setdefault(what, int(written[1]))
    return Told(seen.get("limit"), seen.get("remaining")) if seen else None


def judge(answers: Mapping[str, Headers]) -> Findings:
    """Judge whether each of some answers tells a limit on requests, and whether requests are counted at all.

    Args:
        answers: header fields of answers to one client, by what it asked for.
    """
    limits = {name: told(headers) for name, headers in answers.items()}
    silent = each(
        found("tells of no limit on requests", "RateLimit fields, as other answers have them").at(name)
        for name, one in limits.items()
        if one is None
    )
    given = [one for one in limits.values() if one is not None]
    odd = each(
        found(f"{one.remaining} requests remain of {one.limit}", "no more than there are").at(name)
        for name, one in limits.items()
        if one is not None and None not in (one.limit, one.remaining) and (one.remaining or 0) > (one.limit or 0)
    )
    return silent + odd + _judge_counted(given)


def _judge_counted(given: Sequence[Told]) -> Findings:
    full = [one.remaining == one.limit for one in given if None not in (one.limit, one.remaining)]
    if full and all(full):
        return found(f"after each of {len(full)} requests all of them remain", "requests that are counted")
    return Findings()
