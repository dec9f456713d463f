"""Cross-origin reads of the API: an allow-list, compared byte for byte."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.deployment import Deployment

_MAX_AGE = "600"


class CrossOrigin:
    """Grants known origins to read with credentials, and answers preflights."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer preflights, and grant on everything else."""
        if scope["type"] != "http" or not self._deployment.manners.is_api(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Headers(scope=scope)
        origin = request.get("origin")
        wanted = request.get("access-control-request-method")
        if scope["method"] == "OPTIONS" and origin is not None and wanted is not None:
            await self._preflight(origin, wanted, request)(scope, receive, send)
            return

        async def granted(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                if origin is not None and self._trusted(origin):
                    _grant(headers, origin)
                    headers["Access-Control-Expose-Headers"] = "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
            await send(message)

        await self._app(scope, receive, granted)

    def _preflight(self, origin: str, wanted: str, request: Headers) -> Response:
        response = Response(status_code=204, headers={"Vary": "Origin"})
        manners, careless = self._deployment.manners, self._deployment.faults.planted("cors-preflight-any")
        if careless or self._trusted(origin):
            _grant(response.headers, origin)
            asked = request.get("access-control-request-headers", "")
            response.headers["Access-Control-Allow-Methods"] = wanted if careless else ", ".join(manners.methods)
            response.headers["Access-Control-Allow-Headers"] = asked if careless else ", ".join(manners.fields)
            response.headers["Access-Control-Max-Age"] = _MAX_AGE
        return response

    def _trusted(self, origin: str) -> bool:
        faults = self._deployment.faults
        if origin == "null":
            return faults.planted("cors-null-origin")
        if faults.planted("cors-reflects-origin") or faults.planted("session-shared"):
            return True
        return origin == self._deployment.addresses.url or origin in self._deployment.origins


def _grant(headers: MutableHeaders, origin: str) -> None:
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Allow-Credentials"] = "true"
