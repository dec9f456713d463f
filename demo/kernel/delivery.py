"""The delivery edge: caches what may be cached by everyone, and compresses text."""

import asyncio
import gzip
import time
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.deployment import Deployment

_PREFIXES = ("/static/", "/cdn/")
_TEXT = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
_WORTH_IT = 1000
_SLOWNESS = 0.6


@dataclass(frozen=True, slots=True)
class _Stored:
    start: Message
    body: bytes
    since: float


class Delivery:
    """Answers from its store what it has answered before."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment
        self._store: dict[str, _Stored] = {}
        deployment.caches.append(self._store.clear)
        deployment.purgers.append(self._purge)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the store, or ask the application."""
        if scope["type"] != "http" or scope["path"].startswith("/socket.io"):
            await self._app(scope, receive, send)
            return
        cacheable = scope["method"] == "GET" and scope["path"].startswith(_PREFIXES)
        never = self._deployment.faults.planted("cdn-never-hits")
        stored = self._store.get(scope["path"]) if cacheable and not never else None
        if cacheable and self._deployment.faults.planted("cdn-slow"):
            await asyncio.sleep(_SLOWNESS)
        if stored is None:
            start, body = await collected(self._app, scope, receive)
            headers = MutableHeaders(scope=start)
            if cacheable:
                headers["X-Cache"] = "MISS"
                if start["status"] == HTTPStatus.OK and "public" in headers.get("Cache-Control", ""):
                    self._store[scope["path"]] = _Stored(_copy(start), body, time.monotonic())
        else:
            start, body = _copy(stored.start), stored.body
            headers = MutableHeaders(scope=start)
            headers["X-Cache"] = "HIT"
            headers["Age"] = str(int(time.monotonic() - stored.since) + 1)
        if not self._deployment.faults.planted("compression-off"):
            body = compressed(body, headers, Headers(scope=scope).get("accept-encoding", ""))
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _purge(self, path: str) -> None:
        if not self._deployment.faults.planted("media-survives-deletion"):
            self._store.pop(path, None)


async def collected(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """Give the whole answer to a request: how it starts, and its body."""
    start: Message = {}
    body = bytearray()

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    await app(scope, receive, collect)
    return start, bytes(body)


def compressed(body: bytes, headers: MutableHeaders, wanted: str) -> bytes:
    """Compress text that is worth it for whoever wants it, and say so in the header fields."""
    if not headers.get("Content-Type", "").startswith(_TEXT) or "Content-Encoding" in headers:
        return body
    headers.add_vary_header("Accept-Encoding")
    if len(body) < _WORTH_IT or not accepts_gzip(wanted):
        return body
    packed = gzip.compress(body, compresslevel=5, mtime=0)
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(packed))
    return packed


def accepts_gzip(header: str) -> bool:
    """Read Accept-Encoding: gzip, or everything, with a weight above nothing."""
    weights: dict[str, float] = {}
    for part in header.split(","):
        name, _, parameter = part.partition(";")
        key, _, value = parameter.strip().partition("=")
        try:
            weights[name.strip().lower()] = float(value) if key == "q" else 1.0
        except ValueError:
            return False
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _copy(start: Message) -> Message:
    return {**start, "headers": list(start["headers"])}
