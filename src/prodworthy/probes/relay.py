"""A proxy on loopback that goes the declared way, for clients that know only how to use a proxy.

A browser and the real-time library can be told neither of pinned addresses nor of a proxy's password in all they do;
both can be told of this.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from prodworthy.probes.way import Streams, Way, endpoint

_CHUNK = 65_536
_HEAD_S = 10.0
_END_S = 2.0
_OF_PROXIES = frozenset({"proxy-authorization", "proxy-connection"})


class Relay:
    """Alive as long as its context is open; it serves whoever knows its password.

    Args:
        way: where connections go.

    Attributes:
        username: what it asks for.
        password: the same; new each time.
        failure: what the last connection failed with; None if none has.
    """

    def __init__(self, way: Way) -> None:
        self._way = way
        self.username = "prodworthy"
        self.password = secrets.token_urlsafe(24)
        self.failure: OSError | None = None
        self._port = 0
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def url_with_password(self) -> str:
        """Where it listens, for clients that take what it asks for out of the URL."""
        return f"http://{self.username}:{self.password}@127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_CHUNK)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """End it and all that goes through it."""
        if self._server is not None:
            self._server.close()
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_END_S)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a server's callback always is one
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
                await self._serve(reader, writer)
        except asyncio.CancelledError:
            pass  # it is being closed, and its server would only complain of this
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_HEAD_S):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                line, *fields = head[:-4].split(b"\r\n")
                if self._is_known(fields):
                    break
                writer.write(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=relay\r\n"
                    b"Content-Length: 0\r\n\r\n"
                )
        method, target, _ = line.split(b" ", 2)
        try:
            if method == b"CONNECT":
                _, host, port = endpoint("//" + target.decode("ascii", "replace"))
                there = await self._way.open(host, port)
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                there = await self._forward(method, target.decode("ascii", "replace"), fields)
        except OSError as error:
            self.failure = error
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        await _both_ways((reader, writer), there)

    def _is_known(self, fields: list[bytes]) -> bool:
        pair = base64.b64encode(f"{self.username}:{self.password}".encode())
        given = [value.strip() for name, _, value in (one.partition(b":") for one in fields)
                 if name.strip().lower() == b"proxy-authorization"]  # fmt: skip
        return any(secrets.compare_digest(one, b"Basic " + pair) for one in given)

    async def _forward(self, method: bytes, url: str, fields: list[bytes]) -> Streams:
        """Begin a plain request at its goal, or at the next proxy; one to a connection, but for those that upgrade."""
        _, host, port = endpoint(url)
        kept = [one for one in fields if one.partition(b":")[0].strip().lower().decode("latin-1") not in _OF_PROXIES]
        if not any(one.lower().startswith(b"upgrade:") for one in kept):
            kept = [one for one in kept if not one.lower().startswith(b"connection:")] + [b"Connection: close"]
        if self._way.is_forwarded(url):
            reader, writer = await self._way.open_forwarding()
            kept += [f"{name}: {value}".encode() for name, value in self._way.proxy_fields()]
            target = url
        else:
            reader, writer = await self._way.open(host, port)
            parts = urlsplit(url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        writer.write(b"\r\n".join([b" ".join([method, target.encode(), b"HTTP/1.1"]), *kept]) + b"\r\n\r\n")
        return reader, writer


async def _both_ways(here: Streams, there: Streams) -> None:
    """Hand on what comes from either side until both have ended."""
    try:
        await asyncio.gather(_hand_on(here[0], there[1]), _hand_on(there[0], here[1]))
    finally:
        there[1].close()


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(_CHUNK):
            writer.write(piece)
            await writer.drain()
    with suppress(OSError):
        if writer.can_write_eof():
            writer.write_eof()
