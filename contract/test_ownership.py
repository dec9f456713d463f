"""Ownership: is what one account makes out of the reach of all others?"""

from __future__ import annotations

from prodworthy.api import (
    TOO_FEW_SAMPLES,
    Conformance,
    Control,
    Evidence,
    Findings,
    Footprint,
    NotApplicable,
    Parts,
    Refusal,
    Severity,
    Target,
    Tried,
    check,
    unmeasured,
)
from prodworthy.rules.conformance import FOREIGN_CHANGE, FOREIGN_READ, named

_RULES = (FOREIGN_CHANGE, FOREIGN_READ)
_MOST_ROWS = 300
_LONGEST_NAME = 160


@check(
    "contract.ownership",
    "What one account makes, no other one changes, nor sees where it is private",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="OWASP API1:2023; ASVS v5.0.0-8.2.2; CWE-639",
    remedy="Look things up together with who asks: where id = … and owner = …. Where everyone may change what another "
    "one made, name the operation in `[contract] shared`.",
    covers=["AZ-01", "AZ-02"],
    needs={"openapi", "accounts"},
    refusal=True,
    creates="whatever the document's operations create, and an account that tries to get at it",
)
def test_ownership(
    conformance: Conformance, target: Target, parts: Parts, evidence: Evidence, refusal: Refusal
) -> None:
    """Whoever counts identifiers up otherwise reads, changes and deletes what everybody has."""
    ownable = [one for one in conformance.operations if one.others.makers]
    judged = [one for one in ownable if one.others.held or one.deviating(_RULES)]
    _show(ownable, evidence)
    if not judged:
        _why_not(ownable, conformance, target)
    for one in judged:
        label = one.operation.label
        found = one.deviating(_RULES)
        with parts.part(label[:_LONGEST_NAME]):
            for deviation in found:
                if deviation.exchange is not None:
                    evidence.exchange(deviation.exchange)
            Findings(deviation.finding for deviation in found).raise_if_any()
            control = one.others.control
            refusal.require(
                Control(
                    f"{label} is accepted of its owner", held=control is not None, seen="accepted", exchange=control
                )
            )


def _why_not(ownable: list[Tried], conformance: Conformance, target: Target) -> None:
    """Say why nothing was tried.

    Raises:
        NotApplicable: nothing is anybody's own, as far as made-up data make something and change it.
        Unmeasured: nothing was answered, another account could not try it, or the time was over before.
    """
    if not conformance.examples:
        unmeasured(conformance.ended or "no operation was answered")
    if not ownable:
        raise NotApplicable(
            "no operation that is tried changes or shows a single thing that another one makes for an account"
        )
    if all(one.others.read or named(one.operation, target.contract.shared) for one in ownable):
        raise NotApplicable("what accounts make is shown to the others, and nothing declares it to be private")
    makers = {label for one in ownable for label in one.others.makers}
    making = [one for one in conformance.operations if one.operation.label in makers]
    if hindered := next((one.others.hindered for one in ownable if one.others.hindered), ""):
        unmeasured(hindered)
    if all(one.covered for one in making):
        raise NotApplicable(
            "made-up data make nothing that its owner can then change; declare what accounts own as [[auth.objects]]"
        )
    unmeasured(f"{TOO_FEW_SAMPLES}: nothing was made that both its owner and another account could be tried on")


def _show(ownable: list[Tried], evidence: Evidence) -> None:
    rows = [
        (
            one.operation.label,
            one.others.held,
            one.others.read,
            "; ".join(deviation.finding.seen for deviation in one.deviating(_RULES)),
        )
        for one in ownable[:_MOST_ROWS]
    ]
    evidence.table(
        "What one account had made, tried as another one",
        ["operation", "times others were kept out", "times it was also shown to another account", "findings"],
        rows,
    )
