"""Older and inner versions of an API: where they would lie, and whether one serves what the current one guards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from prodworthy.facts.exchange import Exchange

_VERSION = re.compile(r"v(\d{1,2})", re.IGNORECASE)
_API = frozenset({"api", "rest"})
_NAMES = ("v0", "v1", "v2", "beta", "internal")
_DEPTH = 4
_MOST = 200


def siblings(path: str) -> dict[str, str]:
    """Return where the same route would lie in other versions of the API, by what that version is called.

    Args:
        path: of a route of the current version. Its version is the first part of it such as `v2`; where it has none,
            others stand behind `/api`, or in front.
    """
    parts = path.partition("?")[0].split("/")[1:]
    at = next((place for place, part in enumerate(parts) if _VERSION.fullmatch(part)), None)
    if at is not None:
        current = int(parts[at][1:])
        before = dict.fromkeys(f"v{number}" for number in (current - 1, current - 2, 0) if 0 <= number < current)
        places = {name: [*parts[:at], name, *parts[at + 1 :]] for name in (*before, "beta", "internal")}
        if at:
            places["no version"] = [*parts[:at], *parts[at + 1 :]]
    else:
        start = 1 if parts[0].lower() in _API else 0
        places = {name: [*parts[:start], name, *parts[start:]] for name in _NAMES}
    return {name: "/" + "/".join(place) for name, place in places.items()}


def serves_the_same(owner: Exchange, other: Exchange) -> bool:
    """Return whether another answer holds what its owner gets: at least half of the names that have a value there."""
    if not (owner.ok and other.ok):
        return False
    wanted, seen = set(_names(owner.json())), set(_names(other.json()))
    return bool(wanted) and 2 * len(wanted & seen) >= len(wanted)


def _names(document: object, above: str = "", depth: int = _DEPTH) -> Iterator[str]:
    """Yield the dotted names of what has a value; all items of a list are one."""
    if isinstance(document, Mapping):
        for name, value in list(document.items())[:_MOST]:
            yield from _names(value, f"{above}.{name}", depth - 1) if depth else ()
    elif isinstance(document, list):
        for item in document[:3]:
            yield from _names(item, f"{above}[]", depth - 1) if depth else ()
    elif document is not None and above:
        yield above
