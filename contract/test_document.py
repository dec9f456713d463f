"""The OpenAPI document: is it there, is it one, and does it tell everything?"""

from __future__ import annotations

from prodworthy.api import (
    Evidence,
    Footprint,
    NotApplicable,
    OpenApiSearch,
    Severity,
    Target,
    check,
    found,
)
from prodworthy.rules import openapi_drift, openapi_validity
from prodworthy.rules.openapi import Document

_MOST_ROWS = 300


@check(
    "contract.document",
    "The API is described by a valid OpenAPI document",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OpenAPI 3.1.1 section 4.8; 3.0.4; 2.0",
    remedy="Serve the document that `[contract] document` names, and validate it where it is made: every reference has "
    "to lead somewhere, every path parameter has to be declared, and servers of a TLS deployment have to be https.",
    covers=["OPS-OAS-01"],
    needs={"openapi"},
)
def test_document(openapi_search: OpenApiSearch, target: Target, evidence: Evidence) -> None:
    """Partners, generated clients and every other check of the contract take the document at its word."""
    document = openapi_search.document
    if document is None:
        if target.contract.document or target.declares("openapi"):
            found(openapi_search.reason, "an OpenAPI document").raise_if_any()
        raise NotApplicable(f"no OpenAPI document was found: {openapi_search.reason}; declare [contract] document")
    operations = document.operations
    evidence.table(
        f"OpenAPI {document.version}: {len(operations)} operations on {len(document.paths)} paths",
        ["operation", "who may call it", "documented answers"],
        [(one.label, one.access, ", ".join(one.statuses)) for one in operations[:_MOST_ROWS]],
    )
    findings = openapi_validity.judge(document) + openapi_validity.judge_servers(document, target.base_url)
    findings.raise_if_any()


@check(
    "contract.areas",
    "The OpenAPI document covers every area of the product",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OWASP API9:2023",
    remedy="Document each area's operations with the bodies that they answer, or correct `[contract] areas`.",
    covers=["OPS-OAS-02"],
    needs={"openapi"},
)
def test_areas(openapi_document: Document, target: Target) -> None:
    """An area that the document leaves out is one that nobody outside can build on, and that no check here sees."""
    if not target.contract.areas:
        raise NotApplicable("no areas are declared; declare [contract] areas")
    openapi_validity.missing_areas(openapi_document, target.contract.areas).raise_if_any()


@check(
    "contract.documented",
    "What clients use is documented",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OWASP API9:2023; ASVS v5.0.0-13.1.1",
    remedy="Add the operations to the document; what is not meant to be used should not be served.",
    covers=["OPS-OAS-03"],
    needs={"openapi"},
)
def test_documented(openapi_document: Document, target: Target) -> None:
    """An operation that no document names is one that nobody reviews, secures or retires."""
    auth = target.auth
    account = [auth.register_account, auth.login, auth.profile, auth.delete] if auth else []
    used = [step.request for step in account if step is not None]
    used += [step.request for journey in target.journeys for step in (*journey.steps, *journey.cleanup)]
    used += [
        f"GET {path}" for path in (*(auth.protected if auth else ()), target.health.live, target.health.ready) if path
    ]
    if not used:
        raise NotApplicable("nothing is declared that clients use: no [auth], no [[journeys]], no [health]")
    openapi_drift.undocumented(openapi_document, used).raise_if_any()
