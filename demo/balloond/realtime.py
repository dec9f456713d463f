"""The chat over Socket.IO: who one is comes from the handshake, never from what is sent later."""

import asyncio
import logging
from collections.abc import Coroutine
from http.cookies import SimpleCookie
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import socketio  # type: ignore[import-untyped]  # the package has no types
from pydantic import Field, ValidationError
from starlette.types import ASGIApp

from demo.balloond import chat
from demo.balloond.given import Given, Id, Text
from demo.kernel import sessions
from demo.kernel.accounts import User, UserSession
from demo.kernel.cookies import NAME
from demo.kernel.deployment import Deployment
from demo.kernel.edge import is_our_host
from demo.kernel.errors import ApiError

_DROPPED = 4
_ECHO = 1024
_MESSAGE_BYTES = 64 * 1024


class SocketText(Text):
    """A message to send."""

    chat_id: Id
    sender_id: Id | None = Field(default=None, exclude=True)


class SocketTyping(Given):
    """Someone is writing."""

    chat_id: Id


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
        self._opened: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._sent = count(1)
        self.app: ASGIApp = socketio.ASGIApp(self._server)
        deployment.publishers.append(self._publish)
        deployment.session_ended.append(self._drop)
        for event, handler in (
            ("connect", self._connect),
            ("disconnect", self._disconnect),
            ("send_message", self._send_message),
            ("typing", self._typing),
            ("echo", self._echo),
        ):
            self._server.on(event, handler)

    def _is_trusted(self, origin: str, environ: dict[str, Any]) -> bool:
        if self._deployment.faults.planted("socket-any-origin"):
            return True
        host = environ.get("HTTP_HOST", "")
        own = is_our_host(host) and urlsplit(origin).netloc == host
        return own or origin in self._deployment.origins

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        found = self._authenticate(environ, auth)
        if found is None:
            raise socketio.exceptions.ConnectionRefusedError("UNAUTHORIZED")
        user, opened = found
        if self._deployment.faults.planted("socket-refuses-all") or self._had_one(opened.id):
            raise socketio.exceptions.ConnectionRefusedError("UNAVAILABLE")
        if user.date_of_birth is None:
            raise socketio.exceptions.ConnectionRefusedError("DATE_OF_BIRTH_REQUIRED")
        self._sessions[sid] = (user.id, opened.id)
        await self._server.enter_room(sid, user.id)

    def _had_one(self, session_id: str) -> bool:
        if not self._deployment.faults.planted("socket-no-return"):
            return False
        had = session_id in self._opened
        self._opened.add(session_id)
        return had

    async def _disconnect(self, sid: str, _reason: str) -> None:
        self._sessions.pop(sid, None)

    async def _send_message(self, sid: str, content: Any) -> dict[str, Any]:
        try:
            form = SocketText.model_validate(content)
            sender = self._alive(sid)
            if form.sender_id is not None:
                if not self._deployment.faults.planted("socket-sender-trusted"):
                    return {"ok": False, "error": "property senderId should not exist"}
                sender = form.sender_id
            message = chat.post(self._deployment, sender, form.chat_id, form.text)
        except ValidationError:
            return {"ok": False, "error": "BAD_REQUEST"}
        except ApiError as error:
            return {"ok": False, "error": str(error.detail[0])}
        return {"ok": True, "message": message.model_dump(mode="json", by_alias=True)}

    async def _typing(self, sid: str, content: Any) -> dict[str, Any]:
        try:
            form = SocketTyping.model_validate(content)
            user_id = self._alive(sid)
            with self._deployment.database.reading() as db:
                other = chat.conversation(self._deployment, db, form.chat_id, user_id).other(user_id)
        except (ValidationError, ApiError):
            return {"ok": False, "error": "BAD_REQUEST"}
        self._deployment.publish(other, "typing", {"chatId": form.chat_id, "userId": user_id})
        return {"ok": True}

    async def _echo(self, sid: str, content: Any) -> Any:
        self._alive(sid)
        return content if len(str(content)) <= _ECHO else None

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

    def _authenticate(self, environ: dict[str, Any], auth: Any) -> tuple[User, UserSession] | None:
        token = auth.get("token") if isinstance(auth, dict) else None
        cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(NAME)
        with self._deployment.database.reading() as db:
            if isinstance(token, str):
                return sessions.by_token(self._deployment, db, token)
            if cookie is not None:
                return sessions.by_cookie(db, cookie.value)
            if self._deployment.faults.planted("socket-without-token"):
                opened = db.query(UserSession).filter_by(revoked=False).first()
                return None if opened is None else (db.get_one(User, opened.user_id), opened)
        return None

    def _publish(self, user_id: str, event: str, content: dict[str, Any]) -> None:
        drops = event == "message" and self._deployment.faults.planted("socket-drops-messages")
        if drops and next(self._sent) % _DROPPED == 0:
            return
        self._start(self._server.emit(event, content, room=user_id))

    def _drop(self, session_id: str) -> None:
        if self._deployment.faults.planted("socket-survives-logout"):
            return
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
