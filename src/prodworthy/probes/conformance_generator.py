"""The process that makes requests up, as the suite sees it.

The library is loaded once a run, ahead of its use, into a process that does nothing else. Each worker is a fork of it:
there in milliseconds, and ended by force when its time is over, whatever it is doing.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from prodworthy.probes.frames import Ended, Message, packed, receive

_MODULE = "prodworthy.probes.conformance_process"
_LONGEST_SAID = 300  # bytes


@dataclass(slots=True)
class Worker:
    """A process that serves one order.

    Attributes:
        incoming: what it tells.
        outgoing: what it is told.
        pid: its process id; 0 until it is ready.
    """

    incoming: asyncio.StreamReader
    outgoing: asyncio.StreamWriter
    pid: int = 0

    async def ready(self) -> None:
        """Wait until it can be given its order.

        Raises:
            Ended: if it will not be.
        """
        self.pid = (await self.take())["pid"]

    async def take(self) -> Message:
        """Return its next message.

        Raises:
            Ended: if there will be none.
        """
        return await receive(self.incoming)

    async def give(self, message: Message) -> None:
        """Send it a message; that it is gone is noticed where its messages are read."""
        with suppress(OSError):
            self.outgoing.write(packed(message))
            await self.outgoing.drain()

    def end(self) -> None:
        """End it, whatever it is doing."""
        if self.pid and not self.incoming.at_eof():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self.outgoing.close()


class Generator:
    """Loads the library that makes requests up, and forks workers that have it. It belongs to one event loop."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._loading = asyncio.Lock()
        self._loaded: asyncio.Task[bytes] | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process; a pipe that nobody reads fills up

    @property
    def last_words(self) -> str:
        """What the process or a worker said last on standard error; often nothing."""
        end = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(end - _LONGEST_SAID, 0))
        return (self._said.read().decode("utf-8", "replace").strip().splitlines() or [""])[-1]

    async def __aenter__(self) -> Self:
        await self.load()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def load(self) -> None:
        """Begin to load the library, unless that has begun; it goes on while other things are done."""
        async with self._loading:
            if self._process is not None:
                return
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-P", "-m", _MODULE,
                    stdin=theirs.fileno(), stdout=asyncio.subprocess.DEVNULL, stderr=self._said,
                )  # fmt: skip
            self._control.setblocking(False)  # noqa: FBT003 - the standard library has no name for it
            self._loaded = asyncio.create_task(asyncio.get_running_loop().sock_recv(self._control, 1))

    async def loaded(self) -> None:
        """Wait until the library is loaded."""
        await self.load()
        assert self._loaded is not None  # noqa: S101 - set where it is loaded
        await asyncio.shield(self._loaded)

    async def worker(self) -> Worker:
        """Return a worker, which is ready as soon as the library is loaded.

        Raises:
            Ended: if the process that would fork it is gone.
        """
        await self.load()
        assert self._control is not None  # noqa: S101 - set where it is loaded
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"w"], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise Ended from error
        return Worker(*await asyncio.open_unix_connection(sock=ours))

    async def close(self) -> None:
        """End the process."""
        if self._loaded is not None:
            self._loaded.cancel()
            await asyncio.wait([self._loaded])
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._said.close()
