"""Permissions-Policy: which device features a page, and what it embeds, may use."""

from __future__ import annotations

from collections.abc import Sequence

from prodworthy.outcome import Findings, each, found
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
    """Judge the fields of a page: present, readable, and granting no sensitive feature to everyone.

    Absence is advisory: by default browsers grant these features to the page's own origin only. A value in the syntax
    of the former Feature-Policy is void, and so is the whole field.
    """
    required = "a Permissions-Policy that gives each sensitive feature to nobody, or to named origins"
    if not values:
        return found("no Permissions-Policy", required, advisory=True)
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
