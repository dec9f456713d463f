"""Whether a server knows what time it is (RFC 9110 section 6.6.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found

_EXACT_S, _USABLE_S = 2.0, 60.0
_TICK_S = 1.0  # Date has whole seconds


def deviation(answers: Iterable[Exchange]) -> tuple[float, float] | None:
    """Return the least and the greatest number of seconds by which a server's clock can be ahead of this machine's.

    Each answer was dated between the sending of its request and the arrival of its first byte, to a whole second. An
    answer out of a cache tells when it was stored, and is left out.

    Returns:
        The bounds that all answers leave; None if no answer tells the time.
    """
    bounds = [bound for answer in answers if (bound := _bound(answer)) is not None]
    if not bounds:
        return None
    least, greatest = max(low for low, _ in bounds), min(high for _, high in bounds)
    # Several servers may answer, each by its own clock: then the one furthest away counts.
    return (least, greatest) if least <= greatest else max(bounds, key=lambda one: abs(one[0] + one[1]))


def judge(bounds: tuple[float, float]) -> Findings:
    """Judge a deviation: beyond a minute, tokens and one-time passwords fail; beyond two seconds, logs disagree."""
    least, greatest = bounds
    certain = least if least > 0 else greatest if greatest < 0 else 0.0
    if abs(certain) <= _EXACT_S:
        return Findings()
    word = "ahead of" if certain > 0 else "behind"
    return found(
        f"the target's clock is {abs(certain):.0f} s {word} this machine's",
        f"within {_EXACT_S:g} s of the true time, on both",
        advisory=abs(certain) <= _USABLE_S,
    )


def _bound(answer: Exchange) -> tuple[float, float] | None:
    if answer.headers.get("age").strip() not in {"", "0"}:
        return None
    try:
        told = parsedate_to_datetime(answer.headers.get("date"))
    except (TypeError, ValueError):
        return None
    moment = (told if told.tzinfo else told.replace(tzinfo=dt.UTC)).timestamp()
    return moment - (answer.started + answer.first_byte), moment + _TICK_S - answer.started
