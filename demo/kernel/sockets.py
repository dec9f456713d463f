"""Socket.IO: who one is comes from the handshake, never from what is sent later; a room for each person."""

import asyncio
import logging
from collections.abc import Coroutine
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import socketio  # type: ignore[import-untyped]  # the package has no types
from starlette.types import ASGIApp

from demo.kernel import sessions
from demo.kernel.accounts import UserSession
from demo.kernel.cookies import NAME
from demo.kernel.deployment import Deployment
from demo.kernel.edge import is_our_host
from demo.kernel.errors import ApiError

_MESSAGE_BYTES = 64 * 1024


class Sockets:
    """The Socket.IO server of one deployment, whose product adds the events that it takes."""

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

    def _is_trusted(self, origin: str, environ: dict[str, Any]) -> bool:
        host = environ.get("HTTP_HOST", "")
        own = is_our_host(host) and urlsplit(origin).netloc == host
        return own or origin in self.deployment.origins

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        opened = self._authenticate(environ, auth)
        if opened is None:
            raise socketio.exceptions.ConnectionRefusedError("UNAUTHORIZED")
        self._sessions[sid] = (opened.user_id, opened.id)
        await self.server.enter_room(sid, opened.user_id)

    async def _disconnect(self, sid: str, _reason: str) -> None:
        self._sessions.pop(sid, None)

    def _authenticate(self, environ: dict[str, Any], auth: Any) -> UserSession | None:
        token = auth.get("token") if isinstance(auth, dict) else None
        cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(NAME)
        found = None
        with self.deployment.database.reading() as db:
            if isinstance(token, str):
                found = sessions.by_token(self.deployment, db, token)
            elif cookie is not None:
                found = sessions.by_cookie(db, cookie.value)
        return None if found is None else found[1]

    def _publish(self, user_id: str, event: str, content: dict[str, Any]) -> None:
        self._start(self.server.emit(event, content, room=user_id))

    def _drop(self, session_id: str) -> None:
        for sid, (_, opened) in list(self._sessions.items()):
            if opened == session_id:
                self._start(self.server.disconnect(sid))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)  # the loop itself keeps no strong reference
        task.add_done_callback(self._tasks.discard)


def _quiet(name: str) -> logging.Logger:
    logger = logging.getLogger(f"demo.{name}")
    logger.setLevel(logging.CRITICAL)
    return logger
