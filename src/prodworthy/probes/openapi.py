"""Finds the OpenAPI document of a target."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.http import Http
from prodworthy.rules import service_desc, swagger_ui
from prodworthy.rules.openapi import Document
from prodworthy.rules.openapi_parsing import NotADocument, parse
from prodworthy.target import Target

USUAL_PLACES = (
    "/openapi.json",
    "/api/openapi.json",
    "/api/docs-json",
    "/api-docs.json",
    "/swagger.json",
    "/v3/api-docs",
    "/api/swagger.json",
    "/swagger/v1/swagger.json",
    "/openapi.yaml",
    "/api/v1/openapi.json",
    "/docs/openapi.json",
    "/api-docs",
    "/rest/v1/",
    "/schema/openapi.json",
    "/api/schema/",
    "/api/spec.yaml",
    "/swagger.yaml",
    "/spec.json",
    "/openapi",
)
USUAL_PAGES = ("/api/docs", "/docs", "/swagger-ui/", "/swagger/index.html", "/")
_ACCEPT = {"Accept": "application/json, application/yaml;q=0.9, */*;q=0.5"}


@dataclass(frozen=True, slots=True)
class OpenApiSearch:
    """What came of looking for a document.

    Attributes:
        document: the document, if there is one.
        exchange: the answer that holds it, or else the answer at the declared path.
        reason: why there is none, for a person; empty where there is one.
        places: where it was looked for.
    """

    document: Document | None
    exchange: Exchange | None
    reason: str
    places: Sequence[str]


async def search_openapi(http: Http, target: Target) -> OpenApiSearch:
    """Look for the target's document: at its declared path, else at the usual places, the first that holds one.

    A page of Swagger UI counts as the document that it shows. A page that answers for whatever is not there does not.
    """
    if target.contract.document:
        return await _look(http, target.contract.document)
    for places in (USUAL_PLACES, USUAL_PAGES):
        found = await asyncio.gather(*(_look(http, place) for place in places))
        there = next((one for one in found if one.document is not None), None)
        if there is not None:
            return there
    everywhere = (*USUAL_PLACES, *USUAL_PAGES)
    return OpenApiSearch(None, None, f"none at {', '.join(everywhere)}", everywhere)


async def search_further(http: Http, target: Target) -> list[OpenApiSearch]:
    """Look for the further documents that the target declares."""
    return list(await asyncio.gather(*(_look(http, place) for place in target.contract.further_documents)))


async def _look(http: Http, place: str, depth: int = 2) -> OpenApiSearch:
    try:
        exchange = (await http.follow(place, limit=3, headers=_ACCEPT))[-1]
    except TargetFailed as failed:
        return OpenApiSearch(None, None, failed.sentence, [place])
    if not exchange.ok:
        return OpenApiSearch(None, exchange, f"{place} answers {exchange.status}", [place])
    if exchange.truncated:
        return OpenApiSearch(None, exchange, f"{place} is longer than {len(exchange.body)} bytes", [place])
    if not http.owns(exchange.url):
        return OpenApiSearch(None, exchange, f"{place} leads to another host", [place])
    try:
        raw = await asyncio.to_thread(parse, exchange.body)
    except NotADocument as problem:
        text = exchange.body.decode("utf-8", "replace")
        shown = await _shown_by(http, place, exchange, text, depth)
        return shown or OpenApiSearch(None, exchange, f"{place} is no OpenAPI document: {problem}", [place])
    return OpenApiSearch(Document(raw, exchange.url), exchange, "", [place])


async def _shown_by(http: Http, place: str, page: Exchange, text: str, depth: int) -> OpenApiSearch | None:
    """Return the document that a page of Swagger UI or a script of it shows, or that the answer links to as such."""
    is_page = swagger_ui.is_page(text)
    own = await asyncio.to_thread(swagger_ui.embedded, text) if is_page else None
    if own is not None:
        try:
            raw = await asyncio.to_thread(parse, json.dumps(own).encode())
        except NotADocument:
            return None
        return OpenApiSearch(Document(raw, page.url), page, "", [page.url])
    # Only the root is asked what it links to: an app may answer whatever is not there with its own links.
    linked = service_desc.leads(page) if place == "/" else ()
    for lead in [*linked, *(swagger_ui.leads(text) if is_page else ())] if depth else ():
        there = urljoin(page.url, lead)
        if http.owns(there):
            found = await _look(http, there, depth - 1)
            if found.document is not None:
                return found
    return None
