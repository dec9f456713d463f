"""The HTTP client's connections: which are used again, and which not."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpcore
import pytest

from prodworthy.probes.pool import Pool

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Server:
    """Answers each request, and hangs up after some."""

    port: int = 0
    accepted: int = 0
    open: set[asyncio.StreamWriter] = field(default_factory=set)
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self.open.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(_ANSWER[: 20 if b"/broken" in head else None])
                if b"/last" in head or b"/broken" in head:
                    break
        except asyncio.IncompleteReadError:
            pass
        self.open.discard(writer)
        writer.close()
        self.closed.set()


@asynccontextmanager
async def serving(count: int = 1, most: int = 4) -> AsyncIterator[tuple[Pool, list[Server]]]:
    servers = [Server() for _ in range(count)]
    listening = [await asyncio.start_server(server.serve, "127.0.0.1", 0) for server in servers]
    for server, listener in zip(servers, listening, strict=True):
        server.port = listener.sockets[0].getsockname()[1]
    pool = Pool(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), most=most, keepalive_s=5.0)
    try:
        yield pool, servers
    finally:
        await pool.aclose()
        for listener in listening:
            listener.close()


async def ask(pool: Pool, server: Server, path: str = "/") -> bytes:
    request = httpcore.Request("GET", f"http://127.0.0.1:{server.port}{path}", headers=[("Host", "stub")])
    response = await pool.handle_async_request(request)
    try:
        return await response.aread()
    finally:
        await response.aclose()


async def test_a_connection_is_used_again() -> None:
    async with serving() as (pool, [server]):
        assert [await ask(pool, server) for _ in range(3)] == [b"ok"] * 3
        assert server.accepted == 1


async def test_one_connection_for_each_request_under_way() -> None:
    async with serving() as (pool, [server]):
        await asyncio.gather(*(ask(pool, server) for _ in range(3)))
        assert server.accepted == 3


async def test_what_the_server_has_closed_is_not_used_again() -> None:
    async with serving() as (pool, [server]):
        await ask(pool, server, "/last")
        await server.closed.wait()
        await asyncio.sleep(0.01)  # until the end of the connection has come through
        assert await ask(pool, server) == b"ok"
        assert server.accepted == 2


async def test_what_broke_off_is_not_used_again() -> None:
    async with serving() as (pool, [server]):
        with pytest.raises(httpcore.RemoteProtocolError):
            await ask(pool, server, "/broken")
        assert await ask(pool, server) == b"ok"
        assert server.accepted == 2


async def test_no_more_stay_open_than_are_allowed() -> None:
    async with serving(count=3, most=2) as (pool, servers):
        for server in servers:
            await ask(pool, server)
        await servers[0].closed.wait()
        assert [len(server.open) for server in servers] == [0, 1, 1]


async def test_other_schemes_are_not_connected_to() -> None:
    async with serving() as (pool, [server]):
        with pytest.raises(httpcore.UnsupportedProtocol):
            await pool.handle_async_request(httpcore.Request("GET", f"ftp://127.0.0.1:{server.port}/"))
        assert server.accepted == 0


async def test_where_nobody_listens_nothing_is_kept() -> None:
    async with serving() as (pool, [server]):
        gone = Server(port=1)
        with pytest.raises(httpcore.ConnectError):
            await ask(pool, gone)
        assert await ask(pool, server) == b"ok"
