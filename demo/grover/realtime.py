"""Live connections over Socket.IO: a room for each person; who one is comes from the handshake alone.

Seven events reach a client: message, typing, read, reaction, group_message, notification and story.
"""

import asyncio
from typing import Any

from pydantic import Field, ValidationError

from demo.grover import messages
from demo.grover.given import Given, Id, Words
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.sockets import Sockets, refused

_SLOW_S = 0.6


class SocketMessage(Words):
    """A message to send."""

    receiver_id: Id
    sender_id: Id | None = Field(default=None, exclude=True)


class SocketTyping(Given):
    """Someone is writing to someone."""

    receiver_id: Id


class Realtime(Sockets):
    """The Socket.IO server of one deployment."""

    def __init__(self, deployment: Deployment) -> None:
        super().__init__(deployment)
        self.server.on("send_message", self._send_message)
        self.server.on("typing", self._typing)

    async def emit(self, event: str, content: dict[str, Any], room: str | None) -> None:
        """Send an event to a room, or to everyone."""
        everyone = event == self.message and self.deployment.faults.planted("grover-rooms-leak")
        if self.deployment.faults.planted("grover-socket-slow"):
            await asyncio.sleep(_SLOW_S)
        await super().emit(event, content, None if everyone else room)

    async def _send_message(self, sid: str, content: Any) -> dict[str, Any]:
        try:
            form = SocketMessage.model_validate(content)
            sender = self.alive(sid)
            if form.sender_id is not None:
                if not self.deployment.faults.planted("grover-sender-trusted"):
                    return {"ok": False, "error": "sender_id is not yours to give"}
                sender = form.sender_id
            sent = messages.post(self.deployment, sender, form.receiver_id, form.text)
        except (ValidationError, ApiError) as error:
            return refused(error)
        return {"ok": True, "message": sent.model_dump(mode="json")}

    async def _typing(self, sid: str, content: Any) -> dict[str, Any]:
        try:
            form = SocketTyping.model_validate(content)
            user_id = self.alive(sid)
        except (ValidationError, ApiError):
            return {"ok": False, "error": "BAD_REQUEST"}
        if not self.deployment.faults.planted("grover-typing-silent"):
            self.deployment.publish(form.receiver_id, "typing", {"user_id": user_id})
        return {"ok": True}
