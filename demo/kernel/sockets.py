"""Socket.IO: who one is comes from the handshake, never from what is sent later; a room for each person."""

import asyncio
import logging
from collections.abc import Coroutine
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import socketio  # type: ignore[import-untyped]  # the package has no types
from pydantic import ValidationError
from starlette.types import ASGIApp

from demo.kernel import sessions
from demo.kernel.accounts import User, UserSession
from demo.kernel.cookies import NAME
from demo.kernel.deployment import Deployment
from demo.kernel.edge import is_our_host
from demo.kernel.errors import ApiError

_MESSAGE_BYTES = 64 * 1024
_DROPPED = 4


class Sockets:
    """The Socket.IO server of one deployment, whose product adds the events that it takes.

    Attributes:
        message: the event that carries what people send to each other.
    """

    message: str = "message"

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.server = socketio.AsyncServer(
            async_mode="asgi",
            cors_allowed_origins=self._is_trusted,
            max_http_buffer_size=_MESSAGE_BYTES,
            logger=_quiet("socketio"),
            engineio_logger=_quiet("engineio"),
        )
        self.app: ASGIApp = socketio.ASGIApp(self.server)
        self._sessions: dict[str, tuple[str, str]] = {}
        self._opened: set[str] = set()
        self._sent = count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        deployment.publishers.append(self._publish)
        deployment.session_ended.append(self._drop)
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)

    def alive(self, sid: str) -> str:
        """Give the user of a connection whose session goes on.

        Raises:
            ApiError: the session has ended.
        """
        user_id, session_id = self._sessions.get(sid, ("", ""))
        with self.deployment.database.reading() as db:
            opened = db.get(UserSession, session_id)
        if opened is None or opened.revoked:
            raise ApiError(401, "UNAUTHORIZED")
        return user_id

    def admit(self, user: User) -> None:
        """Let someone who is signed in come in; a product may refuse.

        Raises:
            ConnectionRefusedError: they may not; its text is told.
        """

    async def emit(self, event: str, content: dict[str, Any], room: str | None) -> None:
        """Send an event to a room, or to everyone."""
        await self.server.emit(event, content, room=room)

    def _is_trusted(self, origin: str, environ: dict[str, Any]) -> bool:
        if self.deployment.faults.planted("socket-any-origin"):
            return True
        host = environ.get("HTTP_HOST", "")
        own = is_our_host(host) and urlsplit(origin).netloc == host
        return own or origin in self.deployment.origins

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        found = self._authenticate(environ, auth)
        if found is None:
            raise socketio.exceptions.ConnectionRefusedError("UNAUTHORIZED")
        user, opened = found
        if self.deployment.faults.planted("socket-refuses-all") or self._had_one(opened.id):
            raise socketio.exceptions.ConnectionRefusedError("UNAVAILABLE")
        self.admit(user)
        self._sessions[sid] = (user.id, opened.id)
        await self.server.enter_room(sid, user.id)

    def _had_one(self, session_id: str) -> bool:
        if not self.deployment.faults.planted("socket-no-return"):
            return False
        had = session_id in self._opened
        self._opened.add(session_id)
        return had

    async def _disconnect(self, sid: str, _reason: str) -> None:
        self._sessions.pop(sid, None)

    def _authenticate(self, environ: dict[str, Any], auth: Any) -> tuple[User, UserSession] | None:
        token = auth.get("token") if isinstance(auth, dict) else None
        cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(NAME)
        with self.deployment.database.reading() as db:
            if isinstance(token, str):
                return sessions.by_token(self.deployment, db, token)
            if cookie is not None:
                return sessions.by_cookie(db, cookie.value)
            if self.deployment.faults.planted("socket-without-token"):
                opened = db.query(UserSession).filter_by(revoked=False).first()
                return None if opened is None else (db.get_one(User, opened.user_id), opened)
        return None

    def _publish(self, user_id: str, event: str, content: dict[str, Any]) -> None:
        drops = event == self.message and self.deployment.faults.planted("socket-drops-messages")
        if drops and next(self._sent) % _DROPPED == 0:
            return
        self._start(self.emit(event, content, user_id))

    def _drop(self, session_id: str) -> None:
        if self.deployment.faults.planted("socket-survives-logout"):
            return
        for sid, (_, opened) in list(self._sessions.items()):
            if opened == session_id:
                self._start(self.server.disconnect(sid))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)  # the loop itself keeps no strong reference
        task.add_done_callback(self._tasks.discard)


def refused(error: ValidationError | ApiError) -> dict[str, Any]:
    """Tell a client why its event was refused."""
    return {"ok": False, "error": str(error.detail[0]) if isinstance(error, ApiError) else "BAD_REQUEST"}


def _quiet(name: str) -> logging.Logger:
    logger = logging.getLogger(f"demo.{name}")
    logger.setLevel(logging.CRITICAL)
    return logger
