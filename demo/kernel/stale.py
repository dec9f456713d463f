"""What a careless cache and a writable server hand to the next one who asks. Without a fault it changes nothing."""

import re
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.delivery import collected
from demo.kernel.deployment import Deployment

_MOST = 100


class Stale:
    """Stands before everything that checks who asks."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment
        self._profile = deployment.manners.profile
        self._disguised = re.compile(re.escape(self._profile) + r"(?:/|;)[^/]+\.(?:css|js|png)")
        self._profiles: dict[str, tuple[Message, bytes]] = {}
        self._hosts: dict[bytes, str] = {}
        self._files: dict[str, bytes] = {}
        for kept in (self._profiles, self._hosts, self._files):
            deployment.caches.append(kept.clear)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or answer what was kept."""
        planted = self._deployment.faults.planted
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif planted("cache-deceived") and self._disguised.fullmatch(scope["path"]):
            await self._by_name(scope, receive, send)
        elif planted("cache-poisoned") and scope["path"] == "/" and scope["query_string"]:
            await self._with_host(scope, receive, send)
        elif (
            planted("files-writable")
            and scope["path"].startswith("/static/")
            and await self._file(scope, receive, send)
        ):
            return
        else:
            await self._app(scope, receive, send)

    async def _by_name(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep a profile because its address ends like a static file's."""
        path = scope["path"]
        if path not in self._profiles:
            inner = {**scope, "path": self._profile, "raw_path": self._profile.encode()}
            start, body = await collected(self._app, inner, receive)
            if start["status"] != HTTPStatus.OK:
                await send(start)
                await send({"type": "http.response.body", "body": body})
                return
            if len(self._profiles) < _MOST:
                self._profiles[path] = (start, body)
        start, body = self._profiles[path]
        await send({**start, "headers": list(start["headers"])})
        await send({"type": "http.response.body", "body": body})

    async def _with_host(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep a page under its address, with the host that the first one who asked for it said it had."""
        host = Headers(scope=scope).get("x-forwarded-host")
        if host and len(self._hosts) < _MOST:
            self._hosts.setdefault(scope["query_string"], host)
        kept = self._hosts.get(scope["query_string"])
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start, body = await collected(self._app, {**scope, "headers": plain}, receive)
        if kept is not None:
            body = body.replace(b"</head>", f'<link rel="canonical" href="https://{kept}/"></head>'.encode())
            MutableHeaders(scope=start)["Content-Length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _file(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Treat the folder of static files as a file share; return whether that was the answer."""
        path, answer = scope["path"], None
        if scope["method"] == "PUT" and len(self._files) < _MOST:
            self._files[path] = await Request(scope, receive).body()
            answer = Response(status_code=201)
        elif scope["method"] == "PROPFIND":
            answer = Response('<?xml version="1.0"?><multistatus xmlns="DAV:"/>', 207, media_type="application/xml")
        elif scope["method"] == "DELETE" and self._files.pop(path, None) is not None:
            answer = Response(status_code=204)
        elif scope["method"] == "GET" and path in self._files:
            answer = PlainTextResponse(self._files[path])
        if answer is not None:
            await answer(scope, receive, send)
        return answer is not None
