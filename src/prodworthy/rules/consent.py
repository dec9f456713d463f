"""Consent: what a page loads and stores in each state of the choice, and how the choice is offered."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.facts.page import PageRequest
from prodworthy.rules import trackers
from prodworthy.target import Privacy

Belongs = Callable[[str], bool]
"""Says whether a URL is on a host of the target."""

_LEAST_SHARE = 0.5
_LEAST_CONTRAST = 3.0
_MOST_MISSING = 1 / 3
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Trace:
    """What a visit left, in one state of the choice.

    Attributes:
        requests: what was requested.
        stored: the browser's cookies and storage entries, as `cookie NAME` or `localStorage NAME`.
    """

    requests: tuple[PageRequest, ...]
    stored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """One control of the question for consent, as it is shown.

    Attributes:
        name: what stands on it.
        area: in square CSS pixels.
        contrast: of its text to what is behind it, from 1 to 21; 0 where that cannot be told.
        disabled: whether it does nothing.
    """

    name: str
    area: float
    contrast: float = 0.0
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The question for consent, as it is first shown.

    Attributes:
        accept: the control that agrees.
        reject: the one that refuses; None where none is shown beside it.
        ticked: options that are on before anyone chose.
    """

    accept: Offered
    reject: Offered | None
    ticked: tuple[str, ...] = ()


def extras(trace: Trace, belongs: Belongs, privacy: Privacy | None) -> dict[str, bool]:
    """Return what of a trace needs consent, and whether that is certain.

    Where nothing is declared, only services that are known to follow people count. Where it is, everything counts that
    is not declared to be essential.
    """
    seen: dict[str, bool] = {}
    for request in trace.requests:
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https", "ws", "wss"} or not parts.hostname:
            continue
        what = _extra_request(request.url, own=belongs(request.url), privacy=privacy)
        if what:
            seen[what] = seen.get(what, False) or not trackers.without_identifiers(request.url)
    for entry in trace.stored:
        name = entry.partition(" ")[2]
        if privacy and _any_fits(name, privacy.essential):
            continue
        if vendor := trackers.vendor_of_name(name):
            seen[f"{entry} of {vendor}"] = True
        elif privacy:
            seen[entry] = True
    return seen


def _extra_request(url: str, *, own: bool, privacy: Privacy | None) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if privacy and not own and _any_fits(host, privacy.essential_hosts):
        return ""
    if vendor := trackers.vendor_of_request(url):
        return f"a request to {host} of {vendor}"
    if privacy and own and _any_fits(parts.path, privacy.tracking):
        return f"a request to {parts.path}"
    return f"a request to {host}" if privacy and not own else ""


def judge_extras(seen: dict[str, bool], when: str, *, advisory: bool = False) -> Findings:
    """Judge what needs consent and was seen without it.

    Args:
        seen: what `extras` returned.
        when: the state of the choice, such as `before a choice`.
        advisory: whether consent may not be what the law of that place asks for.
    """
    findings = []
    for certain in (True, False):
        names = [what for what, sure in seen.items() if sure is certain]
        if names:
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            text = f"{when}: {', '.join(names[:_MOST_NAMED])}{more}"
            findings.append(found(text, "what is essential, and nothing else", advisory=advisory or not certain))
    return each(findings)


def judge_offer(choice: Choice) -> Findings:
    """Judge whether refusing is as easy as agreeing: on the same layer, as large, as readable, and nothing is ticked.

    Source: GDPR art. 4(11) and 7; EDPB, report of the Cookie Banner Taskforce (2023), types A to C.
    """
    findings = Findings()
    accept, reject = choice.accept, choice.reject
    if reject is None:
        findings += found(
            f"beside {accept.name!r} there is nothing to refuse with", "a control to refuse on the same layer"
        )
    else:
        findings += _judge_beside(accept, reject)
    if choice.ticked:
        named = ", ".join(choice.ticked[:_MOST_NAMED])
        findings += found(f"already on: {named}", "options that are off until someone turns them on")
    return findings


def _judge_beside(accept: Offered, reject: Offered) -> Findings:
    if reject.disabled:
        return found(f"{reject.name!r} cannot be pressed", "a control that can")
    findings = Findings()
    if reject.area < accept.area * _LEAST_SHARE:
        findings += found(
            f"{reject.name!r} has {reject.area:.0f} px², {accept.name!r} has {accept.area:.0f} px²",
            f"at least {_LEAST_SHARE:.0%} of the area",
        )
    if 0 < reject.contrast < _LEAST_CONTRAST <= accept.contrast:
        findings += found(
            f"the contrast of {reject.name!r} is {reject.contrast:.1f}, that of {accept.name!r} {accept.contrast:.1f}",
            f"at least {_LEAST_CONTRAST:g}",
        )
    return findings


def judge_wall(refused: str, accepted: str) -> Findings:
    """Judge whether whoever refuses is shown what the others are.

    Args:
        refused: what the first page reads after a refusal.
        accepted: what it reads after an agreement.
    """
    had = accepted.splitlines()
    kept = set(refused.splitlines())
    missing = sum(len(line) for line in had if line not in kept)
    whole = sum(map(len, had))
    if missing <= whole * _MOST_MISSING:
        return Findings()
    return found(f"{missing / whole:.0%} of the text of the first page is gone after a refusal", "the same page")


def undisclosed(traces: Sequence[Trace], belongs: Belongs, policy: str, privacy: Privacy | None) -> Findings:
    """Judge whether third parties that were reached are named in the policy, by vendor or by domain.

    A third party that is not known to follow people may be part of the site's own delivery: that is advice only, unless
    the site's owner declared what is essential.
    """
    text = policy.casefold()
    findings = {}
    for request in (request for trace in traces for request in trace.requests):
        host = urlsplit(request.url).hostname or ""
        if not host or belongs(request.url) or not request.url.startswith(("http", "ws")) or host in findings:
            continue
        if privacy and _any_fits(host, privacy.essential_hosts):
            continue
        vendor = trackers.vendor_of_request(request.url)
        if not _is_named(host, vendor, text):
            known = f"{host} of {vendor}" if vendor else host
            findings[host] = found(
                f"{known} was reached", "the policy names it", advisory=not vendor and privacy is None
            )
    return each(list(findings.values())[:_MOST_NAMED])


def _is_named(host: str, vendor: str, text: str) -> bool:
    labels = host.casefold().split(".")
    name = labels[-2] if len(labels) > 1 else host
    if len(labels) > 2 and len(labels[-1]) == 2 and len(name) <= 3:  # noqa: PLR2004 - such as shop.co.uk
        name = labels[-3]
    words = (name, vendor.casefold()) if vendor else (name,)
    return any(re.search(rf"(?<!\w){re.escape(word)}", text) for word in words)


def _any_fits(text: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(text, pattern) for pattern in patterns)
