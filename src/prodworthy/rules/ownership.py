"""Ownership: is what one account made shown to another one, or changed by it?

Answers are compared as JSON: an object is known by its identifier, wherever in an answer it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from prodworthy.facts.exchange import Exchange
from prodworthy.rules.openapi import template_parameters
from prodworthy.rules.openapi_links import IDENTIFIER, Link

CHANGES = frozenset({"PUT", "PATCH", "DELETE"})
_CREATED, _GONE = 201, frozenset({404, 410})
_OF_ITSELF = re.compile(r"(?i)(?:/data)?/_?(?:id|uuid)")
_ITS_OWN = re.compile(r"(?i)_?(?:id|uuid)")
_MOST_VALUES = 20_000


def leads_to_own(link: Link, secured: Collection[str]) -> bool:
    """Whether a link leads from what makes something for an account to that very thing.

    What answers 200 may as well have found something that is somebody else's; of these only a collection is taken
    (`POST /things` for `/things/{id}`), which makes its members; and what else an answer names, such as the shop of an
    order, was there before. What lies below a thing (`/posts/{id}/like`) is open to others more often than not, and is
    another matter.

    Args:
        link: the link.
        secured: the labels of the operations that take a credential: without one, nothing is anybody's.
    """
    (making, collection), (method, path) = link.source.split(" ", 1), link.target.split(" ", 1)
    above, _, last = path.rpartition("/")
    if len(template_parameters(last)) != 1 or {name for name, _ in link.parameters} != set(template_parameters(path)):
        return False
    pointer = dict(link.parameters)[identifying(link)]
    of_itself = link.status == str(_CREATED) and _OF_ITSELF.fullmatch(pointer) is not None
    return (
        making == "POST"
        and method in {"GET", *CHANGES}
        and {link.source, link.target} <= set(secured)
        and pointer.startswith("/")  # what was named in the request was there before
        and not link.listed
        and (of_itself or above == collection.rstrip("/"))
    )


def identifying(link: Link) -> str:
    """Return the name of the path parameter that identifies what a link leads to."""
    return template_parameters(link.target)[-1]


def without_names(template: str) -> str:
    """Return a path template in which every parameter is called the same: what its author calls it does not count."""
    return re.sub(r"\{[^{}/]*\}", "{}", template)


def thing(answer: Exchange, identifier: str, *, alone: bool) -> Mapping[str, Any] | None:
    """Return the object with an identifier that an answer shows; None where it shows none.

    Args:
        answer: the answer.
        identifier: as it stands in paths.
        alone: whether the answer is about this object alone, which then need not bear its identifier.
    """
    if not answer.ok:
        return None
    whole = answer.json()
    bearing = [one for one in _objects(whole) if identifier in _identifiers(one)]
    itself = [one for one in bearing if identifier in _identifiers(one, _ITS_OWN)]
    return next(iter(itself or bearing), whole if alone and isinstance(whole, Mapping) and whole else None)


def gone(answer: Exchange, identifier: str, *, alone: bool) -> bool:
    """Whether an answer says that an object is not there any more; a refusal or a failure says nothing."""
    if alone:
        return answer.status in _GONE
    return answer.ok and answer.json() is not None and thing(answer, identifier, alone=False) is None


def shown_to_another(owned: Mapping[str, Any], other: Mapping[str, Any] | None, identifier: str) -> bool:
    """Whether what another account was shown is the object, and not only its name.

    Other accounts may be shown fewer fields, or fields about themselves: most of what both have is the same, then.
    """
    if other is None or other == owned:
        return other is not None
    both = [name for name in owned.keys() & other.keys() if _text(owned[name]) not in {"", identifier}]
    same = [name for name in both if owned[name] == other[name]]
    return 2 * len(same) > len(both)


def took(sent: bytes, before: Collection[Mapping[str, Any]], after: Mapping[str, Any] | None) -> bool:
    """Whether an object has something that was sent, and had it not before.

    Args:
        sent: the body of the request that was to change it.
        before: the object, as it was seen each time before.
        after: the object as it is seen now.
    """
    try:
        values = json.loads(sent)
    except (ValueError, RecursionError):
        return False
    if not isinstance(values, Mapping) or after is None:
        return False
    return any(
        name in after and after[name] == value and all(one.get(name) != value for one in before)
        for name, value in values.items()
    )


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in a JSON value, the outer ones first."""
    waiting: list[Iterable[object]] = [[value]]
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        level = [one for one in waiting.pop(0) if isinstance(one, Mapping | list)]
        for one in level:
            if isinstance(one, Mapping):
                yield one
            waiting.append(list(one.values()) if isinstance(one, Mapping) else one)


def _identifiers(one: Mapping[str, Any], names: re.Pattern[str] = IDENTIFIER) -> set[str]:
    return {_text(value) for name, value in one.items() if names.fullmatch(name)} - {""}


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
