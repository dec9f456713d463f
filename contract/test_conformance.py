"""Conformance: does the deployment answer as its document says, whatever it is asked?"""

from __future__ import annotations

from collections.abc import Collection

from prodworthy.api import (
    TOO_FEW_SAMPLES,
    Conformance,
    Control,
    Evidence,
    Findings,
    Footprint,
    Parts,
    Refusal,
    Severity,
    Tried,
    Unmeasured,
    check,
    unmeasured,
)
from prodworthy.rules.conformance import ANSWER_RULES, NEGATIVE, SERVER_ERROR, UNANSWERED

_MOST_ROWS = 300
_MOST_UNMEASURED = 20
_LONGEST_NAME = 160
_FAILURES = frozenset({SERVER_ERROR, UNANSWERED})
_INVALID = frozenset({NEGATIVE})


@check(
    "contract.conformance",
    "Operations answer as the OpenAPI document says",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OpenAPI 3.1.1 sections 4.8.16 and 4.8.17; OWASP API9:2023",
    remedy="Change the operation or its document, so that status, media type, header fields and body agree; run "
    "the curl line of each deviation to see it.",
    covers=["OPS-OAS-03"],
    needs={"openapi"},
)
def test_conformance(conformance: Conformance, parts: Parts, evidence: Evidence) -> None:
    """Clients are written against the document: an answer that it does not describe breaks them."""
    _show(conformance, evidence)
    _judge(conformance, parts, evidence, ANSWER_RULES)


@check(
    "contract.no_server_errors",
    "No request makes the API fail",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 9110 section 15.6; ASVS v5.0.0-16.5.1",
    remedy="Find the error in the server's log by the time of the request, validate the input before it is used, and "
    "answer 4xx where it is wrong.",
    covers=["OPS-OAS-03"],
    needs={"openapi"},
)
def test_no_server_errors(conformance: Conformance, parts: Parts, evidence: Evidence) -> None:
    """Input that makes a server fail is a defect at least, and often the beginning of an attack or an outage."""
    _judge(conformance, parts, evidence, _FAILURES)


@check(
    "contract.invalid_input",
    "Writes refuse what the OpenAPI document forbids",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="ASVS v5.0.0-2.2.1; OWASP API9:2023",
    remedy="Validate input on the server against the same schema that the document shows, or correct the document.",
    covers=["OPS-OAS-03"],
    needs={"openapi"},
    refusal=True,
    creates="whatever the document's operations create",
)
def test_invalid_input(conformance: Conformance, parts: Parts, evidence: Evidence, refusal: Refusal) -> None:
    """What a server takes although its own document forbids it is stored, and fails later, elsewhere."""
    tested = [one for one in conformance.operations if one.accepted and (one.refused or one.deviating(_INVALID))]
    if not tested:
        few = f"{TOO_FEW_SAMPLES}: " if any(not one.covered for one in conformance.operations) else ""
        unmeasured(f"{few}no operation both accepted valid data and was sent invalid data")
    for one in tested:
        control = Control(
            f"{one.operation.label} accepts valid data", held=True, seen="accepted", exchange=one.accepted
        )
        refusal.require(control)
        with parts.part(one.operation.label[:_LONGEST_NAME]):
            _findings(one, evidence, _INVALID).raise_if_any()
            if one.unproven:
                raise Unmeasured(one.unproven)


def _judge(conformance: Conformance, parts: Parts, evidence: Evidence, rules: Collection[str]) -> None:
    """Judge every operation as a part, by its deviations from some rules."""
    if not conformance.operations:
        reasons = "; ".join(dict.fromkeys(reason for _, reason in conformance.skipped))
        unmeasured(f"no operation could be tried: {reasons or 'the document has none'}")
    unknown = [one for one in conformance.operations if one.unproven]
    told_together = [one for one in unknown if not one.deviating(rules)][_MOST_UNMEASURED:]
    for one in conformance.operations:
        if one in told_together:
            continue
        with parts.part(one.operation.label[:_LONGEST_NAME]):
            _findings(one, evidence, rules).raise_if_any()
            if one in unknown:
                raise Unmeasured(conformance.ended or one.unproven)
    if told_together:
        with parts.part(f"{len(told_together)} further operations"):
            raise Unmeasured(conformance.ended or f"{TOO_FEW_SAMPLES}: raise contract.budget_s")


def _findings(one: Tried, evidence: Evidence, rules: Collection[str]) -> Findings:
    deviating = one.deviating(rules)
    for deviation in deviating:
        if deviation.exchange is not None:
            evidence.exchange(deviation.exchange)
    return Findings(deviation.finding for deviation in deviating)


def _show(conformance: Conformance, evidence: Evidence) -> None:
    rows = [
        (
            one.operation.label,
            one.examples,
            ", ".join(f"{status}: {count}" for status, count in sorted(one.statuses.items())),
            "; ".join(str(deviation.finding.seen) for deviation in one.deviations.values()) or one.trouble,
        )
        for one in conformance.operations[:_MOST_ROWS]
    ]
    rows += [(operation.label, 0, "", reason) for operation, reason in conformance.skipped[:_MOST_ROWS]]
    evidence.table(
        f"{conformance.examples} requests in {conformance.spent:.1f} s, seed {conformance.seed}",
        ["operation", "requests", "answers", "deviations, or why it was not tried"],
        rows,
    )
    evidence.measure("contract.requests", conformance.examples, "requests")
