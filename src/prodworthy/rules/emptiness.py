"""Answers that hold nothing: how services refuse whose database leaves out the rows that are not for the asker.

PostgREST and others with row-level security answer 200 and an empty list to everyone who may see none of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from prodworthy.facts.exchange import Exchange

_DEEPEST = 20


def holds_nothing(answer: Exchange) -> bool:
    """Return whether an answer succeeds and holds nothing: an empty list, alone or among counts of nothing."""
    if not answer.ok or answer.is_html:
        return False
    kinds = set(_kinds(answer.json(), 0))
    return "empty list" in kinds and "something" not in kinds


def _kinds(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        yield "something"
    elif isinstance(value, dict):
        for one in value.values():
            yield from _kinds(one, depth + 1)
    elif isinstance(value, list):
        yield "something" if value else "empty list"  # a list of nothings has as many entries as there are rows
    else:
        yield "something" if value else "nothing"
