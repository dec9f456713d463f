"""Text that does nothing: what a target sent, made safe to show in a terminal, on a page or in a file."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f]"  # C0 without tab and line feed: escape sequences, carriage returns
    "|[\x80-\x9f]"  # C1: escape sequences in one character
    "|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # bidirectional controls: a line that reads otherwise than it is
    "|[\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"  # invisible
    "|[\ud800-\udfff\ufffe\uffff]"  # not characters
)
_PILED_UP = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def inert(text: str) -> str:
    """Return the text with everything shown that would act unseen; line feeds and tabs stay.

    Control, bidirectional and invisible characters become their code point (ESC is ⟨U+001B⟩), what is no character
    becomes U+FFFD, and of combining marks piled on one letter three stay.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _HIDDEN.sub(_shown, text.replace("\r\n", "\n"))
    return _PILED_UP.sub(r"\1", text)


def cut(text: str, limit: int) -> tuple[str, int]:
    """Return the first `limit` characters of the text, and how many are left out.

    A text that is over by less than a tenth stays whole: a note about the rest would be no shorter than the rest.
    """
    if len(text) <= limit + limit // 10:
        return text, 0
    return text[:limit], len(text) - limit


def one_line(text: str, limit: int) -> str:
    """Return the text on one line, inert, and no longer than about `limit` characters."""
    kept, left_out = cut(inert(" ".join(text.split())), limit)
    return f"{kept}… ({left_out} more characters)" if left_out else kept


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF or code in {0xFFFE, 0xFFFF}:  # noqa: PLR2004 - Unicode 15 sections 23.6 and 23.7
        return "\ufffd"
    return f"⟨U+{code:04X}⟩"
