"""Real-time connections as data: how they are opened, what is sent over them and what has to arrive."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from prodworthy.target.access import Path
from prodworthy.target.model import Model
from prodworthy.target.steps import Step
from prodworthy.target.urls import SocketUrl


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
        kind: the protocol.
        url: the origin of the connections; by default the target's. Its host belongs to the target.
        path: where they are opened.
        transports: how, in the order of trying.
        token_field: the name of the access token in the handshake's `auth`.
        setup: requests that bring two test accounts together, as the steps of a journey with a partner.
        send: the event that writes to the partner.
        receive: the event in which that arrives.
        sender_field: dotted path in what is sent where a client could claim another sender; empty: none is tried.
        messages: how many are sent in each direction.
        latency_p95_ms: what 95 % of the messages have to keep from one client to the other; None: it is only told.
    """

    kind: Literal["socketio"] = "socketio"
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
