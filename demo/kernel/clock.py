"""The site's clock, as its answers tell it."""

import time
from email.utils import formatdate

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.faultboard import FaultBoard

_WRONG_BY = 240.0


class Clock:
    """Dates every answer."""

    def __init__(self, app: ASGIApp, faults: FaultBoard) -> None:
        self._app, self._faults = app, faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a date."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = time.time() - (_WRONG_BY if self._faults.planted("clock-wrong") else 0.0)
                MutableHeaders(scope=message)["Date"] = formatdate(now, usegmt=True)
            await send(message)

        await self._app(scope, receive, dated)
