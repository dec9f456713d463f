"""What a careless gate lets by, and lets caches keep. Without a fault it changes nothing."""

import html
import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.balloond import seed
from demo.kernel.deployment import Deployment

_HELD = ("/balloons", "/profile", "/api/matching/balloons", "/api/users/nearby")
_SKY = "/api/matching/balloons"


class CarelessGate:
    """Stands before the routes of the product."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment
        self._sky: list[bytes] = []
        deployment.caches.append(self._sky.clear)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or spoil what is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._answer(scope)
        if answer is not None:
            await answer(scope, receive, send)
            return
        planted, path = self._deployment.faults.planted, scope["path"]
        keeps = planted("gate-shared-cache") and path == _SKY and scope["method"] == "GET"
        status = 0

        async def spoiled(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if path == "/age" and planted("gate-cached"):
                    MutableHeaders(scope=message)["Cache-Control"] = "public, max-age=3600"
                if path == "/age" and planted("gate-framed"):
                    MutableHeaders(scope=message)["Content-Security-Policy"] = "default-src 'self'; frame-ancestors *"
                if path == "/" and planted("gate-dead-label"):
                    MutableHeaders(scope=message)["PICS-Label"] = '(PICS-1.1 "http://www.icra.org/ratingsv02.html" l r)'
            elif keeps and status == 200:  # noqa: PLR2004 - what a cache keeps
                self._sky.append(message.get("body", b""))
            await send(message)

        await self._app(scope, receive, spoiled)

    def _answer(self, scope: Scope) -> Response | None:
        planted, path, headers = self._deployment.faults.planted, scope["path"], Headers(scope=scope)
        if path == "/age" and planted("gate-page-gone"):
            return PlainTextResponse("Not Found", 404)
        if path == _SKY and planted("gate-shared-cache") and self._sky and "authorization" not in headers:
            return Response(b"".join(self._sky), media_type="application/json")
        believed = planted("gate-cookie-believed") and "ageVerified=true" in headers.get("cookie", "")
        crawler = planted("gate-crawler-let-in") and "Googlebot" in headers.get("user-agent", "")
        if path in _HELD and (believed or crawler):
            people = [{"name": name, "bio": bio} for name, bio in seed.told()]
            if path.startswith("/api/"):
                return JSONResponse({"users": people})
            return HTMLResponse(f"<!doctype html><title>People</title><p>{html.escape(json.dumps(people))}</p>")
        return None
