"""What the checks of the contract judge."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from prodworthy.api import (
    Accounts,
    Blocked,
    Conformance,
    Exchange,
    Footprint,
    Generator,
    Http,
    MadeUpRegistrations,
    NotApplicable,
    OpenApiSearch,
    Phase,
    Run,
    Target,
    TargetFailed,
    TimeShare,
    contract_record,
    fuzz_api,
    observation,
    search_further,
    search_openapi,
    together,
)
from prodworthy.rules import graphql
from prodworthy.rules.openapi import Document

_PLACES = 24
_GRAPHQL_PLACES = ("/graphql", "/api/graphql", "/v1/graphql", "/graphql/v1", "/query")
_GRAPHQL_S = 5.0  # for each of these: where a service cannot answer what is easiest, nothing else can be asked
_FASTEST = 300  # requests a second, where no rate cap holds it
_LONGEST_S = 900.0  # it ends by its own budget, which the target file sets
_LEAST_S = 0.05


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


@observation(requests=lambda target: 1 if target.contract.graphql else len(_GRAPHQL_PLACES))
async def graphql_search(http: Http, target: Target) -> Exchange | None:
    """A query that every GraphQL service can answer, at the first place where one does; None where none does."""
    if target.declares("graphql") is False:
        return None

    async def look(place: str) -> Exchange | None:
        try:
            exchange = await http.post(place, json={"query": graphql.PLAIN}, timeout=_GRAPHQL_S)
        except TargetFailed:
            return None
        return exchange if graphql.executed(exchange) else None

    places = [target.contract.graphql] if target.contract.graphql else _GRAPHQL_PLACES
    found = await asyncio.gather(*(look(place) for place in places))
    return next((one for one in found if one is not None), None)


@observation(requests=0)
async def fuzzer_loading(generator: Generator) -> Generator:
    """The library that makes requests up: it loads while others are asked."""
    await generator.load()
    return generator


@observation(phase=Phase.FUZZING, deadline=_LONGEST_S, requests=_fuzzing_requests, needs={"openapi"})
async def conformance(  # noqa: PLR0913, PLR0917 - resources and observations by name
    http: Http,
    target: Target,
    run: Run,
    accounts: Accounts,
    fuzzer_loading: Generator,
    openapi_document: Document,
    openapi_further: list[OpenApiSearch],
    graphql_search: Exchange | None,
) -> Conformance:
    """How the deployment answers made-up requests; only reads with valid data, unless the run may write."""
    writes = Footprint.WRITES.within(run.allowed)

    async def credential() -> Mapping[str, str]:
        return (await accounts.adult()).headers

    able = writes and target.auth is not None and target.auth.register_account is not None
    documents = [openapi_document, *(one.document for one in openapi_further if one.document is not None)]
    count = sum(len(document.operations) for document in documents)
    contract = target.contract
    kept_s = contract.time_s * contract.graphql_share if graphql_search is not None else 0.0
    left_s = max(run.left_of("contract", contract.time_s) - kept_s, _LEAST_S)
    before = TimeShare(what="before the fuzzing", spent_s=round(contract.time_s - kept_s - left_s, 2))
    results = []
    for document in documents:
        result = await fuzz_api(
            http,
            target,
            document,
            writes=writes,
            credential=credential if able else None,
            seed=run.seed,
            registrations=MadeUpRegistrations(accounts, target) if writes else None,
            time_s=left_s * len(document.operations) / count,
            generator=fuzzer_loading,
        )
        run.seed = result.seed
        results.append(result)
    whole = together(results)
    run.contract = contract_record(whole, documents, run.redactor.text)
    run.contract.budget_s = contract.time_s
    run.contract.shares.insert(0, before)
    return whole
