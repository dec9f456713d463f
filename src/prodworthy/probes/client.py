"""The HTTP client's connections: one pool for each way to go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

from prodworthy.probes.way import Way

_PROXY_WANTS_MORE = 407  # RFC 9110 section 15.5.8


def client_of(way: Way, owns: Callable[[str], bool], connections: int) -> httpx.AsyncClient:
    """Return a client that goes the declared way, and shows a client certificate to the target's hosts alone.

    Args:
        way: where connections go.
        owns: whether a URL is the target's.
        connections: how many may be open at once.

    Raises:
        ValueError: if a declared file cannot be used.
    """
    return httpx.AsyncClient(
        transport=_Routes(way, owns, connections),
        follow_redirects=False,
        timeout=None,  # noqa: S113 - the whole exchange has one bound, in Http.send
        default_encoding="utf-8",
    )


class _Routes(httpx.AsyncBaseTransport):
    """Hands each request to the pool whose connections go its way."""

    def __init__(self, way: Way, owns: Callable[[str], bool], connections: int) -> None:
        self._way, self._owns, self._connections = way, owns, connections
        self._pools: dict[str, httpx.AsyncHTTPTransport] = {"known": self._pool("known")}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        url = str(request.url)
        if self._way.is_forwarded(url):
            response = await self._by("forwarded").handle_async_request(request)
            if response.status_code == _PROXY_WANTS_MORE:
                await response.aclose()
                raise self._way.refused(response.status_code, request.url.netloc.decode("ascii", "replace"))
            return response
        known = not self._way.reach.client_certificate or self._owns(url)
        return await self._by("known" if known else "strange").handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            await pool.aclose()

    def _by(self, name: str) -> httpx.AsyncHTTPTransport:
        if name not in self._pools:
            self._pools[name] = self._pool(name)
        return self._pools[name]

    def _pool(self, name: str) -> httpx.AsyncHTTPTransport:
        limits = httpx.Limits(max_connections=self._connections, max_keepalive_connections=None)
        context = self._way.tls(known=name == "known")
        transport = httpx.AsyncHTTPTransport(verify=context, limits=limits)
        if self._way.is_straight:
            return transport
        # httpx hands no backend on to its pool, so the pool is made here, with the same limits.
        shared: dict[str, Any] = {
            "max_connections": limits.max_connections,
            "max_keepalive_connections": limits.max_keepalive_connections,
            "keepalive_expiry": limits.keepalive_expiry,
        }
        if name == "forwarded":
            assert self._way.proxy is not None  # noqa: S101 - nothing else forwards
            proxy = httpcore.URL(scheme="http", host=self._way.proxy.host, port=self._way.proxy.port, target="/")
            fields = self._way.proxy_fields()
            transport._pool = httpcore.AsyncHTTPProxy(  # noqa: SLF001 - see above
                proxy, proxy_headers=fields, network_backend=_Backend(self._way, forwarding=True), **shared
            )
        else:
            transport._pool = httpcore.AsyncConnectionPool(  # noqa: SLF001 - see above
                ssl_context=context, network_backend=_Backend(self._way), **shared
            )
        return transport


class _Backend(httpcore.AsyncNetworkBackend):
    """Opens connections on the declared way."""

    def __init__(self, way: Way, *, forwarding: bool = False) -> None:
        self._way, self._forwarding = way, forwarding
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connection that ends where one for this host and port has to."""
        place = self._way.destination(host, port)
        if not self._forwarding and not self._way.is_proxied(host):
            return await self._plain.connect_tcp(*place, timeout, local_address, socket_options)
        proxy = self._way.proxy
        assert proxy is not None  # noqa: S101 - nothing is proxied or forwarded without one
        try:
            stream = await self._plain.connect_tcp(proxy.host, proxy.port, timeout, local_address, socket_options)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise self._way.unreachable(_cause(error)) from error
        if not self._forwarding:
            try:
                await self._way.tunnel(place, stream.write, lambda: stream.read(1))
            except BaseException:
                await stream.aclose()
                raise
        return stream

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._plain.sleep(seconds)


def _cause(error: BaseException) -> OSError:
    """Return the innermost error of the system behind another."""
    found = OSError(str(error))
    cause: BaseException | None = error
    while cause is not None:
        found = cause if isinstance(cause, OSError) else found
        cause = cause.__cause__ or cause.__context__
    return found
