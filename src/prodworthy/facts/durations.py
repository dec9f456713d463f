"""Durations as people write them."""

from __future__ import annotations

import re

_PATTERN = re.compile(r"(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?")


def seconds(text: str) -> float:
    """Return the seconds of a duration such as `90`, `90s`, `5m`, `1h30m` or `7d`.

    Raises:
        ValueError: if it is no positive duration; the text names the forms.
    """
    match = _PATTERN.fullmatch(text.strip().lower())
    if match is None or not any(match.groups()):
        raise ValueError(f"{text!r} is no duration; write 90s, 5m, 1h30m or 7d")
    days, hours, minutes, rest = (float(group or 0) for group in match.groups())
    total = days * 86_400 + hours * 3600 + minutes * 60 + rest
    if total <= 0:
        raise ValueError(f"{text!r} is no time at all; write 90s, 5m, 1h30m or 7d")
    return total
