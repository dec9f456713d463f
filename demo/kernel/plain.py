"""The plain HTTP listener beside the HTTPS one: it sends everyone on."""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.kernel.deployment import Deployment
from demo.kernel.edge import is_our_host

_SAFE = frozenset({"GET", "HEAD"})


class PlainListener:
    """Answers every request with a permanent redirect to HTTPS on the same host."""

    def __init__(self, site: ASGIApp, deployment: Deployment) -> None:
        self._site = site
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect."""
        if self._deployment.faults.planted("no-https-redirect") or self._serves_in_clear(scope):
            await self._site(scope, receive, send)
        elif scope["type"] == "http":
            await self._redirect(scope)(scope, receive, send)
        elif scope["type"] == "websocket" and self._deployment.faults.planted("websocket-in-clear"):
            await self._site(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})

    def _serves_in_clear(self, scope: Scope) -> bool:
        """Say whether the API was forgotten when the redirect was set up."""
        api = scope["type"] == "http" and scope["path"].startswith(self._deployment.manners.programs[:1])
        return api and self._deployment.faults.planted("api-in-clear")

    def _redirect(self, scope: Scope) -> Response:
        host = Headers(scope=scope).get("host", "")
        if not is_our_host(host):
            return PlainTextResponse("Misdirected Request", 421)
        name = host.partition(":")[0]
        port = self._deployment.addresses.url.rpartition(":")[2]
        path = scope["raw_path"].decode("ascii", "replace")
        query = scope["query_string"].decode("ascii", "replace")
        location = f"https://{name}:{port}{path if path.startswith('/') else '/'}" + (f"?{query}" if query else "")
        if self._deployment.faults.planted("redirect-open") and path.startswith("//"):
            location = f"https:{path}"
        headers = {"Location": location}
        if self._deployment.faults.planted("plain-sets-cookie"):
            headers["Set-Cookie"] = "sessionid=5f2b7d0c9ae14d5c; Path=/"
        return Response(status_code=301 if scope["method"] in _SAFE else 308, headers=headers)
