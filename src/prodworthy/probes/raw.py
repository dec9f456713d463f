"""Requests byte for byte, for what a well-behaved client would tidy up before sending."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import h11

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.outcome import TargetFailed, Unmeasured
from prodworthy.probes.http import Http
from prodworthy.probes.way import endpoint

_CHUNK = 65_536


class Raw:
    """Sends exactly the bytes it is given; it shares the pace and the limits of the HTTP client.

    Args:
        http: the client whose target, pace and identity apply.
    """

    def __init__(self, http: Http) -> None:
        self._http = http
        self._target = http.target

    async def send(  # noqa: PLR0913 - one parameter for each part of a request
        self,
        request_target: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        host: str = "",
        timeout: float | None = None,  # noqa: ASYNC109 - bounds one exchange, not the caller
    ) -> Exchange:
        """Send one request on a connection of its own.

        Args:
            request_target: what stands between method and version, sent as it is.
            method: the method, sent as it is.
            headers: header fields in order; `Host`, `Connection` and, with a body, `Content-Length` are added.
            body: the body, sent as it is.
            host: the `Host` field, if it is to differ from the target's; the TLS server name stays the target's.
            timeout: seconds for the whole exchange; by default the target's `limits.request_timeout_s`.

        Raises:
            TargetFailed: if there is no complete HTTP response in time.
            Unmeasured: if a proxy that forwards plain HTTP would not leave it as it is.
        """
        base = urlsplit(self._target.base_url)
        given = list(headers.items() if isinstance(headers, Mapping) else headers)
        fields = [("Host", host or base.netloc), *self._http.identify(self._target.base_url, given)]
        named = {name.lower() for name, _ in given}
        if (
            "accept-encoding" not in named
        ):  # bodies are read as they come, and a compressed one would tell a rule nothing
            fields = [(name, value) for name, value in fields if name.lower() != "accept-encoding"]
            fields.append(("Accept-Encoding", "identity"))
        if body and "content-length" not in named:
            fields.append(("Content-Length", str(len(body))))
        fields.append(("Connection", "close"))
        url = f"{self._target.origin}{request_target}" if request_target.startswith("/") else request_target
        wire_target, to_proxy = self._through_proxy(request_target, host)
        head = f"{method} {wire_target} HTTP/1.1\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in [*fields, *to_proxy])
        wire = head.encode("utf-8", "surrogateescape") + b"\r\n" + body
        allowed_s = timeout or self._target.limits.request_timeout_s
        async with self._http.pace.turn():
            started, clock = time.time(), time.perf_counter()
            try:
                async with asyncio.timeout(allowed_s):
                    response = await self._converse(wire, method)
            except (OSError, TimeoutError) as error:
                raise self._http.way.explain(error, self._target.base_url, allowed_s) from error
            except h11.RemoteProtocolError as error:
                raise TargetFailed("protocol", f"{base.hostname} does not speak HTTP properly: {error}") from error
        return Exchange(
            request=Request(method, url, Headers(fields), body, self._http.way.curl_options(self._target.base_url)),
            status=response.status,
            headers=response.headers,
            body=response.body,
            truncated=response.truncated,
            reason=response.reason,
            started=started,
            first_byte=response.at_head - clock,
            elapsed=time.perf_counter() - clock,
            http_version=response.version,
        )

    def _through_proxy(self, request_target: str, host: str) -> tuple[str, list[tuple[str, str]]]:
        """Return the request-target as it is sent, and the fields for the proxy that forwards it, if one does."""
        way, url = self._http.way, self._target.base_url
        if not way.is_forwarded(url):
            return request_target, []
        if host:  # it would follow the request-target, and write the Host field anew (RFC 9112 section 3.2.2)
            raise Unmeasured("another Host field cannot be sent through a proxy that forwards plain HTTP")
        return way.request_target(url, request_target), way.proxy_fields()

    async def _converse(self, wire: bytes, method: str) -> _Response:
        way, url = self._http.way, self._target.base_url
        _, host, port = endpoint(url)
        if way.is_forwarded(url):
            reader, writer = await way.open_forwarding()
        else:
            reader, writer = await way.open(host, port, tls=way.tls() if self._target.is_https else None)
        try:
            writer.write(wire)
            await writer.drain()
            return await _read(reader, method, self._target.limits.body_bytes)
        finally:
            writer.close()


class _Response:
    def __init__(self, head: h11.Response) -> None:
        self.at_head = time.perf_counter()
        self.status = head.status_code
        self.reason = bytes(head.reason).decode("utf-8", "replace")
        self.version = f"HTTP/{bytes(head.http_version).decode('ascii', 'replace')}"
        self.headers = Headers(
            [(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in head.headers.raw_items()]
        )
        self.body = b""
        self.truncated = False


async def _read(reader: asyncio.StreamReader, method: str, limit: int) -> _Response:
    """Read one response; h11 frames it, told of a plain request in place of the odd one that was really sent."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_CHUNK)
    stand_in = method if method in {"HEAD", "CONNECT"} else "GET"
    connection.send(h11.Request(method=stand_in, target="/", headers=[("Host", "target")]))
    connection.send(h11.EndOfMessage())
    response: _Response | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_CHUNK))
        elif isinstance(event, h11.Response):
            response = _Response(event)
        elif isinstance(event, h11.Data):
            body += event.data
        elif not isinstance(event, h11.InformationalResponse):
            break
        if len(body) > limit:
            break
    if response is None:
        raise h11.RemoteProtocolError("the connection ended before a status line")
    response.body, response.truncated = bytes(body[:limit]), len(body) > limit
    return response
