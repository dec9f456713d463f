"""Which version answers."""

from __future__ import annotations

from typing import Any

from prodworthy.facts.exchange import Exchange
from prodworthy.target.models import Version

_LONGEST = 100


def read_version(exchange: Exchange, declared: Version) -> str:
    """Return the version that a response tells, where it was declared to stand; empty if it tells none.

    The value is cut at 100 characters: it is a target's text.
    """
    if declared.header:
        return exchange.headers.get(declared.header).strip()[:_LONGEST]
    value: Any = exchange.json()
    for key in declared.json_path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return str(value).strip()[:_LONGEST] if isinstance(value, str | int | float) and value is not True else ""
