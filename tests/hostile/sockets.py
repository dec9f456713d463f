"""A Socket.IO server, byte for byte, that attacks whoever talks to it; with accounts, so that someone does."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

_STOP_S = 5.0
_OPEN = {"sid": "one", "upgrades": [], "pingInterval": 25_000, "pingTimeout": 20_000, "maxPayload": 1_000_000}

DECLARED = """
[gate]
allow = "writes"
requests_per_second = 200
[auth.register]
request = "POST /signup"
json = { email = "{email}", password = "{password}" }
expect = { status = 201 }
save = { token = "token", user_id = "id" }
[auth.login]
request = "POST /signup"
json = { email = "{email}" }
expect = { status = 201 }
save = { token = "token" }
[auth.delete]
request = "DELETE /me"
expect = { status = 204 }
[realtime]
send = { event = "send", data = { text = "{text}", from = "{user_id}" }, accepted = { ok = true } }
receive = { event = "message", text = "text", sender = "from" }
sender_field = "from"
messages = 2
"""


class Wire:
    """One connection, on which anything can be sent."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket

    async def frame(self, data: bytes, kind: WSMsgType = WSMsgType.TEXT) -> None:
        """Send a frame, whatever is in it."""
        with suppress(ConnectionError, OSError):
            await self._socket._writer.send_frame(data, kind)  # type: ignore[union-attr]  # nothing public sends bad ones

    async def event(self, name: str, content: Any) -> None:
        """Send an event."""
        await self.frame(b"42" + json.dumps([name, content]).encode())

    async def end(self) -> None:
        """Close the connection."""
        await self._socket.close()


Attack = Callable[[Wire, dict[str, Any]], Awaitable[None]]
"""What is done for a message that a client sent: to every connection, with the message's content."""


class SocketServer:
    """On loopback, in a thread of its own.

    Args:
        attack: done to each connection for each message.
        delivers: whether messages arrive as well.
        refusal: answered to every attempt to connect, if given.
    """

    def __init__(self, attack: Attack, *, delivers: bool = False, refusal: bytes = b"") -> None:
        self._attack, self._delivers, self._refusal = attack, delivers, refusal
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._wires: list[Wire] = []
        self._numbers = itertools.count(1)
        self.messages = 0
        self.url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(_STOP_S)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(2 * _STOP_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_STOP_S)

    async def _start(self) -> None:
        application = web.Application()
        application.add_routes([
            web.get("/", self._page),
            web.post("/signup", self._sign_up),
            web.delete("/me", self._leave),
            web.get("/socket.io/", self._converse),
        ])  # fmt: skip
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _page(self, _: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Chat</title>", content_type="text/html")

    async def _sign_up(self, _: web.Request) -> web.Response:
        number = next(self._numbers)
        return web.json_response({"token": f"token-of-account-{number}", "id": f"u{number}"}, status=201)

    async def _leave(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _converse(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        wire = Wire(socket)
        await wire.frame(b"0" + json.dumps(_OPEN).encode())
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            await self._take(wire, str(message.data))
        if wire in self._wires:
            self._wires.remove(wire)
        return socket

    async def _take(self, wire: Wire, text: str) -> None:
        if text.startswith("40"):
            if self._refusal:
                await wire.frame(self._refusal)
                return
            self._wires.append(wire)
            await wire.frame(b'40{"sid":"two"}')
        elif text.startswith("42"):
            number, _, rest = text[2:].partition("[")
            content = json.loads(f"[{rest}")[1]
            self.messages += 1
            await wire.frame(f'43{number}[{{"ok":true}}]'.encode())
            for one in list(self._wires):
                await self._attack(one, content)
                if self._delivers and one is not wire:
                    await one.event("message", content)
