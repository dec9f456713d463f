"""Real-time connections over Socket.IO (protocol 5 on Engine.IO 4)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from prodworthy.probes.lines import CONNECT_S, MOST_EARLY, Ground, Listener, NotAdmitted, NotReached
from prodworthy.target import Realtime

_END_S = 3.0


class SocketIoLine:
    """One connection to a Socket.IO server."""

    def __init__(self, client: Any, ground: Ground) -> None:
        self._client = client
        self._ground = ground
        self._listener: Listener | None = None
        self._early: list[tuple[str, Any]] = []
        self._over = False
        client.on("*", self._take)
        client.on("disconnect", self._ended)

    def listen(self, listener: Listener) -> None:
        """Tell everything that comes in from now on, and what came before."""
        self._listener = listener
        for event, content in self._early:
            listener.take(event, content)
        self._early.clear()
        if self._over:
            listener.ended()

    async def emit(self, event: str, content: Any, acknowledged: Callable[[Any], None] | None) -> None:
        """Send an event."""
        await self._client.emit(event, content, callback=acknowledged)

    async def cut(self) -> None:
        """Break the connection off without a word, as a phone in a tunnel does."""
        with contextlib.suppress(Exception):  # whatever is wrong with it, it is to be gone
            await asyncio.wait_for(self._client.eio.disconnect(abort=True), _END_S)
        await self._ground.leave()

    async def close(self) -> None:
        """End the connection."""
        with contextlib.suppress(Exception):  # it may be gone already
            await asyncio.wait_for(self._client.disconnect(), _END_S)
        await self._ground.leave()

    async def _take(self, event: str, *content: Any) -> None:
        first = content[0] if content else None
        if self._listener is not None:
            self._listener.take(event, first)
        elif len(self._early) < MOST_EARLY:
            self._early.append((event, first))

    async def _ended(self, *_reason: Any) -> None:
        self._over = True
        if self._listener is not None:
            self._listener.ended()


async def open_line(ground: Ground, declared: Realtime, token: str | None) -> SocketIoLine:
    """Open a connection.

    Raises:
        NotAdmitted: if the server does not let it in.
        NotReached: if there is no answer.
    """
    import aiohttp  # noqa: PLC0415 - only targets with real-time connections wait for it
    import socketio  # type: ignore[import-untyped]  # noqa: PLC0415 - the same; the package has no types

    client = socketio.AsyncClient(
        reconnection=False,
        handle_sigint=False,
        http_session=ground.session,
        websocket_extra_options={"max_msg_size": ground.largest},
    )
    line = SocketIoLine(client, ground)
    try:
        await client.connect(
            ground.url,
            headers=ground.fields,
            auth={} if token is None else {declared.token_field: token},
            transports=list(declared.transports),
            socketio_path=declared.path.strip("/"),
            wait_timeout=CONNECT_S,
        )
    except (OSError, TimeoutError, aiohttp.ClientError, socketio.exceptions.ConnectionError) as error:
        await line.close()
        if (cause := ground.transport_error(error)) is not None:
            raise NotReached(cause) from error
        raise NotAdmitted(str(error)) from error
    return line
