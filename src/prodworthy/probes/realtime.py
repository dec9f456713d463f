"""Real-time connections: events that go out, events that come in, and how long a connection stays.

The protocols are lines of their own: `socketio_line` and `phoenix_line`.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.facts.outcome import NotApplicable, TargetFailed, Unmeasured
from prodworthy.probes.http import Http
from prodworthy.probes.lines import CONNECT_S, Line, NotAdmitted, NotReached, prepare
from prodworthy.rules.templates import names
from prodworthy.target import Realtime, Target

__all__ = ["NotAdmitted", "Received", "Socket", "connect", "declared_realtime", "try_to_connect"]

_MOST_KEPT = 5000
_MOST_CHARACTERS = 8_000_000  # of all events together


@dataclass(frozen=True, slots=True)
class Received:
    """An event that came in.

    Attributes:
        at: when, in seconds of the monotonic clock.
        event: its name.
        content: what came with it; the first value of several.
    """

    at: float
    event: str
    content: Any


class Socket:
    """One open connection, on the loop that opened it."""

    def __init__(self, line: Line, http: Http) -> None:
        self._line = line
        self._http = http
        self._news = asyncio.Event()
        self._kept = 0
        self.received: list[Received] = []
        self.closed = asyncio.Event()
        line.listen(self)

    async def emit(self, event: str, content: Any, acknowledged: Callable[[Any], None] | None = None) -> float:
        """Send an event and return when, in seconds of the monotonic clock.

        Args:
            event: its name.
            content: what goes with it.
            acknowledged: called with the server's acknowledgement.

        Raises:
            TargetFailed: if the connection is gone.
        """
        async with self._http.pace.turn():
            sent = time.monotonic()
            try:
                await self._line.emit(event, content, acknowledged)
            except Exception as error:  # the client's exceptions share no base, and all mean the same
                raise TargetFailed("reset", f"the real-time connection is gone: {error}") from error
        return sent

    async def until(self, enough: Callable[[], bool], seconds: float) -> bool:
        """Wait until `enough` holds, at most so many seconds, and return whether it does."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not enough() and not self.closed.is_set():
                    self._news.clear()
                    await self._news.wait()
        return enough()

    async def ended_within(self, seconds: float) -> bool:
        """Wait for the server to end the connection, at most so many seconds, and return whether it did."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closed.wait(), seconds)
        return self.closed.is_set()

    async def cut(self) -> None:
        """Break the connection off without a word, as a phone in a tunnel does."""
        await self._line.cut()

    async def close(self) -> None:
        """End the connection."""
        await self._line.close()

    def take(self, event: str, content: Any) -> None:
        """Be told of an event that came in."""
        self._kept += _size(content)
        if len(self.received) < _MOST_KEPT and self._kept < _MOST_CHARACTERS:
            self.received.append(Received(time.monotonic(), event, content))
        self._news.set()

    def ended(self) -> None:
        """Be told that the connection is gone."""
        self.closed.set()
        self._news.set()


def _size(content: Any) -> int:
    """Return about how many characters an event's content has."""
    try:
        return len(repr(content))
    except RecursionError:
        return _MOST_CHARACTERS


def declared_realtime(target: Target) -> Realtime:
    """Return what the target declares of its real-time connections.

    Raises:
        NotApplicable: if it declares none.
    """
    if target.realtime is None:
        raise NotApplicable("the target declares no real-time connections: declare [realtime]")
    return target.realtime


async def connect(
    http: Http,
    *,
    token: str | None = None,
    cookie: str = "",
    origin: str | None = None,
    values: Mapping[str, Any] | None = None,
) -> Socket:
    """Open a connection to the target's declared place.

    Args:
        http: the client whose target, pace, identity and authorities apply.
        token: sent in the handshake, if given.
        cookie: sent as the `Cookie` field, if given.
        origin: the page that claims to open it; by default the target's own.
        values: for the words in braces of the declared topic.

    Raises:
        NotAdmitted: if the server does not let it in.
        NotApplicable: if the target declares no real-time connections.
        Unmeasured: if the topic needs a value that there is not.
        TargetFailed: if there is no answer.
    """
    declared = declared_realtime(http.target)
    known = {**http.target.values, **(values or {})}
    if missing := set(names(declared.topic)) - known.keys():
        raise Unmeasured(f"the declared topic needs {', '.join(sorted(missing))}: save it in [realtime] setup")
    if declared.protocol == "phoenix":
        from prodworthy.probes.phoenix_line import open_line  # noqa: PLC0415 - only targets that speak it wait for it
    else:
        from prodworthy.probes.socketio_line import open_line  # type: ignore[assignment]  # noqa: PLC0415 - the same
    url = declared.url or http.target.origin
    cookies = [("Cookie", cookie)] if cookie else []
    ground = await prepare(http, url, [("Origin", origin or http.target.page_origin), *cookies], known)
    async with http.pace.turn():
        try:
            line = await open_line(ground, declared, token)
        except NotReached as error:
            raise http.way.explain(error.cause, url, CONNECT_S) from error
    return Socket(line, http)


async def try_to_connect(http: Http, settle_s: float = 1.0, **credentials: Any) -> str:
    """Try to open a connection; return how the server refused it, or an empty text where it stayed open.

    A connection that the server ends at once counts as refused.

    Args:
        http: as for `connect`.
        settle_s: seconds for which it has to stay open.
        credentials: as for `connect`.

    Raises:
        TargetFailed: if there is no answer.
    """
    try:
        socket = await connect(http, **credentials)
    except NotAdmitted as error:
        return str(error) or "not admitted"
    ended = await socket.ended_within(settle_s)
    await socket.close()
    return "ended by the server right after it was opened" if ended else ""
