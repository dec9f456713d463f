"""Real-time connections over Phoenix channels: one topic of one socket, in either form of the serializer."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from prodworthy.probes.lines import CONNECT_S, MOST_EARLY, Ground, Listener, NotAdmitted, NotReached
from prodworthy.rules.templates import fill_text, with_value
from prodworthy.target import Realtime

if TYPE_CHECKING:
    import aiohttp

_END_S = 3.0
_HEARTBEAT_S = 25.0  # servers end a socket that is silent for a minute
_OF_THE_SOCKET = "phoenix"
_REPLY, _GONE = "phx_reply", frozenset({"phx_close", "phx_error"})
_OLD = "1.0.0"
_PARTS = ("join_ref", "ref", "topic", "event", "payload")
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the protocol.

    Attributes:
        topic: the channel that it is of; `phoenix` for those of the socket itself.
        event: what it is.
        payload: what comes with it.
        ref: what ties a reply to its request; empty where nothing does.
        join_ref: which join of the channel it belongs to.
    """

    topic: str
    event: str
    payload: Any
    ref: str = ""
    join_ref: str = ""

    def written(self, serializer: str) -> str:
        """Return it as it is sent: an object in the old form of the serializer, a list in the newer one."""
        values = dict(zip(_PARTS, (self.join_ref or None, self.ref, self.topic, self.event, self.payload), strict=True))
        return json.dumps(values if serializer == _OLD else list(values.values()))


def read(text: str) -> Message | None:
    """Return the message that a text is, in either form; None if it is none."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(data, list) and len(data) == len(_PARTS):
        data = dict(zip(_PARTS, data, strict=True))
    if not isinstance(data, Mapping) or not all(isinstance(data.get(name), str) for name in ("topic", "event")):
        return None
    ref, join_ref = (str(data.get(name) or "") for name in ("ref", "join_ref"))
    return Message(data["topic"], data["event"], data.get("payload"), ref, join_ref)


def refusal(payload: Any) -> str:
    """Return why a request was refused, from the payload of its reply; empty where it was granted."""
    if isinstance(payload, Mapping) and payload.get("status") == "ok":
        return ""
    answer = payload.get("response") if isinstance(payload, Mapping) else None
    reason = answer.get("reason") if isinstance(answer, Mapping) else None
    return reason[:_LONGEST_SHOWN] if isinstance(reason, str) and reason else "refused without a reason"


@dataclass(eq=False)
class PhoenixLine:
    """One channel on a socket of its own."""

    socket: aiohttp.ClientWebSocketResponse
    ground: Ground
    declared: Realtime
    topic: str
    _refs: count[int] = field(default_factory=lambda: count(1))
    _waiting: dict[str, Callable[[Any], None]] = field(default_factory=dict)
    _listener: Listener | None = None
    _early: list[tuple[str, Any]] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _join_ref: str = ""
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def listen(self, listener: Listener) -> None:
        """Tell everything that comes in from now on, and what came before."""
        self._listener = listener
        for event, content in self._early:
            listener.take(event, content)
        self._early.clear()
        if self._over.is_set():
            listener.ended()

    async def join(self, token: str | None) -> None:
        """Join the declared topic, and see that heartbeats are answered.

        Raises:
            NotAdmitted: if the server does not let it in.
        """
        self._tasks.append(asyncio.create_task(self._read()))
        payload: Any = self.declared.join
        if token is not None and self.declared.token_field:
            payload = with_value(payload, self.declared.token_field, token)
        self._join_ref = str(next(self._refs))
        answer = await self._ask(Message(self.topic, "phx_join", payload, self._join_ref, self._join_ref))
        if refused := refusal(answer):
            raise NotAdmitted(refused)
        if refused := refusal(await self._ask(self._heartbeat())):
            raise NotAdmitted(f"the heartbeat was not answered: {refused}")
        self._tasks.append(asyncio.create_task(self._beat()))

    async def emit(self, event: str, content: Any, acknowledged: Callable[[Any], None] | None) -> None:
        """Send an event on the topic."""
        ref = str(next(self._refs))
        if acknowledged is not None:
            self._waiting[ref] = acknowledged
        await self._send(Message(self.topic, event, content, ref, self._join_ref))

    async def cut(self) -> None:
        """Break the connection off without a word."""
        await self._stop()

    async def close(self) -> None:
        """End the connection."""
        with contextlib.suppress(Exception):  # it may be gone already
            await asyncio.wait_for(self.socket.close(), _END_S)
        await self._stop()

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.ground.leave()

    async def _ask(self, message: Message) -> Any:
        """Send a message and return the payload of its reply; None where the connection ends before.

        Raises:
            NotAdmitted: if there is no reply in time.
        """
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[message.ref] = lambda payload: None if answer.done() else answer.set_result(payload)
        await self._send(message)
        over = asyncio.create_task(self._over.wait())
        done, _ = await asyncio.wait({answer, over}, timeout=CONNECT_S, return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        if answer in done:
            return answer.result()
        if over in done:
            raise NotAdmitted(f"the server ended the connection, code {self.socket.close_code}")
        raise NotAdmitted(f"{message.event} was not answered within {CONNECT_S:g} s")

    async def _send(self, message: Message) -> None:
        if self.socket.closed:
            raise ConnectionResetError("the connection is closed")
        await self.socket.send_str(message.written(self.declared.serializer))

    async def _read(self) -> None:
        try:
            async for frame in self.socket:
                message = read(frame.data) if isinstance(frame.data, str) else None
                if message is None:
                    continue
                if message.event in _GONE and message.topic == self.topic:
                    break
                self._take(message)
        finally:
            self._over.set()
            if self._listener is not None:
                self._listener.ended()

    def _take(self, message: Message) -> None:
        if message.event == _REPLY:
            waiting = self._waiting.pop(message.ref, None)
            if waiting is not None:
                waiting(message.payload)
        elif message.topic == self.topic:
            if self._listener is not None:
                self._listener.take(message.event, message.payload)
            elif len(self._early) < MOST_EARLY:
                self._early.append((message.event, message.payload))

    async def _beat(self) -> None:
        while not self.socket.closed:
            await asyncio.sleep(_HEARTBEAT_S)
            await self._send(self._heartbeat())

    def _heartbeat(self) -> Message:
        return Message(_OF_THE_SOCKET, "heartbeat", {}, str(next(self._refs)))


async def open_line(ground: Ground, declared: Realtime, token: str | None) -> PhoenixLine:
    """Open a socket and join the declared topic.

    Raises:
        NotAdmitted: if the server does not let it in.
        NotReached: if there is no answer.
    """
    import aiohttp  # noqa: PLC0415 - only targets with real-time connections wait for it

    try:
        async with asyncio.timeout(CONNECT_S):
            socket = await ground.session.ws_connect(
                f"{ground.url}{declared.handshake(token)}", headers=ground.fields, max_msg_size=ground.largest
            )
    except (OSError, aiohttp.ClientError) as error:
        await ground.leave()
        if (cause := ground.transport_error(error)) is not None:
            raise NotReached(cause) from error
        status = getattr(error, "status", None)  # what the error says of itself has the address in it, with the token
        raise NotAdmitted(f"answered {status}, and no WebSocket" if status else type(error).__name__) from error
    line = PhoenixLine(socket, ground, declared, fill_text(declared.topic, ground.values))
    try:
        await line.join(token)
    except (NotAdmitted, OSError) as error:
        await line.close()
        raise NotAdmitted(str(error)) from error
    return line
