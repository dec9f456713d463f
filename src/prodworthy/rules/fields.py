"""Header field values as browsers take them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_BLANKS = " \t"


def split(values: Iterable[str]) -> list[str]:
    """Return the comma-separated members of all fields of one name, in order.

    A comma inside double quotes separates nothing. Members keep their quotes; blanks around them go. This is "get,
    decode, and split" of the Fetch Standard (section 2.2.2): two fields and one field with a comma are the same.
    """
    members: list[str] = []
    for value in values:
        start = 0
        quoted = escaped = False
        for position, letter in enumerate(value):
            if escaped:
                escaped = False
            elif quoted and letter == "\\":
                escaped = True
            elif letter == '"':
                quoted = not quoted
            elif letter == "," and not quoted:
                members.append(value[start:position].strip(_BLANKS))
                start = position + 1
        members.append(value[start:].strip(_BLANKS))
    return members


def directives(values: Iterable[str]) -> Mapping[str, str]:
    """Return `name[=value]` members as a mapping: names in lower case, values without quotes, or empty.

    Of a name that comes twice, the first stays (RFC 9111 section 4.2.1 lets a cache choose so).
    """
    seen: dict[str, str] = {}
    for member in split(values):
        name, _, value = member.partition("=")
        if name.strip():
            seen.setdefault(name.strip().lower(), value.strip().strip('"'))
    return seen


def shown(values: Iterable[str], limit: int = 200) -> str:
    """Return field values as one bounded piece of text for a finding."""
    text = " | ".join(values)
    return text if len(text) <= limit else f"{text[:limit]}…"
