"""The OpenAPI document: is it there, and is it one?"""

from __future__ import annotations

from prodworthy.api import Evidence, Footprint, NotApplicable, OpenApiSearch, Severity, Target, check, found
from prodworthy.rules import openapi_validity

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
