"""Moments as APIs write them: ISO 8601 with or without a zone, or Unix time in seconds or milliseconds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.templates import NOTHING

_MILLISECONDS = 10_000_000_000
"""Unix times above it are milliseconds: as seconds they would lie after the year 2286."""

_HOUR_S = 3600
_LONGEST_SHOWN = 80


def read(told: Any) -> float | None:
    """Return the Unix time in seconds of a moment as an API tells it, or None if it is none.

    One without a zone is taken for UTC, as most services that leave it out mean it.
    """
    if isinstance(told, bool):
        return None
    if isinstance(told, int | float):
        return told / 1000 if abs(told) > _MILLISECONDS else float(told)
    if not isinstance(told, str):
        return None
    try:
        moment = dt.datetime.fromisoformat(told.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()


def judge(told: Any, base: Any, *, hours: float, tolerance_s: float) -> Findings:
    """Judge whether a moment lies as many hours after another one as is promised.

    Args:
        told: the moment.
        base: the other one.
        hours: the promised distance.
        tolerance_s: how many seconds it may be off.
    """
    at, since = read(told), read(base)
    wanted = f"a moment {hours:g} hours after {'it was made' if isinstance(base, str) else 'the answer'}"
    for value, moment in ((told, at), (base, since)):
        if moment is None:
            seen = "nothing" if value is NOTHING else str(value)[:_LONGEST_SHOWN]
            return found(f"{seen} is not a moment", wanted)
    assert at is not None  # noqa: S101 - told apart in the loop, for the type checker
    assert since is not None  # noqa: S101 - the same
    if abs(at - since - hours * _HOUR_S) <= tolerance_s:
        return Findings()
    return found(f"{str(told)[:_LONGEST_SHOWN]}, which is {(at - since) / _HOUR_S:.2f} hours after", wanted)
