"""A listener of the suite's own on loopback, so that it can be seen when a target fetches what it should not."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_LONGEST_S = 5.0


class Listener:
    """Answers every request with one document, and counts them. It is open as long as its context is.

    Args:
        body: what it answers.
        media_type: what it says that it answers.
    """

    def __init__(self, body: bytes = b"prodworthy-listener", media_type: str = "text/plain") -> None:
        fields = (f"Content-Type: {media_type}", f"Content-Length: {len(body)}", "Connection: close")
        self._answer = "\r\n".join(("HTTP/1.1 200 OK", *fields, "", "")).encode() + body
        self._server: asyncio.Server | None = None
        self.port = 0
        self.hits = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._server.wait_closed(), _LONGEST_S)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.hits += 1
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_LONGEST_S):
                await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer)
                await writer.drain()
        writer.close()


def is_near(url: str) -> bool:
    """Whether a deployment is on this machine, so that its loopback is the suite's as well."""
    return urlsplit(url).hostname in {"localhost", "127.0.0.1", "::1"}
