"""The outermost layer: which hosts are ours, HEAD as GET without a body, and what a careless edge does."""

import asyncio
from itertools import count

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel import metrics
from demo.kernel.deployment import Deployment

_DOTENV = (
    "NODE_ENV=production\nDATABASE_URL=postgresql://balloond:Zx81-planted-not-real@db.internal:5432/balloond\n"
    "JWT_SECRET=planted-not-a-real-secret\nREDIS_HOST=cache.internal\nSTRIPE_KEY=planted-not-a-real-key\n"
)
_GIT = {
    "/.git/HEAD": "ref: refs/heads/main\n",
    "/.git/config": (
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"
        '[remote "origin"]\n\turl = git@git.example:balloond/backend.git\n'
    ),
}
_SLOWNESS = 0.7
_EVERY = 5


def is_our_host(host: str) -> bool:
    """Say whether a Host header names this deployment."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name in {"localhost", "127.0.0.1"} or name.endswith(".test")


class Edge:
    """What stands before the application, as a load balancer does."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment
        self._reads = count(1)
        self._flaky = {deployment.manners.profile, deployment.manners.monitors[0], "/api/users/profile"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge the request before anything else does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        any_host = self._deployment.faults.planted("host-trusted")
        if not any_host and not is_our_host(Headers(scope=scope).get("host", "")):
            await self._deployment.manners.error(421, ["Misdirected Request"])(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
            send = _without_body(send)
        exposed = self._exposed(scope["path"])
        if exposed is not None:
            await exposed(scope, receive, send)
            return
        if scope["method"] == "GET" and scope["path"].startswith(self._deployment.manners.programs[:1]):
            if self._deployment.faults.planted("slow-api"):
                await asyncio.sleep(_SLOWNESS)
            at_times = self._deployment.faults.planted("profile-slow-at-times")
            if at_times and scope["path"] == self._deployment.manners.profile and next(self._reads) % _EVERY == 0:
                await asyncio.sleep(_SLOWNESS)
            if (
                self._deployment.faults.planted("flaky-api")
                and scope["path"] in self._flaky
                and next(self._reads) % _EVERY == 0
            ):
                await self._deployment.manners.error(500, ["Something went wrong."])(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _exposed(self, path: str) -> Response | None:
        faults = self._deployment.faults
        if path == "/.env" and faults.planted("dotenv-exposed"):
            return PlainTextResponse(_DOTENV)
        if path == "/metrics" and faults.planted("metrics-public"):
            return PlainTextResponse(metrics.text(self._deployment))
        if path in _GIT and faults.planted("git-exposed"):
            return PlainTextResponse(_GIT[path])
        return None


def _without_body(send: Send) -> Send:
    async def headed(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return headed
