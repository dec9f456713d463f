"""Enumeration: whether refusals tell apart what they must not, such as which accounts exist."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

_CHANGING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # UUIDs
    r"|[A-Za-z0-9_-]{20,}"  # tokens and request ids
    r"|[0-9a-f]{12,}"
    r"|\d+"  # times, counters
)
_SHOWN = 100


def judge_alike(known: Sequence[Exchange], unknown: Sequence[Exchange], names: Sequence[str]) -> Findings:
    """Judge whether the answers about what exists and what does not can be told apart (CWE-204).

    What differs among the answers of one kind as well tells nothing.

    Args:
        known: answers about what exists.
        unknown: answers about what does not.
        names: what was asked about, which an answer may repeat.
    """
    required = "one answer for both"
    one, two = {answer.status for answer in known}, {answer.status for answer in unknown}
    if one.isdisjoint(two):
        return found(f"answered with {_listed(one)} where it exists, and {_listed(two)} where not", required)
    texts, others = ({_neutral(answer.text, names) for answer in answers} for answers in (known, unknown))
    if len(texts) == len(others) == 1 and texts != others:
        seen = f"{min(texts)[:_SHOWN]!r} where it exists, and {min(others)[:_SHOWN]!r} where not"
        return found(seen, required)
    return Findings()


def _neutral(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, "…")
    return _CHANGING.sub("#", " ".join(text[:20_000].split()))


def _listed(statuses: set[int]) -> str:
    return " or ".join(map(str, sorted(statuses)))
