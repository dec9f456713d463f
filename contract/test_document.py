"""The OpenAPI document: is it there, is it one, and does it tell everything?"""

from __future__ import annotations

from prodworthy.api import (
    Evidence,
    Exchange,
    Footprint,
    NotApplicable,
    OpenApiSearch,
    Parts,
    Run,
    Severity,
    Target,
    check,
    found,
)
from prodworthy.rules import openapi_completeness, openapi_drift, openapi_validity
from prodworthy.rules.openapi import Document

_MOST_ROWS = 300
_MOST_PARTS = 60


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
def test_document(
    openapi_search: OpenApiSearch,
    openapi_further: list[OpenApiSearch],
    target: Target,
    parts: Parts,
    evidence: Evidence,
) -> None:
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
    with parts.part("the document"):
        openapi_validity.judge(document).raise_if_any()
    with parts.part("its servers"):
        openapi_validity.judge_servers(document, target.base_url).raise_if_any()
    for number, search in enumerate(openapi_further, 2):
        with parts.part(f"document {number}"):
            if search.document is None:
                found(search.reason, "an OpenAPI document").raise_if_any()
            else:
                openapi_validity.judge(search.document).raise_if_any()


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
    "contract.promised_size",
    "As many operations are documented as are promised",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OWASP API9:2023",
    remedy="Document the operations that are missing, or correct the promise and `[contract] operations`.",
    covers=["OPS-OAS-02"],
    needs={"openapi"},
)
def test_promised_size(openapi_document: Document, target: Target, evidence: Evidence) -> None:
    """A figure that was told to partners is one that they count on."""
    if target.contract.operations is None:
        raise NotApplicable("no number of operations is promised; declare [contract] operations")
    evidence.measure("contract.operations", len(openapi_document.operations), "operations")
    openapi_completeness.judge_count(openapi_document, target.contract.operations).raise_if_any()


@check(
    "contract.protection_documented",
    "The OpenAPI document says which operations take a credential",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OpenAPI 3.1.1 sections 4.8.10 and 4.8.30; OWASP API9:2023",
    remedy="Give the operation its `security` requirement, or the document one for all of them.",
    covers=["OPS-OAS-03"],
    needs={"openapi"},
)
def test_protection_documented(openapi_document: Document, target: Target) -> None:
    """Generated clients send no credential where none is asked for, and reviewers take the operation for public."""
    auth = target.auth
    if auth is None or not (auth.protected or auth.profile):
        raise NotApplicable("nothing is declared that takes a credential: declare [auth] protected or [auth.profile]")
    steps = [step.request for step in (auth.profile, auth.delete) if step is not None]
    requests = [*(f"GET {path}" for path in auth.protected), *steps]
    openapi_completeness.unprotected(openapi_document, requests).raise_if_any()


@check(
    "contract.answers_documented",
    "The OpenAPI document describes what is answered, refusals too",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OpenAPI 3.1.1 sections 4.8.16 and 4.8.17",
    remedy="Give every successful response with a body its schema, and list the 4xx that operations answer when input "
    "or credential is wrong.",
    covers=["OPS-OAS-03"],
    needs={"openapi"},
)
def test_answers_documented(openapi_document: Document, parts: Parts) -> None:
    """Where nothing is said about an answer, nothing can be relied on, and no other check can find it wrong."""
    wanting = [(one, findings) for one, findings in openapi_completeness.undescribed(openapi_document) if findings]
    with parts.part(f"{len(openapi_document.operations) - len(wanting)} operations"):
        pass
    for operation, findings in wanting[:_MOST_PARTS]:
        with parts.part(operation.label[:160]):
            findings.raise_if_any()


@check(
    "contract.examples",
    "The examples in the OpenAPI document follow its schemas",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OpenAPI 3.1.1 sections 4.8.12 and 4.8.19",
    remedy="Correct the example, or the schema beside it; validate examples where the document is made.",
    covers=["OPS-OAS-01"],
    needs={"openapi"},
)
def test_examples(openapi_document: Document) -> None:
    """People copy the example and not the schema: a wrong one is the first thing that fails for every partner."""
    count, findings = openapi_completeness.judge_examples(openapi_document)
    if not count:
        raise NotApplicable("the document has no example")
    findings.raise_if_any()


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
def test_documented(  # noqa: PLR0913, PLR0917 - observations by name
    openapi_document: Document,
    openapi_further: list[OpenApiSearch],
    landing_hops: list[Exchange],
    scripts: dict[str, Exchange],
    target: Target,
    run: Run,
) -> None:
    """An operation that no document names is one that nobody reviews, secures or retires."""
    auth = target.auth
    account = [auth.register_account, auth.login, auth.profile, auth.delete] if auth else []
    used = [step.request for step in account if step is not None]
    used += [step.request for journey in target.journeys for step in (*journey.steps, *journey.cleanup)]
    used += [
        f"GET {path}" for path in (*(auth.protected if auth else ()), target.health.live, target.health.ready) if path
    ]
    used += sorted(run.page_calls)
    texts = [answer.text for answer in (*landing_hops[-1:], *scripts.values()) if answer.ok]
    documents = [openapi_document, *(one.document for one in openapi_further if one.document is not None)]
    operations = [operation for document in documents for operation in document.operations]
    if not used and not texts:
        raise NotApplicable("nothing is known that clients use: no [auth], no [[journeys]], no [health], no page")
    findings = openapi_drift.undocumented(operations, used) + openapi_drift.unknown_to(operations, texts)
    findings.raise_if_any()
