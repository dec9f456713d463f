"""Finds the OpenAPI document of a target."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from prodworthy.exchange import Exchange
from prodworthy.outcome import TargetFailed
from prodworthy.probes.http import Http
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
)
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
    """Look for the target's document: at its declared path, else at the usual places, the first that holds one."""
    if target.contract.document:
        return await _look(http, target.contract.document)
    found = await asyncio.gather(*(_look(http, place) for place in USUAL_PLACES))
    there = next((one for one in found if one.document is not None), None)
    if there is not None:
        return there
    return OpenApiSearch(None, None, f"none at {', '.join(USUAL_PLACES)}", USUAL_PLACES)


async def _look(http: Http, place: str) -> OpenApiSearch:
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
        return OpenApiSearch(None, exchange, f"{place} is no OpenAPI document: {problem}", [place])
    return OpenApiSearch(Document(raw, exchange.url), exchange, "", [place])
