"""Real-time connections as data: how they are opened, what is sent over them and what has to arrive."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from urllib.parse import urlencode

from pydantic import Field, model_validator

from prodworthy.target.access import Path
from prodworthy.target.model import Model
from prodworthy.target.steps import Step
from prodworthy.target.urls import SocketUrl

_TOKEN = "{token}"  # noqa: S105 - the word that stands for it


class Emission(Model):
    """An event that a client sends. Words in braces stand for values of the account, and `{text}` for the message.

    Attributes:
        event: its name.
        content: what goes with it. Called `data` in the file.
        accepted: by dotted path into the acknowledgement, the value that says that it was taken; empty: there is none.
    """

    event: str
    content: Any = Field(alias="data")
    accepted: dict[str, Any] = Field(default_factory=dict)


class Reception(Model):
    """The event in which the other side gets it.

    Attributes:
        event: its name.
        text: dotted path to the message's text in what comes with it.
        sender: dotted path to the sender's identifier; empty where it is not told.
    """

    event: str
    text: str = "text"
    sender: str = ""


class Realtime(Model):
    """Real-time connections between users.

    Attributes:
        protocol: `socketio`, or `phoenix` for Phoenix channels, as of Supabase Realtime.
        topic: the channel that is joined, of Phoenix: such as `lobby` or `room:{chat_id}`, where words in braces stand
            for values of the account and of the setup.
        join: what is sent to join it. The token is put into it, at `token_field`.
        serializer: the form of Phoenix' messages: lists (2.0.0), or objects (1.0.0).
        parameters: of the query of the connection's address; one that is `{token}` is left out where there is none.
            Header fields of [reach] are sent as well.
        url: the origin of the connections; by default the target's. Its host belongs to the target.
        path: where they are opened.
        transports: how, in the order of trying; Phoenix has a WebSocket only.
        token_field: dotted path of the access token in the handshake's `auth`, or in what joins a channel; empty where
            it travels in `parameters`.
        setup: requests that bring two test accounts together, as the steps of a journey with a partner.
        send: the event that writes to the partner.
        receive: the event in which that arrives.
        sender_field: dotted path in what is sent where a client could claim another sender; empty: none is tried.
        messages: how many are sent in each direction.
        latency_p95_ms: what 95 % of the messages have to keep from one client to the other; None: it is only told.
    """

    protocol: Literal["socketio", "phoenix"] = "socketio"
    topic: str = ""
    join: dict[str, Any] = Field(default_factory=dict)
    serializer: Literal["1.0.0", "2.0.0"] = "2.0.0"
    parameters: dict[str, str] = Field(default_factory=dict)
    url: SocketUrl = ""
    path: Path = "/socket.io/"
    transports: tuple[Literal["websocket", "polling"], ...] = ("websocket",)
    token_field: str = "token"  # noqa: S105 - a field's name
    setup: tuple[Step, ...] = ()
    send: Emission
    receive: Reception
    sender_field: str = ""
    messages: Annotated[int, Field(ge=1, le=500)] = 30
    latency_p95_ms: Annotated[float, Field(gt=0)] | None = None

    def handshake(self, token: str | None = None) -> str:
        """Return the path and query with which a WebSocket is asked for."""
        query = {"EIO": "4", "transport": "websocket"}
        if self.protocol == "phoenix":
            given = {name: text.replace(_TOKEN, token or _TOKEN) for name, text in self.parameters.items()}
            query = {name: text for name, text in given.items() if _TOKEN not in text} | {"vsn": self.serializer}
        return f"{self.path}?{urlencode(query)}"

    @model_validator(mode="after")
    def _a_channel_of_its_own(self) -> Self:
        if self.protocol == "phoenix" and not self.topic:
            raise ValueError('protocol = "phoenix" joins a channel: declare its topic, such as "realtime:lobby"')
        if self.protocol == "phoenix" and "path" not in self.model_fields_set:
            raise ValueError('protocol = "phoenix" has no usual path: declare it, such as "/socket/websocket"')
        if self.protocol != "phoenix" and (self.topic or self.join or self.parameters):
            raise ValueError('topic, join and parameters are of protocol = "phoenix"')
        return self
