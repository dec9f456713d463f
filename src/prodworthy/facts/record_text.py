"""Text of the run record: that of a target, too, such that every output can be encoded with it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field


def _encodable(value: object) -> object:
    """Replace lone surrogates, which a target can send as JSON escapes and which no output could be encoded with."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


Text = Annotated[
    str,
    BeforeValidator(_encodable),
    Field(description="plain text from the suite or, redacted, from the target; never markup"),
]
