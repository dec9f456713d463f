"""Whether a connection becomes a WebSocket (RFC 6455 section 4), over TLS and in the clear."""

from __future__ import annotations

import asyncio
import base64
import secrets
from urllib.parse import urlsplit

from prodworthy.probes.http import Http
from prodworthy.probes.way import endpoint

WEBSOCKET_PATHS = (
    "/socket.io/?EIO=4&transport=websocket",
    "/socket/websocket?vsn=2.0.0",
    "/ws",
    "/websocket",
    "/cable",
    "/graphql",
    "/",
)
"""Where WebSockets usually are: Socket.IO, Phoenix, plain ones, Rails, GraphQL subscriptions."""
_ANSWER_S = 5.0


async def websocket_status(http: Http, origin: str, path: str) -> int:
    """Ask for a WebSocket and return the status: 101 if there is one; 0 for an answer that is not HTTP.

    Args:
        http: the client whose pace, identity and authorities apply.
        origin: scheme, host and port to ask.
        path: the path, with its query.

    Raises:
        TargetFailed: if there is no answer.
    """
    where = urlsplit(origin)
    scheme, host, port = endpoint(origin)
    secure = scheme == "https"
    fields = [
        ("Host", where.netloc),
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Key", base64.b64encode(secrets.token_bytes(16)).decode()),
        ("Sec-WebSocket-Version", "13"),
        ("Origin", f"{where.scheme}://{where.netloc}"),
        *http.identify(origin, ()),
    ]
    wire = f"GET {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    async with http.pace.turn():
        try:
            async with asyncio.timeout(_ANSWER_S):
                reader, writer = await http.way.open(host, port, tls=http.way.tls() if secure else None)
                try:
                    writer.write(wire.encode())
                    await writer.drain()
                    line = await reader.readline()
                finally:
                    writer.close()
        except (OSError, TimeoutError, ValueError) as error:
            raise http.way.explain(error, origin, _ANSWER_S) from error
    words = line.split()
    return int(words[1]) if len(words) > 1 and line.startswith(b"HTTP/") and words[1].isdigit() else 0
