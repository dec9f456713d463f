"""Channels over a WebSocket, as Phoenix has them: topics are joined with a token, and carry messages and changes."""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from demo.kernel import sessions
from demo.kernel.accounts import UserSession
from demo.kernel.deployment import Deployment
from demo.piggybong.keys import Keys

_MESSAGE_CHARACTERS = 64 * 1024
_DROPPED = 4
_OLD = "1.0.0"


@dataclass(slots=True)
class Frame:
    """One message of the protocol."""

    join_ref: str | None
    ref: str | None
    topic: str
    event: str
    payload: dict[str, Any]

    @classmethod
    def parse(cls, text: str) -> "Frame | None":
        """Read one, in either form of the serializer; None if it is none."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if isinstance(data, list) and len(data) == len(cls.__slots__):
            data = dict(zip(cls.__slots__, data, strict=True))
        if not isinstance(data, dict) or not isinstance(data.get("payload"), dict):
            return None
        topic, event = data.get("topic"), data.get("event")
        if not isinstance(topic, str) or not isinstance(event, str):
            return None
        refs = [data.get(name) if isinstance(data.get(name), str) else None for name in ("join_ref", "ref")]
        return cls(refs[0], refs[1], topic, event, data["payload"])


@dataclass(slots=True, eq=False)
class Connection:
    """An open connection, and which topics it has joined, each with who it is in which session."""

    socket: WebSocket
    version: str
    joined: dict[str, tuple[str, str]] = field(default_factory=dict)
    tables: dict[str, frozenset[str]] = field(default_factory=dict)

    async def push(self, topic: str, event: str, payload: dict[str, Any], ref: str | None = None) -> None:
        """Send a message."""
        if self.socket.client_state is not WebSocketState.CONNECTED:
            return
        whole: Any = {"topic": topic, "event": event, "payload": payload, "ref": ref}
        if self.version != _OLD:
            whole = [ref, ref, topic, event, payload]
        with suppress(WebSocketDisconnect, RuntimeError, OSError):  # who is gone is told nothing any more
            await self.socket.send_text(json.dumps(whole))

    async def reply(self, frame: Frame, status: str, response: dict[str, Any]) -> None:
        """Answer a message."""
        await self.push(frame.topic, "phx_reply", {"status": status, "response": response}, frame.ref)


class Channels:
    """The channels of one deployment."""

    def __init__(self, deployment: Deployment, keys: Keys) -> None:
        self._deployment = deployment
        self._keys = keys
        self._connections: set[Connection] = set()
        self._opened: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._sent = count(1)
        deployment.publishers.append(self._publish)
        deployment.session_ended.append(self._drop)

    def router(self) -> APIRouter:
        """Make the route."""
        routes = APIRouter()
        routes.add_api_websocket_route("/realtime/v1/websocket", self._serve)
        return routes

    async def _serve(self, socket: WebSocket) -> None:
        known = {self._keys.anon, self._keys.service}
        if not {socket.headers.get("apikey"), socket.query_params.get("apikey")} & known:
            await socket.close(1008)
            return
        await socket.accept()
        connection = Connection(socket, socket.query_params.get("vsn", _OLD))
        self._connections.add(connection)
        try:
            while True:
                text = await socket.receive_text()
                frame = Frame.parse(text) if len(text) <= _MESSAGE_CHARACTERS else None
                if frame is None:
                    await socket.close(1003)
                    return
                await self._take(connection, frame)
        except (WebSocketDisconnect, KeyError, RuntimeError):
            return  # it is gone, or sent what is no text
        finally:
            self._connections.discard(connection)

    async def _take(self, connection: Connection, frame: Frame) -> None:
        if frame.topic == "phoenix" and frame.event == "heartbeat":
            await connection.reply(frame, "ok", {})
        elif frame.event == "phx_join":
            await self._join(connection, frame)
        elif frame.topic not in connection.joined:
            await connection.reply(frame, "error", {"reason": "unmatched topic"})
        elif frame.event == "phx_leave":
            connection.joined.pop(frame.topic)
            await connection.reply(frame, "ok", {})
        elif frame.event == "broadcast":
            await self._broadcast(connection, frame)
        else:
            await connection.reply(frame, "error", {"reason": "unknown event"})

    async def _join(self, connection: Connection, frame: Frame) -> None:
        who = self._who(frame.payload.get("access_token"))
        if who is None or not frame.topic.startswith("realtime:") or self._had_one(who[1]):
            await connection.reply(frame, "error", {"reason": "Unauthorized: you do not have permissions to join"})
            return
        config = frame.payload.get("config")
        changes = config.get("postgres_changes") if isinstance(config, dict) else None
        tables = [one.get("table") for one in changes if isinstance(one, dict)] if isinstance(changes, list) else []
        connection.joined[frame.topic] = who
        connection.tables[frame.topic] = frozenset(one for one in tables if isinstance(one, str))
        await connection.reply(frame, "ok", {"postgres_changes": changes or []})

    async def _broadcast(self, connection: Connection, frame: Frame) -> None:
        user_id, session_id = connection.joined[frame.topic]
        with self._deployment.database.reading() as db:
            opened = db.get(UserSession, session_id)
        content = frame.payload.get("payload")
        if opened is None or opened.revoked or not isinstance(content, dict):
            await connection.reply(frame, "error", {"reason": "Unauthorized"})
            return
        trusted = self._deployment.faults.planted("piggybong-sender-trusted")
        if content.get("sender", user_id) != user_id and not trusted:
            await connection.reply(frame, "error", {"reason": "the sender is whoever is signed in"})
            return
        await connection.reply(frame, "ok", {})
        self._deployment.figures.count("channel_messages_total")
        drops = self._deployment.faults.planted("piggybong-channel-drops")
        if drops and next(self._sent) % _DROPPED == 0:
            return
        payload = {**frame.payload, "payload": {"sender": user_id, **content}}
        for other in list(self._connections):
            if other is not connection and frame.topic in other.joined:
                await other.push(frame.topic, "broadcast", payload)

    def _had_one(self, session_id: str) -> bool:
        if not self._deployment.faults.planted("piggybong-channel-no-return"):
            return False
        had = session_id in self._opened
        self._opened.add(session_id)
        return had

    def _who(self, token: object) -> tuple[str, str] | None:
        with self._deployment.database.reading() as db:
            if isinstance(token, str) and token not in {self._keys.anon, self._keys.service}:
                found = sessions.by_token(self._deployment, db, token)
                if found is not None:
                    return found[0].id, found[1].id
            if self._deployment.faults.planted("piggybong-channel-open"):
                opened = db.query(UserSession).filter_by(revoked=False).first()
                return None if opened is None else (opened.user_id, opened.id)
        return None

    def _publish(self, user_id: str, event: str, content: dict[str, Any]) -> None:
        """Tell a change to the connections of who it belongs to."""
        kind, _, table = event.partition(" ")
        data = {"schema": "public", "table": table, "type": kind, "record": content, "errors": None}
        to_all = self._deployment.faults.planted("piggybong-changes-leak")
        for connection in list(self._connections):
            for topic, (member, _) in connection.joined.items():
                if table in connection.tables[topic] and (member == user_id or to_all):
                    self._start(connection.push(topic, "postgres_changes", {"data": data, "ids": [1]}))

    def _drop(self, session_id: str) -> None:
        for connection in list(self._connections):
            if any(session == session_id for _, session in connection.joined.values()):
                self._start(connection.socket.close(1008))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)  # the loop itself keeps no strong reference
        task.add_done_callback(self._tasks.discard)
