"""What the checks of the contract judge."""

from __future__ import annotations

from collections.abc import Mapping

from prodworthy.api import (
    Accounts,
    Blocked,
    Conformance,
    Footprint,
    Http,
    MadeUpRegistrations,
    NotApplicable,
    OpenApiSearch,
    Phase,
    Run,
    Target,
    contract_record,
    fuzz_openapi,
    observation,
    search_further,
    search_openapi,
    together,
)
from prodworthy.rules.openapi import Document

_PLACES = 23
_FASTEST = 300  # requests a second, where no rate cap holds it
_LONGEST_S = 900.0  # it ends by its own budget, which the target file sets


def _fuzzing_requests(target: Target) -> int:
    return int(target.contract.time_s * min(target.gate.requests_per_second, _FASTEST))


@observation(requests=lambda target: 1 if target.contract.document else _PLACES, needs={"openapi"})
async def openapi_search(http: Http, target: Target) -> OpenApiSearch:
    """The OpenAPI document, or why there is none."""
    return await search_openapi(http, target)


@observation(requests=0, needs={"openapi"})
async def openapi_document(target: Target, openapi_search: OpenApiSearch) -> Document:
    """The OpenAPI document."""
    document = openapi_search.document
    if document is None:
        if target.contract.document or target.declares("openapi"):
            raise Blocked(f"contract.document: {openapi_search.reason}")
        raise NotApplicable(f"no OpenAPI document was found: {openapi_search.reason}; declare [contract] document")
    if not document.supported or not document.operations:
        raise Blocked("contract.document: the document is not one that can be worked with")
    return document


@observation(requests=lambda target: len(target.contract.further_documents), needs={"openapi"})
async def openapi_further(http: Http, target: Target) -> list[OpenApiSearch]:
    """The further documents that are declared."""
    return await search_further(http, target)


@observation(phase=Phase.FUZZING, deadline=_LONGEST_S, requests=_fuzzing_requests, needs={"openapi"})
async def conformance(  # noqa: PLR0913, PLR0917 - resources and observations by name
    http: Http,
    target: Target,
    run: Run,
    accounts: Accounts,
    openapi_document: Document,
    openapi_further: list[OpenApiSearch],
) -> Conformance:
    """How the deployment answers made-up requests; only reads with valid data, unless the run may write."""
    writes = Footprint.WRITES.within(run.allowed)

    async def credential() -> Mapping[str, str]:
        return (await accounts.adult()).headers

    able = writes and target.auth is not None and target.auth.register_account is not None
    documents = [openapi_document, *(one.document for one in openapi_further if one.document is not None)]
    count = sum(len(document.operations) for document in documents)
    results = []
    for document in documents:
        result = await fuzz_openapi(
            http,
            target,
            document,
            writes=writes,
            credential=credential if able else None,
            seed=run.seed,
            registrations=MadeUpRegistrations(accounts, target) if writes else None,
            time_s=target.contract.time_s * len(document.operations) / count,
        )
        run.seed = result.seed
        results.append(result)
    whole = together(results)
    run.contract = contract_record(whole, documents, run.redactor.text)
    return whole
