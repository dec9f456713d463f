"""The general rate limit, told in headers on every API response."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.deployment import Deployment
from demo.kernel.limits import GENERAL


def client_of(scope: Scope, deployment: Deployment) -> str:
    """Name the client: its address on the connection, never what a header claims."""
    claimed = Headers(scope=scope).get("x-forwarded-for")
    if claimed is not None and deployment.faults.planted("limit-trusts-forwarded"):
        return claimed
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


class Throttle:
    """Refuses a client that sends more than the general limit; monitors are not limited."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request."""
        manners, path = self._deployment.manners, scope["path"]
        if scope["type"] != "http" or not manners.is_api(path) or path in manners.monitors:
            await self._app(scope, receive, send)
            return
        allowance = self._deployment.limiter.hit(GENERAL, client_of(scope, self._deployment))
        if allowance.exceeded:
            response = manners.error(429, ["Too Many Requests"], allowance.headers())
            await response(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "RateLimit-Limit" not in headers:
                    headers.update(allowance.headers())
            await send(message)

        await self._app(scope, receive, told)
