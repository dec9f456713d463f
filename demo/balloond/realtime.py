"""The chat over Socket.IO."""

from typing import Any

import socketio  # type: ignore[import-untyped]  # the package has no types
from pydantic import Field, ValidationError

from demo.balloond import chat
from demo.balloond.given import Given, Id, Text
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.sockets import Sockets, refused

_ECHO = 1024


class SocketText(Text):
    """A message to send."""

    chat_id: Id
    sender_id: Id | None = Field(default=None, exclude=True)


class SocketTyping(Given):
    """Someone is writing."""

    chat_id: Id


class Realtime(Sockets):
    """The Socket.IO server of one deployment."""

    def __init__(self, deployment: Deployment) -> None:
        super().__init__(deployment)
        for event, handler in (("send_message", self._send_message), ("typing", self._typing), ("echo", self._echo)):
            self.server.on(event, handler)

    def admit(self, user: User) -> None:
        """Let in whose age is known."""
        if user.date_of_birth is None:
            raise socketio.exceptions.ConnectionRefusedError("DATE_OF_BIRTH_REQUIRED")

    async def _send_message(self, sid: str, content: Any) -> dict[str, Any]:
        try:
            form = SocketText.model_validate(content)
            sender = self.alive(sid)
            if form.sender_id is not None:
                if not self.deployment.faults.planted("socket-sender-trusted"):
                    return {"ok": False, "error": "property senderId should not exist"}
                sender = form.sender_id
            message = chat.post(self.deployment, sender, form.chat_id, form.text)
        except (ValidationError, ApiError) as error:
            return refused(error)
        return {"ok": True, "message": message.model_dump(mode="json", by_alias=True)}

    async def _typing(self, sid: str, content: Any) -> dict[str, Any]:
        try:
            form = SocketTyping.model_validate(content)
            user_id = self.alive(sid)
            with self.deployment.database.reading() as db:
                other = chat.conversation(self.deployment, db, form.chat_id, user_id).other(user_id)
        except (ValidationError, ApiError):
            return {"ok": False, "error": "BAD_REQUEST"}
        self.deployment.publish(other, "typing", {"chatId": form.chat_id, "userId": user_id})
        return {"ok": True}

    async def _echo(self, sid: str, content: Any) -> Any:
        self.alive(sid)
        return content if len(str(content)) <= _ECHO else None
