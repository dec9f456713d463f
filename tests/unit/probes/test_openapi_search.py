"""Finding the OpenAPI document: where it is declared, at the usual places, and in a page of Swagger UI."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.probes.openapi import search_further, search_openapi
from prodworthy.target import Contract, Target

DOCUMENT = {"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": {}}
URL = "https://shop.example"
SOFT_404 = "<!doctype html><title>Shop</title><div id=app></div>"
UI = '<title>Swagger UI</title><script src="./swagger-ui-init.js"></script>'


class Pages:
    """A target that answers these texts by path, and anything else with the page of an app."""

    def __init__(self, pages: dict[str, str]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    async def follow(self, path: str, **_: Any) -> list[Exchange]:
        path = path.removeprefix(URL)
        self.asked.append(path)
        request = Request("GET", URL + path, Headers([]), b"")
        body = self.pages.get(path, SOFT_404).encode()
        return [Exchange(request=request, status=200, headers=Headers([]), body=body)]

    def owns(self, url: str) -> bool:
        return url.startswith(f"{URL}/")


def found(pages: dict[str, str], **declared: Any) -> Any:
    target = Target(name="shop", base_url=URL, contract=Contract(**declared))
    return asyncio.run(search_openapi(Pages(pages), target))  # type: ignore[arg-type]  # what is used of a client


def test_a_page_for_whatever_is_not_there_is_no_document() -> None:
    search = found({})
    assert search.document is None
    assert "none at /openapi.json" in search.reason


def test_a_usual_place_comes_before_a_page() -> None:
    assert found({"/docs": UI, "/swagger.json": json.dumps(DOCUMENT)}).document.url == f"{URL}/swagger.json"


def test_the_document_in_the_script_of_swagger_ui() -> None:
    script = f'SwaggerUIBundle; let options = {{"swaggerDoc": {json.dumps(DOCUMENT)}, "customOptions": {{}}}};'
    search = found({"/api/docs": UI, "/api/swagger-ui-init.js": script})
    assert search.document.title == "Shop"
    assert search.document.url == f"{URL}/api/swagger-ui-init.js"


def test_the_address_in_a_page_of_swagger_ui_that_is_declared() -> None:
    page = '<script>SwaggerUIBundle({ url: "/hidden/spec.yaml" })</script>'
    yaml = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {}\n"
    assert found({"/help": page, "/hidden/spec.yaml": yaml}, document="/help").document.version == "3.1.0"


def test_a_page_that_leads_elsewhere_or_in_circles_ends() -> None:
    assert found({"/help": '<p>swagger-ui</p> url: "https://elsewhere.example/x.json"'}, document="/help").reason
    assert found({"/help": '<p>swagger-ui</p> url: "/help"'}, document="/help").document is None


def test_further_documents() -> None:
    target = Target(name="shop", base_url=URL, contract=Contract(further_documents=("/admin.json", "/none.json")))
    pages = Pages({"/admin.json": json.dumps(DOCUMENT)})
    first, second = asyncio.run(search_further(pages, target))  # type: ignore[arg-type]  # what is used of a client
    assert first.document is not None
    assert second.document is None


def test_a_root_that_links_to_the_description_of_the_service() -> None:
    root = {"links": [{"rel": "self", "href": "/"}, {"rel": "service-desc", "href": f"{URL}/v2/description"}]}
    one = found({"/": json.dumps(root), "/v2/description": json.dumps(DOCUMENT)})
    assert one.document.title == "Shop"
    foreign = {"_links": {"service-desc": {"href": "https://elsewhere.example/openapi.json"}}}
    assert found({"/": json.dumps(foreign)}).document is None
