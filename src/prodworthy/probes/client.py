"""The HTTP client's connections: one pool for each way to go."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable

import httpcore
import httpx

from prodworthy.probes.pool import Pool
from prodworthy.probes.way import Way

_KEEPALIVE_S = 5.0
_PROXY_WANTS_MORE = 407  # RFC 9110 section 15.5.8


class Client:
    """Hands each request to the pool whose connections go its way, and follows, keeps and adds nothing.

    A client certificate is shown to the target's hosts alone.

    Args:
        way: where connections go.
        owns: whether a URL is the target's.
        connections: how many may be open at once.

    Raises:
        ValueError: if a declared file cannot be used.
    """

    def __init__(self, way: Way, owns: Callable[[str], bool], connections: int) -> None:
        self._way, self._owns, self._connections = way, owns, connections
        self._pools: dict[str, httpx.AsyncHTTPTransport] = {"known": self._pool("known")}

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return the answer with its body still to be read.

        Raises:
            httpx.TransportError: if there is none.
        """
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
        context = self._way.tls(known=name == "known")
        transport = httpx.AsyncHTTPTransport(verify=context)
        transport._pool = self._forwarding() if name == "forwarded" else self._direct(context)  # type: ignore[assignment]  # noqa: SLF001 - httpx takes no pool
        return transport

    def _direct(self, context: ssl.SSLContext) -> Pool:
        backend = None if self._way.is_straight else _Backend(self._way)
        return Pool(context, most=self._connections, keepalive_s=_KEEPALIVE_S, backend=backend)

    def _forwarding(self) -> httpcore.AsyncHTTPProxy:
        assert self._way.proxy is not None  # noqa: S101 - nothing else forwards
        return httpcore.AsyncHTTPProxy(
            httpcore.URL(scheme="http", host=self._way.proxy.host, port=self._way.proxy.port, target="/"),
            proxy_headers=self._way.proxy_fields(),
            max_connections=self._connections,
            keepalive_expiry=_KEEPALIVE_S,
            network_backend=_Backend(self._way, forwarding=True),
        )


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
