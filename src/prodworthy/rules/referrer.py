"""Referrer-Policy: how much of an address other sites get to see."""

from __future__ import annotations

from collections.abc import Iterable

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.fields import shown, split

SAFE = frozenset({"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"})
_STRENGTH = (
    "unsafe-url",
    "no-referrer-when-downgrade",
    "origin-when-cross-origin",
    "origin",
    "strict-origin-when-cross-origin",
    "strict-origin",
    "same-origin",
    "no-referrer",
)
BROWSER_DEFAULT = "strict-origin-when-cross-origin"


def effective(values: Iterable[str]) -> str:
    """Return the policy that browsers follow, or an empty string where no token is one they know.

    The last known token wins; unknown ones are skipped, so that new policies can be sent with an older one before them
    (Referrer Policy section 8.1).
    """
    known = [member.lower() for member in split(values) if member.lower() in _STRENGTH]
    return known[-1] if known else ""


def judge(values: Iterable[str]) -> Findings:
    """Judge the fields of a page; without a policy the browser's own default protects, so that is only advised."""
    values = list(values)
    policy = effective(values)
    if policy in SAFE:
        return Findings()
    required = f"one of {', '.join(sorted(SAFE))}"
    if not policy:
        return found(f"no valid policy: {shown(values)}" if values else "no Referrer-Policy", required, advisory=True)
    return found(f"Referrer-Policy: {shown(values)}", required)


def judge_overrides(header_values: Iterable[str], overrides: Iterable[str]) -> Findings:
    """Judge the policies in a page's markup, none of which may tell more than the header's.

    Args:
        header_values: the Referrer-Policy fields.
        overrides: values of `<meta name=referrer>` and of `referrerpolicy` attributes.
    """
    policy = effective(header_values) or BROWSER_DEFAULT
    weaker = sorted(
        {
            override
            for override in (one.strip().lower() for one in overrides)
            if override in _STRENGTH and override not in SAFE and _STRENGTH.index(override) < _STRENGTH.index(policy)
        }
    )
    if not weaker:
        return Findings()
    return found(f"markup says {', '.join(weaker)} where the header says {policy}", f"nothing weaker than {policy}")
