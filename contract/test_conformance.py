"""Conformance: does the deployment answer as its document says, whatever it is asked?"""

from __future__ import annotations

from collections.abc import Collection

from prodworthy.api import (
    TOO_FEW_SAMPLES,
    Conformance,
    Control,
    Deviation,
    Evidence,
    Findings,
    Footprint,
    NotApplicable,
    Parts,
    Refusal,
    Severity,
    Tried,
    Unmeasured,
    check,
    unmeasured,
)
from prodworthy.rules.conformance import (
    ANSWER_RULES,
    FOUND_AFTER,
    IGNORED_AUTH,
    MORE_TIME,
    NEGATIVE,
    NOT_FOUND_AFTER,
    SERVER_ERROR,
    SLOW,
    UNANSWERED,
)
from prodworthy.rules.openapi import Document
from prodworthy.rules.openapi_links import links

_MOST_ROWS = 300
_MOST_UNMEASURED = 20
_LONGEST_NAME = 160
_FAILURES = frozenset({SERVER_ERROR, UNANSWERED})
_INVALID = frozenset({NEGATIVE})
_LINKED = frozenset({NOT_FOUND_AFTER, FOUND_AFTER})


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
        if all(one.covered and not one.negative for one in conformance.operations):
            raise NotApplicable("by the document, nothing that may be sent is invalid")
        few = f"{TOO_FEW_SAMPLES}: " if any(not one.covered for one in conformance.operations) else ""
        unmeasured(
            f"{few}no operation both accepted valid data and was sent invalid data: examples in the document tell what "
            "is valid, [auth] or [reach] headers let a run in"
        )
    for one in tested:
        control = Control(
            f"{one.operation.label} accepts valid data", held=True, seen="accepted", exchange=one.accepted
        )
        refusal.require(control)
        with parts.part(one.operation.label[:_LONGEST_NAME]):
            _findings(one, evidence, _INVALID).raise_if_any()
            if one.unproven:
                raise Unmeasured(one.unproven)


@check(
    "contract.auth_enforced",
    "What the OpenAPI document protects takes a credential",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="OWASP API2:2023; ASVS v5.0.0-8.2.1",
    remedy="Verify the credential of every request to the operation before anything else is done, or take the security "
    "requirement out of the document where everyone may call it.",
    covers=["OPS-OAS-03"],
    needs={"openapi", "accounts"},
    refusal=True,
    creates="whatever the document's operations create",
)
def test_auth_enforced(conformance: Conformance, parts: Parts, evidence: Evidence, refusal: Refusal) -> None:
    """A requirement that stands in the document and not in the code is believed by everyone who reads it."""
    tried = [one for one in conformance.operations if one.auth_tried]
    if not tried:
        if all(one.operation.public for one in conformance.operations):
            raise NotApplicable(
                "the document protects no operation that could be tried by more than what [reach] headers always send"
            )
        unmeasured("no protected operation accepted valid data with a credential")
    for one in tried:
        label = one.operation.label
        refusal.require(
            Control(f"{label} answers with a credential", held=True, seen="accepted", exchange=one.accepted)
        )
        with parts.part(label[:_LONGEST_NAME]):
            _findings(one, evidence, {IGNORED_AUTH}).raise_if_any()


@check(
    "contract.links",
    "What one operation makes, the next one finds",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="OpenAPI 3.1.1 section 4.8.20; RFC 9110 sections 15.3.2 and 15.5.5",
    remedy="See that what was made can be read where the document links to it, and that what was removed is gone "
    "(from caches and replicas too); or correct the document's links.",
    covers=["OPS-OAS-03"],
    needs={"openapi"},
    creates="whatever the document's operations create",
)
def test_links(conformance: Conformance, openapi_document: Document, parts: Parts, evidence: Evidence) -> None:
    """Each operation can be right by itself, and what people saved still be gone when they look."""
    by_label = {one.operation.label: one for one in conformance.operations}
    left_alone = {operation.label: reason for operation, reason in conformance.skipped}
    known = links(openapi_document)
    if not known:
        raise NotApplicable("the document links no operation to another, and no path follows from another")
    for link in known:
        source, target = by_label.get(link.source), by_label.get(link.target)
        with parts.part(f"{link.source} → {link.target}"[:_LONGEST_NAME]):
            if source is None or target is None:
                alone = link.source if source is None else link.target
                raise NotApplicable(f"{alone} is left alone: {left_alone.get(alone, 'it is not in the document')}")
            found = [
                one for one in target.deviating(_LINKED) if one.cause.place in {link.source, _removal(link.target)}
            ]
            _shown(found, evidence).raise_if_any()
            if not conformance.followed.get((link.source, link.target)):
                raise Unmeasured(f"{TOO_FEW_SAMPLES}: {link.source} answered nothing that it could be followed with")


@check(
    "contract.speed",
    "No operation is slow",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="CWE-405; OWASP API4:2023",
    remedy="Profile the operation with the curl line's data: a missing index, a query for each row, or a call to "
    "another service that could be made beforehand; or raise `[contract] slow_ms`.",
    covers=["OPS-OAS-03"],
    needs={"openapi"},
)
def test_speed(conformance: Conformance, parts: Parts, evidence: Evidence) -> None:
    """One slow operation holds a worker for every request, and is how a service is brought down with few of them."""
    answered = [one for one in conformance.operations if one.elapsed]
    if not answered:
        unmeasured("no operation was answered")
    for one in answered:
        with parts.part(one.operation.label[:_LONGEST_NAME]):
            _findings(one, evidence, {SLOW}).raise_if_any()
    slowest = max(max(one.elapsed) for one in answered)
    evidence.measure("contract.slowest", round(slowest * 1000, 1), "ms", samples=conformance.examples)


def _removal(label: str) -> str:
    return f"DELETE {label.partition(' ')[2]}"


def _judge(conformance: Conformance, parts: Parts, evidence: Evidence, rules: Collection[str]) -> None:
    """Judge every operation as a part, by its deviations from some rules."""
    if not conformance.operations:
        reasons = "; ".join(dict.fromkeys(reason for _, reason in conformance.skipped))
        unmeasured(f"no operation could be tried: {reasons or 'the document has none'}")
    told = [deviation for one in conformance.operations for deviation in one.deviating(rules)]
    causes: dict[str, Deviation] = {}
    for deviation in sorted(told, key=lambda one: one.finding.advisory):
        causes.setdefault(deviation.finding.seen, deviation)
    _shown(causes.values(), evidence)  # there is room for a few requests: one of each cause, before others of the same
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
            raise Unmeasured(conformance.ended or f"{TOO_FEW_SAMPLES}: {MORE_TIME}")


def _findings(one: Tried, evidence: Evidence, rules: Collection[str]) -> Findings:
    return _shown(one.deviating(rules), evidence)


def _shown(deviating: Collection[Deviation], evidence: Evidence) -> Findings:
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
            "; ".join(deviation.finding.seen for deviation in one.deviations.values() if deviation.confirmed)
            or one.trouble,
        )
        for one in conformance.operations[:_MOST_ROWS]
    ]
    rows += [(operation.label, 0, "", reason) for operation, reason in conformance.skipped[:_MOST_ROWS]]
    evidence.table(
        f"{conformance.examples} requests in {conformance.spent:.1f} s, seed {conformance.seed}",
        ["operation", "requests", "answers", "deviations, or why it was not tried"],
        rows,
    )
    unstable = [
        f"{one.operation.label}: {deviation.finding.seen} ({deviation.count} times)"
        for one in conformance.operations
        for deviation in one.unstable
    ]
    if unstable:
        evidence.log("Unstable: seen, but not when the same was sent again; no failure", unstable)
    evidence.measure("contract.unstable", len(unstable), "deviations")
    evidence.measure("contract.requests_per_second", round(conformance.examples / max(conformance.spent, 0.001)), "/s")
    evidence.measure("contract.requests", conformance.examples, "requests")
