"""Request bodies: bounded in size, of a declared type, and JSON that every reader understands alike."""

import json
import traceback
from typing import Any
from xml.etree import ElementTree as ET

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.deployment import Deployment

JSON_LIMIT = 64 * 1024
"""Bytes of a JSON body."""

_AROUND = 1024 * 1024  # bytes of a multipart body besides its file
_FORM = "application/x-www-form-urlencoded"
_UNLIMITED = 1 << 30
_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class StrictBodies:
    """Refuses what is too large (413), of another type (415), or ambiguous JSON (400)."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment
        self._manners = deployment.manners

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge the body before the application sees it."""
        if scope["type"] != "http" or scope["method"] not in _METHODS or scope["path"].startswith("/socket.io"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        upload = scope["path"].endswith(self._manners.uploads)
        faults = self._deployment.faults
        limit = self._manners.upload_bytes + _AROUND if upload else JSON_LIMIT
        body = await _read(headers, receive, _UNLIMITED if faults.planted("body-unlimited") else limit)
        if faults.planted("content-type-ignored") and self._manners.is_api(scope["path"]) and not upload:
            others = [field for field in scope["headers"] if field[0] != b"content-type"]
            scope = {**scope, "headers": [*others, (b"content-type", b"application/json")]}
            headers = Headers(scope=scope)
        if body is None:
            refusal: Response | None = self._manners.error(413, ["request entity too large"], {"Connection": "close"})
        else:
            refusal = self._judge(scope["path"], headers.get("content-type", ""), body, upload=upload)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)

    def _judge(self, path: str, content_type: str, body: bytes, *, upload: bool) -> Response | None:
        media_type = content_type.partition(";")[0].strip().lower()
        careless = path.endswith("/signup") and self._deployment.faults.planted("age-form-unchecked")
        if not body or (careless and media_type == _FORM) or not self._manners.is_api(path):
            return None
        if media_type != ("multipart/form-data" if upload else "application/json"):
            if media_type.endswith("xml") and self._deployment.faults.planted("xml-expanded"):
                media_type = "".join(ET.fromstring(body).itertext())  # noqa: S314 - that is the fault
            return self._manners.error(415, [f"Unsupported Media Type: {media_type or 'none'}"])
        if upload:
            return None
        lenient = self._deployment.faults.planted("duplicate-keys-accepted")
        try:
            json.loads(body, object_pairs_hook=dict if lenient else _unique, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            if self._deployment.faults.planted("error-stack-trace"):
                return Response("".join(traceback.format_exception(error)), 400, media_type="text/plain")
            return self._manners.error(400, [str(error) if isinstance(error, AmbiguousJsonError) else "malformed JSON"])
        return None


class AmbiguousJsonError(ValueError):
    """JSON that two readers may understand differently."""


async def _read(headers: Headers, receive: Receive, limit: int) -> bytes | None:
    declared = headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        return None
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise AmbiguousJsonError(f"duplicate property {', '.join(twice)}")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise AmbiguousJsonError(f"{name} is not JSON")
