"""Permissions-Policy: which device features a page, and what it embeds, may use."""

from __future__ import annotations

from collections.abc import Sequence

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.rules.fields import shown
from prodworthy.rules.structured import Item, MalformedError, Token, parse_dictionary

SENSITIVE = (
    "bluetooth",
    "camera",
    "display-capture",
    "geolocation",
    "hid",
    "idle-detection",
    "microphone",
    "payment",
    "serial",
    "usb",
)
"""Features whose abuse costs people privacy or money."""


def judge(values: Sequence[str]) -> Findings:
    """Judge the fields of a page: readable, and granting no sensitive feature to everyone.

    Without a field there is nothing to find: browsers grant each of these features to the page's own origin only
    (Permissions Policy section 4.1: their default allowlist is `self`). A value in the syntax of the former
    Feature-Policy is void, and so is the whole field.
    """
    if not values:
        return Findings()
    try:
        granted = parse_dictionary(values)
    except MalformedError as error:
        return found(f"browsers ignore {shown(values)!r}: {error}", "a structured dictionary, as in camera=()")
    return each(
        found(f"{feature} is granted to everyone", f"{feature}=() or named origins")
        for feature in SENSITIVE
        if feature in granted and _everyone(granted[feature])
    )


def _everyone(allowed: Item) -> bool:
    return any(isinstance(member.value, Token) and member.value == "*" for member in allowed.members)
