"""Header fields that browsers no longer read, or that do harm in those that do."""

from __future__ import annotations

from prodworthy.facts.exchange import Headers
from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.fields import shown

_GONE = (
    "expect-ct",
    "feature-policy",
    "p3p",
    "public-key-pins",
    "public-key-pins-report-only",
    "x-content-security-policy",
    "x-webkit-csp",
)


def judge(headers: Headers) -> Findings:
    """Judge one response; X-XSS-Protection may only be there to switch the former filter off."""
    findings = Findings()
    auditor = headers.get_list("x-xss-protection")
    if any(value.strip()[:1] != "0" for value in auditor):
        findings += found(
            f"X-XSS-Protection: {shown(auditor)}, a filter that opened holes of its own", "0, or no field"
        )
    for name in _GONE:
        if values := headers.get_list(name):
            findings += found(f"{name}: {shown(values)}", f"no {name}")
    return findings


def judge_conflicts(headers: Headers) -> Findings:
    """Judge whether fields are sent twice with values that undo each other.

    Each field has its own rule for two values: X-Frame-Options and the cross-origin policies become void or needlessly
    strict, of Referrer-Policy the last counts, and of X-Content-Type-Options the first.
    """
    findings = Findings()
    for name in (
        "x-frame-options",
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-opener-policy",
        "cross-origin-embedder-policy",
        "cross-origin-resource-policy",
        "content-type",
    ):
        values = [value.strip().lower() for value in headers.get_list(name)]
        if len(set(values)) > 1:
            findings += found(f"{name}: {shown(values)}", "one value")
    return findings
