"""Which date of birth an account is told to have, seen in its profile or its export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from prodworthy.facts.outcome import Findings, found

_DAY = dt.timedelta(days=1)
_ISO = "%Y-%m-%d"


def tells(text: str, born: dt.date, layout: str) -> bool:
    """Whether a text holds the date, as the gate writes it or as RFC 3339 does."""
    return any(born.strftime(form) in text for form in (layout, _ISO))


def judge_kept(texts: Iterable[str], born: dt.date, layout: str) -> Findings | None:
    """Judge whether a date of birth is kept as it was given; None where no text tells one."""
    whole = "\n".join(texts)
    if tells(whole, born, layout):
        return Findings()
    for other in (born - _DAY, born + _DAY):
        if tells(whole, other, layout):
            return found(f"{born} was given, and {other} is kept", "the same date")
    return None
