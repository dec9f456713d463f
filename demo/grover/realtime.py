"""Live connections over Socket.IO: a room for each person; who one is comes from the handshake alone.

Seven events reach a client: message, typing, read, reaction, group_message, notification and story.
"""

import asyncio
import logging
from collections.abc import Coroutine
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import socketio  # type: ignore[import-untyped]  # the package has no types
from pydantic import Field, ValidationError
from starlette.types import ASGIApp

from demo.grover import messages
from demo.grover.given import Given, Id, Words
from demo.kernel import sessions
from demo.kernel.accounts import UserSession
from demo.kernel.cookies import NAME
from demo.kernel.deployment import Deployment
from demo.kernel.edge import is_our_host
from demo.kernel.errors import ApiError

_MESSAGE_BYTES = 64 * 1024
_SLOW_S = 0.6


class SocketMessage(Words):
    """A message to send."""

    receiver_id: Id
    sender_id: Id | None = Field(default=None, exclude=True)


class SocketTyping(Given):
    """Someone is writing to someone."""

    receiver_id: Id


class Realtime:
    """The Socket.IO server of one deployment."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._server = socketio.AsyncServer(
            async_mode="asgi",
            cors_allowed_origins=self._is_trusted,
            max_http_buffer_size=_MESSAGE_BYTES,
            logger=_quiet("socketio"),
            engineio_logger=_quiet("engineio"),
        )
        self._sessions: dict[str, tuple[str, str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.app: ASGIApp = socketio.ASGIApp(self._server)
        deployment.publishers.append(self._publish)
        deployment.session_ended.append(self._drop)
        for event, handler in (
            ("connect", self._connect),
            ("disconnect", self._disconnect),
            ("send_message", self._send_message),
            ("typing", self._typing),
        ):
            self._server.on(event, handler)

    def _is_trusted(self, origin: str, environ: dict[str, Any]) -> bool:
        host = environ.get("HTTP_HOST", "")
        own = is_our_host(host) and urlsplit(origin).netloc == host
        return own or origin in self._deployment.origins

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        opened = self._authenticate(environ, auth)
        if opened is None:
            raise socketio.exceptions.ConnectionRefusedError("UNAUTHORIZED")
        self._sessions[sid] = (opened.user_id, opened.id)
        await self._server.enter_room(sid, opened.user_id)

    async def _disconnect(self, sid: str, _reason: str) -> None:
        self._sessions.pop(sid, None)

    async def _send_message(self, sid: str, content: Any) -> dict[str, Any]:
        try:
            form = SocketMessage.model_validate(content)
            sender = self._alive(sid)
            if form.sender_id is not None:
                if not self._deployment.faults.planted("grover-sender-trusted"):
                    return {"ok": False, "error": "sender_id is not yours to give"}
                sender = form.sender_id
            sent = messages.post(self._deployment, sender, form.receiver_id, form.text)
        except ValidationError:
            return {"ok": False, "error": "BAD_REQUEST"}
        except ApiError as error:
            return {"ok": False, "error": str(error.detail[0])}
        return {"ok": True, "message": sent.model_dump(mode="json")}

    async def _typing(self, sid: str, content: Any) -> dict[str, Any]:
        try:
            form = SocketTyping.model_validate(content)
            user_id = self._alive(sid)
        except (ValidationError, ApiError):
            return {"ok": False, "error": "BAD_REQUEST"}
        if not self._deployment.faults.planted("grover-typing-silent"):
            self._deployment.publish(form.receiver_id, "typing", {"user_id": user_id})
        return {"ok": True}

    def _alive(self, sid: str) -> str:
        """Give the user of a connection whose session goes on.

        Raises:
            ApiError: the session has ended.
        """
        user_id, session_id = self._sessions.get(sid, ("", ""))
        with self._deployment.database.reading() as db:
            opened = db.get(UserSession, session_id)
        if opened is None or opened.revoked:
            raise ApiError(401, "UNAUTHORIZED")
        return user_id

    def _authenticate(self, environ: dict[str, Any], auth: Any) -> UserSession | None:
        token = auth.get("token") if isinstance(auth, dict) else None
        cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(NAME)
        found = None
        with self._deployment.database.reading() as db:
            if isinstance(token, str):
                found = sessions.by_token(self._deployment, db, token)
            elif cookie is not None:
                found = sessions.by_cookie(db, cookie.value)
        return None if found is None else found[1]

    def _publish(self, user_id: str, event: str, content: dict[str, Any]) -> None:
        everyone = event == "message" and self._deployment.faults.planted("grover-rooms-leak")
        self._start(self._send(event, content, None if everyone else user_id))

    async def _send(self, event: str, content: dict[str, Any], room: str | None) -> None:
        if self._deployment.faults.planted("grover-socket-slow"):
            await asyncio.sleep(_SLOW_S)
        await self._server.emit(event, content, room=room)

    def _drop(self, session_id: str) -> None:
        for sid, (_, opened) in list(self._sessions.items()):
            if opened == session_id:
                self._start(self._server.disconnect(sid))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)  # the loop itself keeps no strong reference
        task.add_done_callback(self._tasks.discard)


def _quiet(name: str) -> logging.Logger:
    logger = logging.getLogger(f"demo.{name}")
    logger.setLevel(logging.CRITICAL)
    return logger
