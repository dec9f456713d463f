"""The way to a target's hosts: straight, to a pinned address, through a proxy; and what is shown in a TLS handshake.

Everything that opens a connection asks here where it goes, so that no probe can judge another deployment than the rest.
"""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from prodworthy.facts.outcome import TargetFailed, Unmeasured
from prodworthy.probes.failures import ProxyFailed, explain
from prodworthy.probes.trust import identify, trusting
from prodworthy.target import Reach

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_PORTS = {"https": 443, "wss": 443, "http": 80, "ws": 80}
_LONGEST_HEAD = 65_536
_BAD_GATEWAY, _GATEWAY_TIMEOUT = 502, 504
_STREAM_LIMIT = 65_536


class Way:
    """Where connections go.

    Args:
        reach: what is declared.

    Attributes:
        reach: the same.
        proxy: the proxy, if there is one.
    """

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.proxy = reach.forward_proxy
        self._pins = reach.pins
        self._contexts: dict[bool, ssl.SSLContext] = {}

    @property
    def is_straight(self) -> bool:
        """Whether every connection simply goes to the host that is asked for."""
        return self.proxy is None and not self._pins

    def destination(self, host: str, port: int) -> tuple[str, int]:
        """Return where a connection that is meant for a host and port has to end."""
        for pin in self._pins:
            if pin.host in {"", host.lower()} and pin.port in {0, port}:
                return pin.to_host or host, pin.to_port or port
        return host, port

    def is_proxied(self, host: str) -> bool:
        """Whether a host is reached through the proxy."""
        return self.proxy is not None and not self.reach.is_direct(host)

    def is_forwarded(self, url: str) -> bool:
        """Whether requests to a URL are handed to the proxy whole: plain HTTP, unless it has to end elsewhere."""
        scheme, host, port = endpoint(url)
        return scheme == "http" and self.is_proxied(host) and self.destination(host, port) == (host, port)

    def tls(self, *, known: bool = True) -> ssl.SSLContext:
        """Return a verifying context; the client certificate is shown only to hosts that are known as the target's.

        Raises:
            ValueError: if a declared file cannot be used; the text names its key.
        """
        if known not in self._contexts:
            self._contexts[known] = context = trusting(self.reach)
            if known:
                identify(context, self.reach)
        return self._contexts[known]

    async def addresses(self, host: str, port: int, timeout_s: float) -> list[tuple[str, int]]:
        """Return each place at which a connection that is meant for a host and port can end.

        Raises:
            TargetFailed: if the name does not resolve.
        """
        name, port = self.destination(host, port)
        if self.is_proxied(host):
            return [(name, port)]  # names are the proxy's to resolve
        loop = asyncio.get_running_loop()
        try:
            known = await loop.getaddrinfo(name, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise explain(error, f"https://{authority(name, port)}/", timeout_s) from error
        return list(dict.fromkeys((str(entry[4][0]), port) for entry in known))

    async def open(
        self,
        host: str,
        port: int,
        *,
        at: tuple[str, int] | None = None,
        tls: ssl.SSLContext | None = None,
        name: str = "",
    ) -> Streams:
        """Open a connection that is meant for a host and port, through a tunnel of the proxy where there is one.

        Args:
            host: the host.
            port: its port.
            at: one of its `addresses`; by default whichever answers first.
            tls: shake hands with this context.
            name: the server name to ask for in the handshake, if not the host's.

        Raises:
            OSError: if there is no connection; of the kind `ProxyFailed` if it is the proxy that gives none.
        """
        place = at or self.destination(host, port)
        options: dict[str, Any] = {"ssl": tls, "server_hostname": name or host} if tls else {}
        if not self.is_proxied(host):
            return await asyncio.open_connection(*place, limit=_STREAM_LIMIT, **options)
        connection = await self._to_proxy()
        loop = asyncio.get_running_loop()
        try:
            await self.tunnel(
                place, lambda data: loop.sock_sendall(connection, data), lambda: loop.sock_recv(connection, 1)
            )
            return await asyncio.open_connection(sock=connection, limit=_STREAM_LIMIT, **options)
        except BaseException:
            connection.close()
            raise

    async def open_forwarding(self) -> Streams:
        """Open a connection to the proxy itself, for plain requests that it forwards.

        Raises:
            ProxyFailed: if it gives none.
        """
        return await asyncio.open_connection(sock=await self._to_proxy(), limit=_STREAM_LIMIT)

    async def _to_proxy(self) -> socket.socket:
        assert self.proxy is not None  # noqa: S101 - only asked for where there is one
        loop = asyncio.get_running_loop()
        try:
            known = await loop.getaddrinfo(self.proxy.host, self.proxy.port, type=socket.SOCK_STREAM)
            family, kind, protocol, _, address = known[0]
            connection = socket.socket(family, kind, protocol)
            connection.setblocking(False)  # noqa: FBT003 - the call has no name for it
            try:
                await loop.sock_connect(connection, address)
            except BaseException:
                connection.close()
                raise
        except OSError as error:
            raise self.unreachable(error) from error
        return connection

    def unreachable(self, error: OSError) -> ProxyFailed:
        """Return what it means that there is no connection to the proxy."""
        return ProxyFailed("network", f"the proxy {self.proxy} cannot be reached: {error.strerror or error}")

    async def tunnel(
        self,
        place: tuple[str, int],
        send: Callable[[bytes], Awaitable[object]],
        receive: Callable[[], Awaitable[bytes]],
    ) -> None:
        """Have the proxy connect to a place (RFC 9110 section 9.3.6).

        Args:
            place: host and port.
            send: sends to the proxy.
            receive: returns the next bytes of its answer; no more than one where what follows is read elsewhere.

        Raises:
            ProxyFailed: if it does not.
        """
        goal = authority(*place)
        fields = "".join(f"{name}: {value}\r\n" for name, value in self.proxy_fields())
        await send(f"CONNECT {goal} HTTP/1.1\r\nHost: {goal}\r\n{fields}\r\n".encode())
        head = bytearray()
        while not head.endswith(b"\r\n\r\n"):
            piece = await receive()
            if not piece or len(head) > _LONGEST_HEAD:
                raise ProxyFailed("network", f"the proxy {self.proxy} ended the connection when asked for {goal}")
            head += piece
        words = head.split(b"\r\n", 1)[0].split(None, 2)
        status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        if not 200 <= status < 300:  # noqa: PLR2004 - RFC 9110 section 15.3
            raise self.refused(status, goal)

    def refused(self, status: int, goal: str) -> ProxyFailed:
        """Return what a proxy's answer other than success says: of itself, or of what it was to reach."""
        if _BAD_GATEWAY <= status <= _GATEWAY_TIMEOUT:
            return ProxyFailed("refused", f"the proxy {self.proxy} cannot reach {goal} (it answers {status})")
        wants = ": declare its name and password in reach.proxy" if status == 407 else ""  # noqa: PLR2004 - RFC 9110
        return ProxyFailed(
            "network", f"the proxy {self.proxy} lets nothing through to {goal} (it answers {status}){wants}"
        )

    def proxy_fields(self) -> list[tuple[str, str]]:
        """Return the header fields that the proxy is to see and nobody behind it."""
        if self.proxy is None or not self.proxy.username:
            return []
        pair = base64.b64encode(f"{self.proxy.username}:{self.proxy.password}".encode()).decode()
        return [("Proxy-Authorization", f"Basic {pair}")]

    def request_target(self, url: str, target: str) -> str:
        """Return a request-target as it has to be sent: whole where a proxy forwards it (RFC 9112 section 3.2.2).

        Raises:
            Unmeasured: if it cannot be sent byte for byte.
        """
        if not self.is_forwarded(url):
            return target
        if not target.startswith("/"):
            raise Unmeasured(
                f"the request-target {target[:60]!r} cannot be sent through a proxy that forwards plain HTTP"
            )
        parts = urlsplit(url)
        return f"http://{parts.netloc}{target}"

    @property
    def detours(self) -> list[str]:
        """Which way connections went, in words, where that was not simply to the host that was asked for."""
        told = [
            f"who asks for {pin.host or 'any host'}, port {pin.port or 'any'}, was connected to "
            f"{pin.to_host or 'that host'}, port {pin.to_port or 'the same'}, as connect_to says"
            for pin in self._pins
        ]
        if self.proxy is not None:
            spared = f", but for {', '.join(self.reach.no_proxy)}" if self.reach.no_proxy else ""
            told.append(f"connections went through the proxy {self.proxy}{spared}")
        return told

    def curl_options(self, url: str) -> tuple[str, ...]:
        """Return the options with which curl goes to a URL as the suite does, but for a proxy's password."""
        _, host, port = endpoint(url)
        place, reach = self.destination(host, port), self.reach
        options = ["--connect-to", f"{authority(host, port)}:{authority(*place)}"] if place != (host, port) else []
        options += ["--proxy", f"http://{self.proxy}"] if self.is_proxied(host) else []
        files = {"--cacert": reach.ca_file, "--cert": reach.client_certificate, "--key": reach.client_key}
        if url.startswith("https:"):
            options += [word for name, file in files.items() if file for word in (name, Path(file).name)]
        return tuple(options)

    def explain(self, error: BaseException, url: str, timeout_s: float) -> TargetFailed:
        """Return what a transport error says about the target, and the way that was tried if not the straight one."""
        failed = explain(error, url, timeout_s)
        _, host, port = endpoint(url)
        place = self.destination(host, port)
        detour = f"connected to {authority(*place)}, as connect_to says" if place != (host, port) else ""
        if self.is_proxied(host) and not isinstance(error, ProxyFailed):
            detour = ", ".join(filter(None, [detour, f"through the proxy {self.proxy}"]))
        return TargetFailed(failed.kind, f"{failed.sentence} ({detour})") if detour else failed


def endpoint(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of a URL, the port also where it is the scheme's own."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", "", 0


def authority(host: str, port: int) -> str:
    """Return host and port as they stand in a URL."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
