"""A small real service, healthy or with planted defects, for the conformance engine to find."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Collection, Iterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}
NEW_ITEM: dict[str, Any] = {
    "type": "object",
    "required": ["name", "price"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
        "price": {"type": "integer", "minimum": 0, "maximum": 1000},
    },
}
_FIRST_MADE = 700_000
_REFUSED = {"description": "refused", "content": {"application/json": {"schema": {"type": "object"}}}}


def answers(schema: dict[str, Any], status: str = "200") -> dict[str, Any]:
    """Return documented responses: one that holds a schema, and refusals."""
    good = {"description": "good", "content": {"application/json": {"schema": schema}}}
    return {status: good, "400": _REFUSED, "404": _REFUSED}


def parameter(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a documented parameter; those in a path are required."""
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def document(**paths: dict[str, Any]) -> dict[str, Any]:
    """Return the service's document, with further paths."""
    limit = parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": 100})
    return {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/items": {
                "get": {"parameters": [limit], "responses": answers({"type": "array", "items": ITEM})},
                "post": {
                    "requestBody": {"required": True, "content": {"application/json": {"schema": NEW_ITEM}}},
                    "responses": answers(ITEM, "201"),
                },
            },
            "/items/{id}": {
                "get": {"parameters": [parameter("id", "path", {"type": "integer"})], "responses": answers(ITEM)},
                "delete": {
                    "parameters": [parameter("id", "path", {"type": "integer"})],
                    "responses": {"204": {"description": "gone"}, "400": _REFUSED, "404": _REFUSED},
                },
            },
            "/me": {"get": {"parameters": [limit], "security": [{"bearer": []}], "responses": answers(ITEM)}},
            **{f"/{name}": item for name, item in paths.items()},
        },
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    }


class Shop:
    """The service.

    Args:
        defects: what is wrong with it.
        described: its document.
    """

    def __init__(self, defects: Collection[str] = (), described: dict[str, Any] | None = None) -> None:
        self.defects = frozenset(defects)
        self.described = described or document()
        self.asked: list[str] = []
        self.made = _FIRST_MADE
        self.removed: set[int] = set()
        routes = [
            Route("/openapi.json", self.openapi),
            Route("/items", self.items),
            Route("/items", self.add, methods=["POST"]),
            Route("/items/{id:path}", self.item),
            Route("/items/{id:path}", self.remove, methods=["DELETE"]),
            Route("/me", self.me),
            Route("/logout", self.logout, methods=["POST"]),
            Route("/hang", self.hang),
            Route("/endless", self.endless),
            Route("/throttled", self.throttled),
        ]
        self.app = Starlette(routes=routes, exception_handlers={500: _error})

    async def openapi(self, _: Request) -> Response:
        return JSONResponse(self.described)

    async def items(self, request: Request) -> Response:
        limit = _limit(request)
        if limit is None:
            return _refused(400)
        self.asked.append("")
        if "flaky" in self.defects and len(self.asked) % 7 == 0:
            return JSONResponse({}, 500)
        if "server-error" in self.defects and limit > 60:
            return JSONResponse({}, 500)
        return JSONResponse([{"id": number, "name": "x"} for number in range(min(limit, 3))])

    async def item(self, request: Request) -> Response:
        try:
            number = int(request.path_params["id"])
        except ValueError:
            return _refused(400)
        if number in self.removed or ("lost" in self.defects and number >= _FIRST_MADE):
            return _refused(404)
        if "slow" in self.defects:
            await asyncio.sleep(0.4)
        if "undocumented-status" in self.defects and number % 3 == 0:
            return JSONResponse({"id": number, "name": "x"}, 206)
        if "undocumented-error" in self.defects and number < 0:
            return JSONResponse({}, 418)
        if "garbage" in self.defects:
            return Response(b'{"id": \xff\xfe', media_type="application/json")
        return JSONResponse({"id": str(number) if "wrong-type" in self.defects else number, "name": "x"})

    async def add(self, request: Request) -> Response:
        try:
            body = await request.json()
        except (ValueError, RecursionError):
            return _refused(400)
        if "accepts-invalid" not in self.defects and not _valid(body):
            return _refused(400)
        self.made += 1
        return JSONResponse({"id": self.made, "name": "x"}, 201)

    async def remove(self, request: Request) -> Response:
        try:
            number = int(request.path_params["id"])
        except ValueError:
            return _refused(400)
        if not _FIRST_MADE < number <= self.made:
            return _refused(404)
        if "kept" not in self.defects:
            self.removed.add(number)
        return Response(status_code=204)

    async def me(self, request: Request) -> Response:
        token = request.headers.get("authorization", "")
        self.asked.append(token)
        if "auth-ignored" in self.defects:
            return JSONResponse({"id": 1, "name": "x"})
        if not token.startswith("Bearer good") or ("expires" in self.defects and self.asked.count(token) > 5):
            return _refused(401)
        if _limit(request) is None:
            return _refused(400)
        return JSONResponse({"id": 1, "name": "x"})

    async def logout(self, _: Request) -> Response:
        self.asked.append("logout")
        return JSONResponse({})

    async def throttled(self, _: Request) -> Response:
        return _refused(429)

    async def hang(self, _: Request) -> Response:
        await asyncio.sleep(60)
        return JSONResponse({})

    async def endless(self, _: Request) -> Response:
        async def body() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 65536
                await asyncio.sleep(0)

        return StreamingResponse(body(), media_type="application/json")


def _valid(body: object) -> bool:
    return (
        isinstance(body, dict)
        and set(body) == {"name", "price"}
        and isinstance(body["name"], str)
        and 1 <= len(body["name"]) <= 40
        and isinstance(body["price"], int | float)
        and not isinstance(body["price"], bool)
        and body["price"] == int(body["price"])
        and 0 <= body["price"] <= 1000
    )


def _limit(request: Request) -> int | None:
    """Return the query's limit, or None if it is not valid."""
    values = request.query_params.getlist("limit") or ["10"]
    if len(values) > 1 or not values[0].isascii() or not values[0].isdecimal() or not 1 <= int(values[0]) <= 100:
        return None
    return int(values[0])


def _refused(status: int) -> Response:
    return JSONResponse({"error": status}, status)


async def _error(_: Request, __: Exception) -> Response:
    return JSONResponse({}, 500)


@contextlib.contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application on loopback; yield its base URL."""
    with socket.socket() as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1, lifespan="off", access_log=False)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            threading.Event().wait(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join(5)
