"""Messages between the suite and a process of its own: JSON objects, each behind its length."""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">I")
Message = dict[str, Any]


class Ended(Exception):
    """The other side is gone."""


class Frames:
    """The child's side: blocking.

    Args:
        incoming: the stream to read messages from.
        outgoing: the stream to write messages to.
    """

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    def read(self) -> Message:
        """Return the next message.

        Raises:
            Ended: if there will be none.
        """
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        message: Message = json.loads(self._exactly(length))
        return message

    def write(self, message: Message) -> None:
        """Send a message.

        Raises:
            Ended: if nobody reads it.
        """
        data = packed(message)
        try:
            self._outgoing.write(data)
            self._outgoing.flush()
        except (OSError, ValueError) as error:
            raise Ended from error

    def _exactly(self, size: int) -> bytes:
        data = self._incoming.read(size)
        if len(data) < size:
            raise Ended
        return data


async def receive(stream: asyncio.StreamReader) -> Message:
    """Return the next message of a child.

    Raises:
        Ended: if there will be none.
    """
    try:
        (length,) = _LENGTH.unpack(await stream.readexactly(_LENGTH.size))
        message: Message = json.loads(await stream.readexactly(length))
    except (asyncio.IncompleteReadError, OSError) as error:
        raise Ended from error
    return message


def packed(message: Message) -> bytes:
    """Return a message as it travels."""
    data = json.dumps(message).encode()
    return _LENGTH.pack(len(data)) + data
