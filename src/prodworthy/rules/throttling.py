"""Throttling: whether a row of attempts was slowed down, and whether a refusal tells when to come back."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parsedate_to_datetime

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

TOO_MANY_REQUESTS = 429
_LOCKED = frozenset({TOO_MANY_REQUESTS, 423, 503})
_WORDS = ("captcha", "too many", "locked", "throttl", "try again later", "rate limit", "ratelimit")
_DELAY_S = 1.0
_SLOWER = 4
_IN_A_ROW = 3


def slowed_at(answers: Sequence[Exchange]) -> int | None:
    """Return the number of the first attempt, from 1, at which a client was slowed down; None where it was not.

    It counts as slowed down by a status that says so, by another status than the first attempts got, by words such as
    `captcha` that the first answer did not have, and by three answers in a row that take a second and more.
    """
    if not answers:
        return None
    first = answers[0]
    plain = first.text.lower()
    slow = 0
    for number, answer in enumerate(answers, start=1):
        later = answer.text.lower()
        told = any(word in later and word not in plain for word in _WORDS)
        slow = slow + 1 if answer.elapsed >= max(_DELAY_S, _SLOWER * first.elapsed) else 0
        refused = answer.status in _LOCKED or (answer.status == 403 and first.status != 403)  # noqa: PLR2004
        if refused or told or slow >= _IN_A_ROW:
            return number
    return None


def judge_retry_after(answer: Exchange) -> Findings:
    """Judge whether a 429 tells when to come back (RFC 6585 section 4; RFC 9110 section 10.2.3)."""
    required = "Retry-After with seconds, or with a date of HTTP"
    value = answer.headers.get("retry-after").strip()
    if not value:
        return found("429 without Retry-After", required, advisory=True)
    if value.isascii() and value.isdigit():
        return Findings()
    try:
        parsedate_to_datetime(value)
    except ValueError:
        return found(f"Retry-After: {value[:60]!r}", required)
    return Findings()
