"""Real-time connections over Socket.IO (protocol 5 on Engine.IO 4)."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prodworthy.outcome import NotApplicable, TargetFailed
from prodworthy.probes.http import Http
from prodworthy.probes.relay import Relay
from prodworthy.probes.way import endpoint
from prodworthy.target import Realtime, Target

if TYPE_CHECKING:
    import aiohttp

_CONNECT_S = 10.0
_END_S = 3.0
_MOST_KEPT = 5000
_MOST_CHARACTERS = 8_000_000  # of all events together


class NotAdmitted(Exception):
    """The server answered, and did not open the connection; the text is its answer."""


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

    def __init__(self, client: Any, session: aiohttp.ClientSession, http: Http, relay: Relay | None = None) -> None:
        self._client = client
        self._relay = relay
        self._session = session
        self._http = http
        self._news = asyncio.Event()
        self._kept = 0
        self.received: list[Received] = []
        self.closed = asyncio.Event()
        client.on("*", self._take)
        client.on("disconnect", self._ended)

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
                await self._client.emit(event, content, callback=acknowledged)
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
        transport = self._client.eio
        with contextlib.suppress(Exception):  # whatever is wrong with it, it is to be gone
            await asyncio.wait_for(transport.disconnect(abort=True), _END_S)
        await self._hang_up()

    async def close(self) -> None:
        """End the connection."""
        with contextlib.suppress(Exception):  # it may be gone already
            await asyncio.wait_for(self._client.disconnect(), _END_S)
        await self._hang_up()

    async def _hang_up(self) -> None:
        await self._session.close()
        if self._relay is not None:
            await self._relay.close()

    async def _take(self, event: str, *content: Any) -> None:
        first = content[0] if content else None
        self._kept += _size(first)
        if len(self.received) < _MOST_KEPT and self._kept < _MOST_CHARACTERS:
            self.received.append(Received(time.monotonic(), event, first))
        self._news.set()

    async def _ended(self, *_reason: Any) -> None:
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


async def connect(http: Http, *, token: str | None = None, cookie: str = "", origin: str | None = None) -> Socket:
    """Open a connection to the target's declared place.

    Args:
        http: the client whose target, pace, identity and authorities apply.
        token: sent in the handshake, if given.
        cookie: sent as the `Cookie` field, if given.
        origin: the page that claims to open it; by default the target's own.

    Raises:
        NotAdmitted: if the server does not let it in.
        NotApplicable: if the target declares no real-time connections.
        TargetFailed: if there is no answer.
    """
    import aiohttp  # noqa: PLC0415 - only targets with real-time connections wait for it
    import socketio  # type: ignore[import-untyped]  # noqa: PLC0415 - the same; the package has no types

    from prodworthy.probes.bounded_answer import bounded  # noqa: PLC0415 - the same

    declared = declared_realtime(http.target)
    url = declared.url or http.target.origin
    fields = dict(http.identify(url, [("Origin", origin or http.target.page_origin)]))
    if cookie:
        fields["Cookie"] = cookie
    # An answer in a coding that is not asked for cannot be misread; and the library asks for what it reads itself.
    fields = {name: text for name, text in fields.items() if name.lower() != "accept-encoding"}
    secure = url.startswith(("https:", "wss:"))
    relay = await _relay(http, url)
    # The library moves a Cookie field into the jar, which has to take it for an address and leave its value as it is.
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=http.way.tls() if secure else True),
        cookie_jar=aiohttp.CookieJar(unsafe=True, quote_cookie=False),
        proxy=relay.url_with_password if relay else None,
        response_class=bounded(http.target.limits.body_bytes),
    )
    client = socketio.AsyncClient(
        reconnection=False,
        handle_sigint=False,
        http_session=session,
        websocket_extra_options={"max_msg_size": http.target.limits.body_bytes},
    )
    socket = Socket(client, session, http, relay)
    async with http.pace.turn():
        try:
            await client.connect(
                url,
                headers=fields,
                auth={} if token is None else {declared.token_field: token},
                transports=list(declared.transports),
                socketio_path=declared.path.strip("/"),
                wait_timeout=_CONNECT_S,
            )
        except (OSError, TimeoutError, aiohttp.ClientError, socketio.exceptions.ConnectionError) as error:
            await socket.close()
            if (cause := _transport_error(error, relay)) is not None:
                raise http.way.explain(cause, url, _CONNECT_S) from error
            raise NotAdmitted(str(error)) from error
    return socket


async def _relay(http: Http, url: str) -> Relay | None:
    """Return a running relay where the way to a URL is not the straight one."""
    _, host, port = endpoint(url)
    if not http.way.is_proxied(host) and http.way.destination(host, port) == (host, port):
        return None
    return await Relay(http.way).__aenter__()  # ended with the socket


def _transport_error(error: BaseException, relay: Relay | None) -> BaseException | None:
    """Return why there was no connection; None if there was one, and it was the server that did not open it."""
    import aiohttp  # noqa: PLC0415 - see connect

    if relay is not None and relay.failure is not None:
        return relay.failure
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and not isinstance(cause, aiohttp.ClientResponseError):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


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
