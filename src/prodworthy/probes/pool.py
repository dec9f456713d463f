"""The connections that an HTTP client keeps for its next requests.

The library's own pool looks at each connection before and after each request, and finds out with each look which event
loop it runs on: with twenty connections that was a quarter of what a run took of the processor. Here the one that is
used next is looked at.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable

import httpcore

_SCHEMES = frozenset({b"http", b"https"})


class Pool:
    """Hands requests to connections that are free, or to new ones.

    Args:
        context: for TLS handshakes.
        most: how many connections stay open at the same time; how many requests are under way is the caller's to bound.
        keepalive_s: for how many seconds one that is not used is good.
        backend: opens connections; by default the library's own does.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        *,
        most: int,
        keepalive_s: float | None,
        backend: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._context = context
        self._most = most
        self._keepalive_s = keepalive_s
        self._backend = backend or httpcore.AnyIOBackend()
        self._free: list[tuple[httpcore.Origin, httpcore.AsyncHTTPConnection]] = []
        self._busy: set[httpcore.AsyncHTTPConnection] = set()

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request.

        Raises:
            httpcore.UnsupportedProtocol: if its URL is of neither `http` nor `https`.
        """
        if request.url.scheme not in _SCHEMES:
            raise httpcore.UnsupportedProtocol(f"requests are not sent to URLs of {request.url.scheme.decode()!r}")
        origin = request.url.origin
        connection = await self._kept(origin) or await self._new(origin)
        self._busy.add(connection)
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            self._busy.discard(connection)  # which has closed itself
            raise
        return httpcore.Response(
            status=response.status,
            headers=response.headers,
            content=_Body(response, lambda: self._take_back(origin, connection)),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        connections = [*self._busy, *(connection for _, connection in self._free)]
        self._busy.clear()
        self._free.clear()
        for connection in connections:
            await connection.aclose()

    async def _kept(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection | None:
        """Return the connection to an origin that became free last, if one is still open."""
        while (place := self._last_free(origin)) is not None:
            _, connection = self._free.pop(place)
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return None

    async def _new(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        if self._free and len(self._free) + len(self._busy) >= self._most:
            _, longest_unused = self._free.pop(0)
            await longest_unused.aclose()
        return httpcore.AsyncHTTPConnection(
            origin=origin,
            ssl_context=self._context,
            keepalive_expiry=self._keepalive_s,
            network_backend=self._backend,
        )

    def _last_free(self, origin: httpcore.Origin) -> int | None:
        return next((at for at in range(len(self._free) - 1, -1, -1) if self._free[at][0] == origin), None)

    def _take_back(self, origin: httpcore.Origin, connection: httpcore.AsyncHTTPConnection) -> None:
        self._busy.discard(connection)
        if connection.is_idle():
            self._free.append((origin, connection))


class _Body:
    """The body of an answer; its connection is free once it is closed."""

    def __init__(self, response: httpcore.Response, release: Callable[[], None]) -> None:
        self._response = response
        self._release: Callable[[], None] | None = release

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._response.aiter_stream()

    async def aclose(self) -> None:
        """Have no more of it."""
        if self._release is not None:
            release, self._release = self._release, None
            try:
                await self._response.aclose()
            finally:
                release()
