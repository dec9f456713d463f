"""The listeners: several real servers in one process and one event loop."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field

import uvicorn
from starlette.types import ASGIApp

_HOST = "127.0.0.1"
_GRACE = 1


class _Server(uvicorn.Server):
    """A server that leaves signals to the process: there are several of them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(slots=True)
class Listeners:
    """All servers of a deployment."""

    _servers: list[tuple[_Server, socket.socket]] = field(default_factory=list)

    @staticmethod
    def bind(port: int) -> tuple[socket.socket, int]:
        """Bind a loopback socket and say which port it got."""
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # inherited by what it accepts
        bound.bind((_HOST, port))
        return bound, int(bound.getsockname()[1])

    def add(self, app: ASGIApp, bound: socket.socket, context: ssl.SSLContext | None = None) -> None:
        """Serve an application on a bound socket."""
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,  # no proxy stands before it, so what a client says of its address is not believed
            server_header=False,
            date_header=False,  # the site dates its answers itself
            timeout_keep_alive=30,
            timeout_graceful_shutdown=_GRACE,
            ssl_context_factory=None if context is None else lambda _config, _default: context,
        )
        self._servers.append((_Server(config), bound))

    async def serve(self, stop: asyncio.Event, ready: asyncio.Event) -> None:
        """Serve until told to stop, then end within about a second."""
        tasks = [asyncio.create_task(server.serve(sockets=[bound])) for server, bound in self._servers]
        while not all(server.started for server, _ in self._servers):
            await asyncio.sleep(0.005)
            for task in tasks:
                if task.done():
                    task.result()
        ready.set()
        await stop.wait()
        for server, _ in self._servers:
            server.should_exit = True
        _, unfinished = await asyncio.wait(tasks, timeout=_GRACE * 0.8)
        for task in unfinished:
            task.cancel()
