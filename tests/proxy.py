"""A forward proxy on loopback: tunnels by CONNECT, forwards plain requests, and remembers what it was asked for."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from tests.loopback import LoopbackServer


class Proxy(LoopbackServer):
    """A proxy with name resolution of its own, so that only what really goes through it finds a made-up name.

    Args:
        names: host names that it knows, and the addresses they stand for.
        password: what clients have to give as `user:password`; empty for an open one.
        status: answered to every CONNECT in place of connecting, if given.
    """

    def __init__(self, names: Mapping[str, str] | None = None, *, password: str = "", status: int = 0) -> None:
        super().__init__()
        self._names, self._password, self._status = dict(names or {}), password, status
        self.heads: list[bytes] = []
        self.passed = bytearray()

    @property
    def url(self) -> str:
        """What a target declares."""
        who = f"{self._password}@" if self._password else ""
        return f"http://{who}127.0.0.1:{self.port}"

    @property
    def lines(self) -> list[str]:
        """The request line of each request."""
        return [head.split(b"\r\n", 1)[0].decode("latin-1") for head in self.heads]

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        method, target, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        wanted = b"proxy-authorization: basic " + base64.b64encode(self._password.encode()).lower()
        if self._password and wanted not in head.lower():
            writer.write(b"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=p\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            return
        if method == "CONNECT" and self._status:
            writer.write(f"HTTP/1.1 {self._status} No\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        host = parts.hostname or ""
        upstream = await asyncio.open_connection(self._names.get(host, host), parts.port or 80)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            upstream[1].write(_alone(head, method, target))
        await asyncio.gather(self._copy(reader, upstream[1]), self._copy(upstream[0], writer))
        upstream[1].close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65_536):
                self.passed += piece
                writer.write(piece)
                await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()


def _alone(head: bytes, method: str, target: str) -> bytes:
    """Return a forwarded request as its server takes it; the last one on its connection, unless that is upgraded."""
    path = "/" + target.split("/", 3)[3] if target.count("/") > 2 else "/"
    fields = head[:-4].split(b"\r\n")[1:]
    if not any(field.lower().startswith(b"upgrade:") for field in fields):
        fields = [field for field in fields if not field.lower().startswith(b"connection:")] + [b"Connection: close"]
    return b"\r\n".join([f"{method} {path} HTTP/1.1".encode(), *fields]) + b"\r\n\r\n"
