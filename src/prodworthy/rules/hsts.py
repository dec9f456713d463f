"""Strict-Transport-Security, by the grammar and the processing rules of RFC 6797."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.fields import shown

HALF_A_YEAR_S = 15_552_000
"""Below this age (180 days) even the lenient sources (HTTP Observatory) object."""
PRELOAD_AGE_S = 31_536_000
"""The least age that browsers' preload lists accept (hstspreload.org), 365 days."""

_DIRECTIVE = re.compile(
    r"[ \t]*(?:(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)"
    r'(?:[ \t]*=[ \t]*(?:(?P<token>[!#$%&\'*+.^_`|~0-9A-Za-z-]+)|"(?P<quoted>(?:[^"\\]|\\.)*)"))?)?[ \t]*(?:;|$)'
)
_LONGEST = 10_000  # letters; hostile values are long, to make the pattern slow
_MOST_AGE_DIGITS = 18  # an age for ever; Python refuses to read thousands of digits


@dataclass(frozen=True, slots=True)
class Policy:
    """What one valid field tells a browser."""

    max_age_s: int
    include_subdomains: bool = False
    preload: bool = False


class MalformedError(ValueError):
    """A field that a browser has to ignore (RFC 6797 section 8.1); the text says why."""


def parse(value: str) -> Policy:
    """Read one field's value strictly (RFC 6797 sections 6.1 to 6.1.2).

    Raises:
        MalformedError: if a conforming browser ignores the field.
    """
    if len(value) > _LONGEST:
        raise MalformedError(f"{len(value)} letters are no policy")
    seen: dict[str, str | None] = {}
    position = 0
    while position < len(value):
        match = _DIRECTIVE.match(value, position)
        if match is None:
            raise MalformedError(f"no directive at {value[position : position + 40]!r}")
        position = match.end()
        if match["name"] is None:
            continue
        name = match["name"].lower()
        if name in seen:
            raise MalformedError(f"the directive {name} comes twice")
        seen[name] = match["token"] if match["token"] is not None else match["quoted"]
    age = seen.get("max-age")
    if "max-age" not in seen:
        raise MalformedError("max-age is missing")
    if age is None or not re.fullmatch(r"[0-9]+", age):
        raise MalformedError(f"max-age is {age!r}, not a number of seconds")
    if seen.get("includesubdomains") is not None:
        raise MalformedError("includeSubDomains has a value")
    digits = age.lstrip("0")[:_MOST_AGE_DIGITS] or "0"
    return Policy(int(digits), "includesubdomains" in seen, "preload" in seen)


def judge(values: Sequence[str], required_age_s: int) -> Findings:
    """Judge the fields of one HTTPS response.

    Args:
        values: every Strict-Transport-Security field, in order.
        required_age_s: the least max-age, in seconds. An age that falls short of it by less than half, and still
            reaches 180 days, is an advisory finding.
    """
    required = f"one valid field with max-age of at least {required_age_s}"
    if not values:
        return found("no Strict-Transport-Security", required)
    findings = Findings()
    try:
        policy = parse(values[0])
    except MalformedError as error:
        return found(f"browsers ignore {shown(values[:1])!r}: {error}", required)
    if policy.max_age_s == 0:
        findings += found("max-age=0, which makes browsers forget the policy", required)
    elif policy.max_age_s < required_age_s:
        close = policy.max_age_s >= HALF_A_YEAR_S
        findings += found(f"max-age={policy.max_age_s}", required, advisory=close)
    if len(values) > 1:
        same = len(set(values)) == 1
        findings += found(
            f"{len(values)} fields, of which browsers read only the first: {shown(values)}",
            "exactly one field (RFC 6797 section 7.1)",
            advisory=same,
        )
    return findings


def judge_subdomains(values: Sequence[str]) -> Findings:
    """Judge whether the policy covers the hosts below this one; a missing or ignored policy is `judge`'s matter."""
    policy = _understood(values)
    if policy is None or policy.include_subdomains:
        return Findings()
    return found(shown(values[:1]), "includeSubDomains, so that no subdomain can be taken over plain HTTP")


def judge_preload(values: Sequence[str]) -> Findings:
    """Judge whether a policy that asks for preloading is fit for it; one that does not ask is fine."""
    policy = _understood(values)
    if policy is None or not policy.preload:
        return Findings()
    if policy.include_subdomains and policy.max_age_s >= PRELOAD_AGE_S:
        return Findings()
    return found(shown(values[:1]), f"with preload: includeSubDomains and max-age of at least {PRELOAD_AGE_S}")


def judge_plain(values: Sequence[str]) -> Findings:
    """Judge a response over plain HTTP, where the field is forbidden (RFC 6797 section 7.2), though ignored."""
    if not values:
        return Findings()
    return found(shown(values), "no Strict-Transport-Security over plain HTTP", advisory=True)


def applies_to(host: str) -> bool:
    """Whether browsers keep a policy for that host; they keep none for an IP address (RFC 6797 section 8.1.1)."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return bool(host)
    return False


def _understood(values: Sequence[str]) -> Policy | None:
    """Return the policy that browsers read; None where there is none that can be."""
    try:
        return parse(values[0])
    except (IndexError, MalformedError):
        return None
