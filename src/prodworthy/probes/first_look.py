"""A first look at a deployment of which nothing is declared: what can be seen of it with a few reading requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.health import HealthDocument, find_health, find_ready, is_health
from prodworthy.probes.http import Http
from prodworthy.probes.openapi import OpenApiSearch, search_openapi
from prodworthy.rules import graphql, markup
from prodworthy.rules.openapi import Document
from prodworthy.target import Target

GRAPHQL_PLACES = ("/graphql", "/api/graphql")
STRANGER = "https://prodworthy.invalid"
"""An origin that no deployment serves by design."""

_HEARTBEATS = ("/__heartbeat__", "/__lbheartbeat__")  # of Mozilla's Dockerflow
_DOCUMENTS = ("/__api__",)  # of services built with Cornice
_PATH = re.compile(r"/[\w./~%-]{0,200}")
_LEGAL = {
    "privacy": re.compile(r"(?i)privacy|datenschutz|confidentialit|privacidad"),
    "terms": re.compile(r"(?i)\bterms|/tos\b|/agb\b|conditions"),
    "imprint": re.compile(r"(?i)imprint|impressum|legal-notice|mentions-legales"),
}
_TITLE = re.compile(r"(?is)<title[^>]{0,200}>([^<]{1,200})")


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What was seen.

    Attributes:
        base_url: where its paths are: as asked, or where an API without pages sends those who ask at its root.
        landing: the last answer to the first request.
        live: the health document, if there is one.
        ready: the readiness document, if there is one.
        document: the OpenAPI document, if there is one.
        document_path: where that is, below the base URL.
        graphql: path of a GraphQL service; empty if there is none.
        cors: the origin that a stranger's request is answered with, such as `*`; empty if none.
        legal: path by kind of legal page that the first page links to.
        title: what it calls itself.
        requests: how many were sent.
        ca_file: the private authority that certifies it, seen from where a run starts; empty for none.
    """

    base_url: str
    landing: Exchange
    live: HealthDocument | None = None
    ready: HealthDocument | None = None
    document: Document | None = None
    document_path: str = ""
    graphql: str = ""
    cors: str = ""
    legal: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    requests: int = 0
    ca_file: str = ""


async def look_at(http: Http) -> FirstLook:
    """Look at the target of a client.

    Raises:
        TargetFailed: if its first page does not answer.
    """
    hops = await http.follow("/", limit=5)
    landing = next(hop for hop in reversed(hops) if hop is hops[0] or http.owns(hop.url))
    base_url = _base_of(landing, http.target.base_url)
    if base_url != http.target.base_url:
        below = http.beside(http.target.model_copy(update={"base_url": base_url}))
        try:
            return await _look(below, landing, len(hops))
        finally:
            await below.close()
    return await _look(http, landing, 0)


def _base_of(landing: Exchange, base_url: str) -> str:
    """Return where an API that answers its root with a redirect has its paths; else the URL as asked."""
    path = urlsplit(landing.url).path.rstrip("/")
    moved = landing.ok and not landing.is_html and path != urlsplit(base_url).path.rstrip("/")
    return f"{Target(name='x', base_url=base_url).origin}{path}" if moved and _PATH.fullmatch(path) else base_url


async def _look(http: Http, landing: Exchange, sent: int) -> FirstLook:
    target = http.target
    search = await _document(http)
    live, ready = await _health(http), await _quietly_ready(http)
    cors = (await http.get(live.path if live else "/", headers={"Origin": STRANGER})).headers
    return FirstLook(
        base_url=target.base_url,
        landing=landing,
        live=live,
        ready=ready,
        document=search.document,
        document_path=_below(target, search.exchange.url) if search.document is not None and search.exchange else "",
        graphql=await _graphql(http),
        cors=cors.get("access-control-allow-origin").strip(),
        legal=_legal(target, landing),
        title=_title(landing, search.document),
        requests=sent + http.sent,
    )


async def _document(http: Http) -> OpenApiSearch:
    found = await search_openapi(http, http.target)
    for place in _DOCUMENTS:
        if found.document is not None:
            break
        declared = http.target.contract.model_copy(update={"document": place})
        found = await search_openapi(http, http.target.model_copy(update={"contract": declared}))
    return found


async def _health(http: Http) -> HealthDocument | None:
    found = await find_health(http, http.target)
    for path in _HEARTBEATS:
        if found is None and is_health(exchange := await http.get(path)):
            found = HealthDocument(path, exchange, declared=False)
    return found


async def _quietly_ready(http: Http) -> HealthDocument | None:
    try:
        return await find_ready(http, http.target)
    except TargetFailed:
        return None


async def _graphql(http: Http) -> str:
    for place in GRAPHQL_PLACES:
        exchange = await http.post(place, json={"query": graphql.PLAIN})
        if graphql.executed(exchange):
            return place
    return ""


def _below(target: Target, url: str) -> str:
    """Return the path of a URL below the target's base; empty where it is not below it."""
    path = url.removeprefix(target.base_url) if url.startswith(f"{target.base_url}/") else ""
    return path if _PATH.fullmatch(path) else ""


def _legal(target: Target, landing: Exchange) -> dict[str, str]:
    if not landing.is_html:
        return {}
    paths = [_below(target, link) for link in markup.read(landing.text, landing.url).links]
    named = {
        kind: next((path for path in paths if path and pattern.search(path)), "") for kind, pattern in _LEGAL.items()
    }
    return {kind: path for kind, path in named.items() if path}


def _title(landing: Exchange, document: Document | None) -> str:
    if document is not None and document.title:
        return document.title
    match = _TITLE.search(landing.text) if landing.is_html else None
    return match[1].strip() if match else ""
