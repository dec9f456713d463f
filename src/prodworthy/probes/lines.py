"""Open real-time connections: what each protocol does in its own way, and how a connection is opened at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from prodworthy.probes.http import Http
from prodworthy.probes.relay import Relay
from prodworthy.probes.way import endpoint

if TYPE_CHECKING:
    import aiohttp

CONNECT_S = 10.0
MOST_EARLY = 500
"""Events that are kept while nobody listens yet."""


class NotAdmitted(Exception):
    """The server answered, and did not open the connection; the text is its answer."""


class NotReached(Exception):
    """Nothing answered.

    Args:
        cause: why.
    """

    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Listener(Protocol):
    """What a line tells its news to."""

    def take(self, event: str, content: Any) -> None:
        """Be told of an event that came in."""
        ...

    def ended(self) -> None:
        """Be told that the connection is gone."""
        ...


class Line(Protocol):
    """One open connection, as its protocol has it."""

    def listen(self, listener: Listener) -> None:
        """Tell everything that comes in from now on, and what came before."""
        ...

    async def emit(self, event: str, content: Any, acknowledged: Callable[[Any], None] | None) -> None:
        """Send an event; `acknowledged` is called with the server's answer to it."""
        ...

    async def cut(self) -> None:
        """Break the connection off without a word."""
        ...

    async def close(self) -> None:
        """End the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Ground:
    """What a connection is opened on.

    Attributes:
        values: for the words in braces of what is declared.
        url: the origin of the connections.
        fields: header fields of the handshake.
        session: the client whose connections go the declared way.
        relay: what they go through, where that is not the straight way.
        largest: bytes of a message, at most.
    """

    url: str
    fields: dict[str, str]
    session: aiohttp.ClientSession
    relay: Relay | None
    largest: int
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)

    async def leave(self) -> None:
        """Give back what was taken."""
        await self.session.close()
        if self.relay is not None:
            await self.relay.close()

    def transport_error(self, error: BaseException) -> BaseException | None:
        """Return why there was no connection; None if there was one, and it was the server that did not open it."""
        import aiohttp  # noqa: PLC0415 - only targets with real-time connections wait for it

        if self.relay is not None and self.relay.failure is not None:
            return self.relay.failure
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, OSError) and not isinstance(cause, aiohttp.ClientResponseError):
                return cause
            cause = cause.__cause__ or cause.__context__
        return None


async def prepare(http: Http, url: str, given: Sequence[tuple[str, str]], values: Mapping[str, Any]) -> Ground:
    """Return what a connection to a URL is opened on.

    Args:
        http: the client whose target, identity and authorities apply.
        url: the origin.
        given: header fields of the handshake, besides the identity.
        values: for the words in braces of what is declared.
    """
    import aiohttp  # noqa: PLC0415 - see above

    from prodworthy.probes.bounded_answer import bounded  # noqa: PLC0415 - the same

    fields = dict(http.identify(url, given))
    # An answer in a coding that is not asked for cannot be misread; and the library asks for what it reads itself.
    fields = {name: text for name, text in fields.items() if name.lower() != "accept-encoding"}
    secure = url.startswith(("https:", "wss:"))
    relay = await _relay(http, url)
    largest = http.target.limits.body_bytes
    # The library moves a Cookie field into the jar, which has to take it for an address and leave its value as it is.
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=http.way.tls() if secure else True),
        cookie_jar=aiohttp.CookieJar(unsafe=True, quote_cookie=False),
        proxy=relay.url_with_password if relay else None,
        response_class=bounded(largest),
    )
    return Ground(url, fields, session, relay, largest, values)


async def _relay(http: Http, url: str) -> Relay | None:
    """Return a running relay where the way to a URL is not the straight one."""
    _, host, port = endpoint(url)
    if not http.way.is_proxied(host) and http.way.destination(host, port) == (host, port):
        return None
    return await Relay(http.way).__aenter__()  # ended with the connection
