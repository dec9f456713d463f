"""How large a file may be, as the proxy before the application sees to it."""

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.kernel.deployment import Deployment

LIMIT = 50 * 1024 * 1024
"""Bytes of a file."""

_AROUND = 64 * 1024


class DeclaredSize:
    """Refuses what declares to be too large, before any of it is read."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the declared size."""
        if scope["type"] == "http":
            declared = Headers(scope=scope).get("content-length", "0")
            if declared.isdigit() and int(declared) > LIMIT + _AROUND:
                answer = self._deployment.manners.error(413, ["The file is too large"], {"Connection": "close"})
                if self._deployment.faults.planted("grover-upload-unlimited"):
                    while (await receive()).get("more_body", False):
                        continue
                    answer = JSONResponse({"ok": True}, 201)
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)
