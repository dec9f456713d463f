"""Servers on loopback for tests: each on a thread of its own, and one that answers with exactly the wanted bytes."""

from __future__ import annotations

import asyncio
import ssl
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

Respond = Callable[[bytes], bytes | Iterable[bytes]]
_STOP_S = 5.0


class LoopbackServer(ABC):
    """Serves connections on a free port of loopback while its `with` lasts.

    Args:
        tls: serve TLS with this context.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    @abstractmethod
    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection; it is closed afterwards."""

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(_STOP_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(_STOP_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_STOP_S)
        self._loop.close()

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, which is its right, or the server ends
        finally:
            writer.close()


class ByteServer(LoopbackServer):
    """Reads one request's head on each connection, hands it to `respond`, writes what that returns, and closes.

    Args:
        respond: from a request's head to the response's bytes, all at once or bit by bit, also without end;
            None for a server that accepts and never answers.
        chunk: at most so many bytes are written at once.
        pause_s: seconds between two chunks.
        tls: serve TLS with this context.
    """

    def __init__(
        self,
        respond: Respond | None,
        *,
        chunk: int = 65_536,
        pause_s: float = 0.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(tls)
        self._respond = respond
        self._chunk = chunk
        self._pause_s = pause_s
        self.requests: list[bytes] = []

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{'https' if self._tls else 'http'}://localhost:{self.port}"

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(head)
        if self._respond is None:
            await asyncio.Event().wait()
            return
        for piece in self._pieces(self._respond(head)):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(self._pause_s)

    def _pieces(self, answer: bytes | Iterable[bytes]) -> Iterable[bytes]:
        if not isinstance(answer, bytes):
            return answer
        return (answer[start : start + self._chunk] for start in range(0, len(answer), self._chunk))


def response(body: bytes = b"", *, status: str = "200 OK", headers: str = "", length: int | None = None) -> bytes:
    """Return a response's bytes; `length` is the declared length if it is to differ from the body's."""
    declared = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Length: {declared}\r\nConnection: close\r\n{headers}\r\n"
    return head.encode() + body
