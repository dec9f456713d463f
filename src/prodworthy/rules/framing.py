"""Who may show a page inside a frame: frame-ancestors, and X-Frame-Options where that is absent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prodworthy.facts.outcome import Findings, found
from prodworthy.rules import csp
from prodworthy.rules.csp.policy import Policy, allowed_by_all
from prodworthy.rules.fields import shown, split

_KNOWN = frozenset({"deny", "sameorigin", "allowall"})
_STRANGERS = ("https://anywhere.prodworthy.invalid/", "http://anywhere.prodworthy.invalid/")
_REQUIRED = "frame-ancestors 'none', 'self' or named origins, or X-Frame-Options DENY or SAMEORIGIN"


def judge(csp_values: Iterable[str], xfo_values: Sequence[str], page: str) -> Findings:
    """Judge whether strangers can frame a page.

    A browser that finds frame-ancestors in any enforced header policy does not read X-Frame-Options at all (HTML
    Standard, "check a navigation response's adherence to X-Frame-Options"). Policies in `<meta>` and report-only ones
    do not count.

    Args:
        csp_values: the Content-Security-Policy fields.
        xfo_values: the X-Frame-Options fields.
        page: the page's URL.
    """
    policies = _with_ancestors(csp_values)
    if policies:
        if not any(allowed_by_all(policies, "frame-ancestors", stranger, page) for stranger in _STRANGERS):
            return Findings()
        lists = " & ".join(" ".join(policy.directives["frame-ancestors"]) for policy in policies)
        return found(f"frame-ancestors {lists[:200]} admits any site", _REQUIRED)
    members = {member.lower() for member in split(xfo_values) if member}
    if not members:
        return found("neither frame-ancestors nor X-Frame-Options", _REQUIRED)
    if members <= {"deny", "sameorigin"} or (len(members) > 1 and members & _KNOWN):
        return Findings()
    return found(f"X-Frame-Options: {shown(xfo_values)}, which browsers ignore", _REQUIRED)


def judge_agreement(csp_values: Iterable[str], xfo_values: Sequence[str], page: str) -> Findings:
    """Judge whether the two mechanisms say the same, for clients that read only the older one."""
    members = {member.lower() for member in split(xfo_values) if member}
    if not members:
        return Findings()
    if len(members) > 1:
        return found(f"X-Frame-Options: {shown(xfo_values)}", "one value: DENY or SAMEORIGIN")
    policies = _with_ancestors(csp_values)
    if not policies or not members & {"deny", "sameorigin"}:
        return Findings()
    framed_by_strangers = any(allowed_by_all(policies, "frame-ancestors", stranger, page) for stranger in _STRANGERS)
    if not framed_by_strangers:
        return Findings()
    return found(f"X-Frame-Options {shown(xfo_values)} beside a frame-ancestors that admits any site", "the same rule")


def _with_ancestors(csp_values: Iterable[str]) -> list[Policy]:
    return [policy for policy in csp.read(csp_values) if "frame-ancestors" in policy.directives]
