"""The server of the standard work: JSON on loopback, each answer 50 ms after its request."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

ANSWER_AFTER_S = 0.05


async def serve() -> None:
    """Serve until the process ends; the first line of output is the port."""
    server = await asyncio.start_server(_connection, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


async def _connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode("ascii", "replace")
            await asyncio.sleep(ANSWER_AFTER_S)
            body = json.dumps({"path": path, "status": "ok"}).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n"
                b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
            )
            await writer.drain()
    writer.close()


if __name__ == "__main__":
    asyncio.run(serve())
