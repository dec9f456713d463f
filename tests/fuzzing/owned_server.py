"""A small real service in which accounts own things, each kind kept from others in another way."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fuzzing.conformance_server import answers, parameter

PUBLIC_KEY = "public-key-of-the-project"
_THING: dict[str, Any] = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {"id": {"type": "string"}, "text": {"type": "string"}},
}
_NEW: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 5, "maxLength": 40}},
}
_SIGNED_IN = [{"bearer": [], "key": []}]
_BODY = {"required": True, "content": {"application/json": {"schema": _NEW}}}
_ID = [parameter("id", "path", {"type": "string"})]


def _owned() -> tuple[dict[str, Any], dict[str, Any]]:
    listed = {"type": "object", "properties": {"entries": {"type": "array", "items": _THING}}}
    collection = {
        "get": {"security": _SIGNED_IN, "responses": answers(listed)},
        "post": {"security": _SIGNED_IN, "requestBody": _BODY, "responses": answers(_THING, "201")},
    }
    item = {
        "get": {"security": _SIGNED_IN, "parameters": _ID, "responses": answers(_THING)},
        "put": {"security": _SIGNED_IN, "parameters": _ID, "requestBody": _BODY, "responses": answers({})},
        "delete": {
            "security": _SIGNED_IN,
            "parameters": _ID,
            "responses": {**answers({}), "204": {"description": "gone"}},
        },
    }
    return collection, item


def described(*kinds: str) -> dict[str, Any]:
    """Return the service's document."""
    paths: dict[str, Any] = {}
    for kind in kinds:
        paths[f"/{kind}"], paths[f"/{kind}/{{id}}"] = _owned()
    shelves = {"type": "object", "properties": {"shelves": {"type": "array", "items": _THING}}}
    key = [{"key": []}]
    return {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "paths": {
            **paths,
            "/shelves": {"get": {"security": key, "responses": answers(shelves)}},
            "/shelves/{id}": {"get": {"security": key, "parameters": _ID, "responses": answers(_THING)}},
        },
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "apikey"},
            }
        },
    }


class Things:
    """The service. A kind's name says how it is kept from others: hidden, forbidden, filtered; or open to all.

    Args:
        kinds: what there is to own.
        defects: `foreign-put`, `foreign-delete`, `foreign-get`: what others may do all the same.
    """

    def __init__(self, kinds: Collection[str], defects: Collection[str] = ()) -> None:
        self.described = described(*kinds)
        self.defects = frozenset(defects)
        self.things: dict[str, dict[str, str]] = {}
        self.keyless = 0
        self.shelf = ""
        self.shelves_found = 0
        routes = [Route("/openapi.json", self.openapi), Route("/shelves", self.shelves)]
        routes += [Route("/shelves/{id:path}", self.show_shelf)]
        for kind in kinds:
            routes += [
                Route(f"/{kind}", self.collection, methods=["GET", "POST"]),
                Route(f"/{kind}/{{id:path}}", self.item, methods=["GET", "PUT", "DELETE"]),
            ]
        self.app = Starlette(routes=routes)

    async def openapi(self, _: Request) -> Response:
        return JSONResponse(self.described)

    async def shelves(self, request: Request) -> Response:
        if (refused := self._without_key(request)) is not None:
            return refused
        self.shelf = str(uuid.uuid4())
        # The second one is gone as soon as it is listed.
        return JSONResponse({"shelves": [{"id": one, "text": "oak"} for one in (self.shelf, str(uuid.uuid4()))]})

    async def show_shelf(self, request: Request) -> Response:
        if (refused := self._without_key(request)) is not None:
            return refused
        if request.path_params["id"] != self.shelf:
            return _refused(404)
        self.shelves_found += 1
        return JSONResponse({"id": self.shelf, "text": "oak"})

    async def collection(self, request: Request) -> Response:
        who = self._who(request)
        if isinstance(who, Response):
            return who
        if request.method == "GET":
            mine = [self._shown(one) for one in self.things.values() if one["owner"] == who]
            return JSONResponse({"entries": mine})
        text = await _text(request)
        if text is None:
            return _refused(400)
        made = {"id": str(uuid.uuid4()), "text": text, "owner": who}
        self.things[made["id"]] = made
        return JSONResponse(self._shown(made), 201)

    async def item(self, request: Request) -> Response:
        who = self._who(request)
        if isinstance(who, Response):
            return who
        text = await _text(request) if request.method == "PUT" else ""
        if text is None:
            return _refused(400)
        one = self.things.get(request.path_params["id"])
        if one is None:
            return _refused(404)
        kind = request.url.path.split("/")[1]
        if who != one["owner"] and kind != "open" and f"foreign-{request.method.lower()}" not in self.defects:
            return {"hidden": _refused(404), "forbidden": _refused(403), "filtered": JSONResponse([])}[kind]
        if request.method == "PUT":
            one["text"] = text
        if request.method == "DELETE":
            del self.things[one["id"]]
            return Response(status_code=204)
        return JSONResponse(self._shown(one))

    @staticmethod
    def _shown(one: Mapping[str, str]) -> dict[str, str]:
        return {name: value for name, value in one.items() if name != "owner"}

    def _who(self, request: Request) -> str | Response:
        if (refused := self._without_key(request)) is not None:
            return refused
        token = request.headers.get("authorization", "")
        return token if token.startswith("Bearer good") else _refused(401)

    def _without_key(self, request: Request) -> Response | None:
        if request.headers.getlist("apikey") == [PUBLIC_KEY]:
            return None
        self.keyless += 1
        return _refused(401)


def _refused(status: int) -> Response:
    return JSONResponse({"error": status}, status)


async def _text(request: Request) -> str | None:
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return None
    text = body.get("text") if isinstance(body, dict) else None
    return text if isinstance(text, str) and 5 <= len(text) <= 40 else None
