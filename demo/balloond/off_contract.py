"""What answers otherwise than the API document says, where that is planted."""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.deployment import Deployment

_SLOW_S = 1.3
_NOBODY = "00000000-0000-4000-8000-000000000001"
_LINK = {"operationId": "other_api_users__id__get", "parameters": {"id": "$response.body#/user/id"}}


def _without_used(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "used"}


def _without_pops(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "pops": None}


def with_links(made: dict[str, Any]) -> dict[str, Any]:
    """Add to the API document which operation's answer leads to which other one."""
    if "/api/auth/signup" in made["paths"]:
        signed_up = made["paths"]["/api/auth/signup"]["post"]["responses"]["201"]
        signed_up["links"] = {"profile": {**_LINK, "description": "How others see whoever has signed up."}}
    return made


def _spoilt(made: dict[str, Any], planted: Callable[[str], bool]) -> dict[str, Any]:
    paths = made["paths"]
    if planted("contract-auth-ignored"):
        paths["/api/experiments/definitions"]["get"]["security"] = [{"bearer": []}]
    if planted("contract-route-undocumented"):
        del paths["/api/matching/pop"]
    if planted("openapi-server-foreign"):
        made["servers"] = [{"url": "http://localhost:3000"}]
    if planted("openapi-unprotected"):
        paths["/api/auth/profile"]["get"]["security"] = []
    if planted("openapi-no-errors"):
        _forget_refusals(paths)
    if planted("openapi-example-wrong"):
        radius = next(one for one in paths["/api/users/nearby"]["get"]["parameters"] if one["name"] == "radiusKm")
        radius["example"] = "ten"
    if planted("openapi-shrunk"):
        for path in [path for path in paths if path.startswith(("/api/admin", "/api/auth/sessions/"))]:
            del paths[path]
    return made


def _forget_refusals(paths: dict[str, Any]) -> None:
    for path in ("/api/matching/matches", "/api/matching/balloons"):
        responses = paths[path]["get"]["responses"]
        for status in [status for status in responses if status.startswith("4")]:
            del responses[status]


_OF_THE_DOCUMENT = (
    "contract-auth-ignored",
    "contract-route-undocumented",
    "openapi-server-foreign",
    "openapi-unprotected",
    "openapi-no-errors",
    "openapi-example-wrong",
    "openapi-shrunk",
)
_BODIES: dict[tuple[str, str], tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    ("GET", "/api/matching/allocation"): ("contract-field-missing", _without_used),
    ("GET", "/api/matching/pops/received"): ("contract-null", _without_pops),
}


class OffContract:
    """A layer around the whole product. Without a fault it changes nothing."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._faults = deployment.faults
        self._hidden: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, late or spoilt where that is planted."""
        method, path = scope.get("method", ""), scope.get("path", "")
        if path == "/api/chat/conversations" and self._faults.planted("contract-slow"):
            await asyncio.sleep(_SLOW_S)
        if self._faults.planted("contract-link-broken"):
            if path == "/api/auth/signup":
                await self._app(_readable(scope), receive, _editing(send, self._hide, status=201))
                return
            if path.removeprefix("/api/users/") in self._hidden:
                scope = {**scope, "path": f"/api/users/{_NOBODY}", "raw_path": f"/api/users/{_NOBODY}".encode()}
        if path == "/api/docs-json" and any(map(self._faults.planted, _OF_THE_DOCUMENT)):
            await self._app(_readable(scope), receive, _editing(send, partial(_spoilt, planted=self._faults.planted)))
            return
        fault, edit = _BODIES.get((method, path), ("", None))
        if edit is not None and self._faults.planted(fault):
            await self._app(_readable(scope), receive, _editing(send, edit))
        elif path == "/api/subscription/plans" and self._faults.planted("contract-media-type"):
            await self._app(scope, receive, _as_text(send))
        else:
            await self._app(scope, receive, send)

    def _hide(self, signed_up: dict[str, Any]) -> dict[str, Any]:
        self._hidden.add(signed_up["user"]["id"])
        return signed_up


def _readable(scope: Scope) -> Scope:
    """Return the request without a wish for compression."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}


def _as_text(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:  # noqa: PLR2004 - OK
            MutableHeaders(scope=message)["Content-Type"] = "text/plain; charset=utf-8"
        await send(message)

    return sending


def _editing(send: Send, edit: Callable[[dict[str, Any]], dict[str, Any]], status: int = 200) -> Send:
    start: Message = {}
    whole = bytearray()

    async def sending(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            return
        whole.extend(message.get("body", b""))
        if message.get("more_body", False):
            return
        body = bytes(whole)
        if start["status"] == status:
            body = json.dumps(edit(json.loads(body))).encode()
        MutableHeaders(scope=start)["Content-Length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return sending
