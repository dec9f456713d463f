"""Where an API says that its description is (RFC 8631): in a Link field, or among the links of a JSON answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from prodworthy.facts.exchange import Exchange

RELATION = "service-desc"
_MOST = 4
_LINK = re.compile(r"<([^<>\s]{1,500})>([^<>]{0,500})")
_REL = re.compile(r"""(?i);\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""")


def leads(answer: Exchange) -> tuple[str, ...]:
    """Return the addresses, as they are written, at which an answer says that the description of its API is."""
    return tuple(dict.fromkeys([*_in_fields(answer), *_in_links(answer.json())]))[:_MOST]


def _in_fields(answer: Exchange) -> Iterator[str]:
    for value in answer.headers.get_list("link"):
        for address, parameters in _LINK.findall(value):
            relations = _REL.search(parameters)
            if relations is not None and RELATION in (relations[1] or relations[2]).lower().split():
                yield address


def _in_links(body: Any) -> Iterator[str]:
    """Yield what stands in `links` (OGC API, STAC) or `_links` (HAL)."""
    if not isinstance(body, dict):
        return
    listed = body.get("links")
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    named = body.get("_links")
    hal = named.get(RELATION) if isinstance(named, dict) else None
    entries += [{**one, "rel": RELATION} for one in (hal if isinstance(hal, list) else [hal]) if isinstance(one, dict)]
    for one in entries:
        if one.get("rel") == RELATION and isinstance(one.get("href"), str):
            yield one["href"]
