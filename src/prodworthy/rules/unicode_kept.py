"""Whether text in any script comes back as it was written."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from prodworthy.facts.outcome import Findings, found

SAMPLE = "Žofie, Zoe\u0308, مرحبا, 你好, 👩\u200d👧"
"""Letters with accents in one sign and in two, two other scripts, and a sign of several, beyond the first 65,536."""


def with_sample(body: Any, word: str) -> Any:
    """Return a template with the sample before each text that has the word in it; None where there is none."""
    if isinstance(body, Mapping):
        made = {key: with_sample(value, word) for key, value in body.items()}
        kept = {key: value if made[key] is None else made[key] for key, value in body.items()}
        return kept if any(value is not None for value in made.values()) else None
    return f"{SAMPLE} {word}" if isinstance(body, str) and word in body else None


def judge(texts: Mapping[str, str], marker: str) -> Findings | None:
    """Judge what came back; None where nothing did.

    The forms of letters with accents are alike (Unicode normalisation NFC).

    Args:
        texts: all texts of an answer, by dotted key.
        marker: what the text that was sent ends with.
    """
    back = {key: text for key, text in texts.items() if text.endswith(marker)}
    if not back:
        return None
    wanted = unicodedata.normalize("NFC", f"{SAMPLE} {marker}")
    if any(unicodedata.normalize("NFC", text) == wanted for text in back.values()):
        return Findings()
    key, text = next(iter(back.items()))
    return found(f"{text[:120]!r}", f"{wanted!r}, as it was sent", where=key)
