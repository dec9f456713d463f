"""Analytics: which events a page sent, and whether it may have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from urllib.parse import unquote_plus

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.facts.page import PageRequest

_LONGEST_QUOTE = 120


def events(requests: Iterable[PageRequest], names: Collection[str]) -> dict[str, list[PageRequest]]:
    """Return the requests that carry each of the events, whichever service they go to and however it packs them.

    An event is recognised by its name, standing alone in the body or in the query of a request.
    """
    patterns = {name: re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])") for name in names}
    carried: dict[str, list[PageRequest]] = {name: [] for name in names}
    for request in requests:
        told = unquote_plus(request.body + "\n" + request.url.partition("?")[2])
        for name, pattern in patterns.items():
            carried[name] += [request] * len(pattern.findall(told))
    return carried


def complete(carried: Mapping[str, list[PageRequest]], secrets: Collection[str] = ()) -> Findings:
    """Judge the events of a visit with consent: each was sent once, was taken, and tells nobody's address or name.

    Args:
        carried: what `events` found.
        secrets: personal data of the visitor, which must not be in them.
    """
    findings = []
    for name, requests in carried.items():
        if len(requests) != 1:
            findings.append(found(f"sent {len(requests)} times", "once", where=name))
        if requests and all(request.failed for request in requests):
            findings.append(found(f"not taken: {requests[0]}", "an answer of class 2xx", where=name))
        findings.extend(
            found("it carries personal data of the visitor", "an event without any", where=name)
            for request in requests
            if any(secret and secret in unquote_plus(request.body + request.url) for secret in secrets)
        )
    return each(findings)


def none(carried: Mapping[str, list[PageRequest]], when: str) -> Findings:
    """Judge the events of a visit without consent: there are none.

    Args:
        carried: what `events` found.
        when: what was chosen, such as `after refusing`.
    """
    return each(
        found(f"sent {when}: {str(requests[0])[:_LONGEST_QUOTE]}", "no event without consent", where=name)
        for name, requests in carried.items()
        if requests
    )
