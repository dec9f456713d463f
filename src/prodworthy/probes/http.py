"""The one HTTP client: paced, bounded, and careful with credentials."""

from __future__ import annotations

import asyncio
import base64
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.client import Client
from prodworthy.probes.pace import Pace
from prodworthy.probes.way import Way
from prodworthy.target import Target

Fields = Mapping[str, str] | Sequence[tuple[str, str]]
_UNSET: Any = object()
_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization", "apikey", "x-api-key", "x-auth-token"})
_ACCEPT_ENCODING = "gzip, deflate"


class Http:
    """Sends requests to a target.

    It follows no redirect by itself, keeps no cookies, reads at most `limits.body_bytes` of a decoded body, and sends
    the target's own header fields and any credential only to the target's hosts. It belongs to the event loop on which
    it is first used.

    Args:
        target: where to send to, and within which limits.
        user_agent: how requests identify themselves.
        run_id: sent as `X-Prodworthy-Run`, so that the target's people can tell these requests from others.
    """

    def __init__(self, target: Target, *, user_agent: str, run_id: str) -> None:
        self.target = target
        self.way = Way(target.reach)
        self.pace = Pace(target.gate.requests_per_second, target.gate.concurrency)
        # With and without "www." is one site to everyone who types its name.
        self._hosts = {name for host in target.hosts for name in (host, f"www.{host}", host.removeprefix("www."))}
        self._identity = [("User-Agent", user_agent), ("X-Prodworthy-Run", run_id)]
        self._client: Client | None = None

    def beside(self, target: Target) -> Http:
        """Return a client for another place, which is told who asks, and nothing else of this one's target."""
        (_, agent), (_, run_id) = self._identity
        return Http(target, user_agent=agent, run_id=run_id)

    @property
    def sent(self) -> int:
        """How many requests have been sent so far."""
        return self.pace.sent

    def owns(self, url: str) -> bool:
        """Return whether the URL's host belongs to the target."""
        return urlsplit(url).hostname in self._hosts

    async def send(  # noqa: PLR0913 - one parameter for each part of a request
        self,
        method: str,
        path: str,
        *,
        headers: Fields = (),
        json: Any = _UNSET,
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - bounds one exchange, not the caller
    ) -> Exchange:
        """Send one request and read its response.

        Args:
            method: the request's method.
            path: a path below the target's base URL, or an absolute URL.
            headers: header fields; they replace defaults of the same name.
            json: a value to send as a JSON body.
            content: a body to send as it is.
            form: fields to send URL-encoded.
            files: parts of a multipart body: name to (file name, content, media type).
            timeout: seconds for the whole exchange; by default the target's `limits.request_timeout_s`.

        Raises:
            TargetFailed: if there is no complete HTTP response in time.
        """
        url = self.target.url(path)
        allowed_s = timeout or self.target.limits.request_timeout_s
        body: dict[str, Any] = {"content": content, "data": form, "files": files}
        if json is not _UNSET:
            body["json"] = json
        try:
            request = httpx.Request(method, url, headers=self.identify(url, headers), **body)
            request.headers.setdefault("Connection", "keep-alive")
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise TargetFailed("protocol", f"no request can be made of {url[:200]!r}: {error}") from error
        async with self.pace.turn():
            try:
                async with asyncio.timeout(allowed_s):
                    return await self._exchange(request)
            except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError, zlib.error) as error:
                raise self.way.explain(error, url, allowed_s) from error

    async def get(self, path: str, **options: Any) -> Exchange:
        """Send a GET request; see `send`."""
        return await self.send("GET", path, **options)

    async def head(self, path: str, **options: Any) -> Exchange:
        """Send a HEAD request; see `send`."""
        return await self.send("HEAD", path, **options)

    async def options(self, path: str, **options: Any) -> Exchange:
        """Send an OPTIONS request; see `send`."""
        return await self.send("OPTIONS", path, **options)

    async def post(self, path: str, **options: Any) -> Exchange:
        """Send a POST request; see `send`."""
        return await self.send("POST", path, **options)

    async def put(self, path: str, **options: Any) -> Exchange:
        """Send a PUT request; see `send`."""
        return await self.send("PUT", path, **options)

    async def patch(self, path: str, **options: Any) -> Exchange:
        """Send a PATCH request; see `send`."""
        return await self.send("PATCH", path, **options)

    async def delete(self, path: str, **options: Any) -> Exchange:
        """Send a DELETE request; see `send`."""
        return await self.send("DELETE", path, **options)

    async def follow(self, path: str, *, limit: int = 10, **options: Any) -> list[Exchange]:
        """Send GET requests along a chain of redirects.

        Returns:
            Every hop, the last one being the first response that is no redirect. After `limit` hops the last is still a
            redirect. A hop to a host outside the target carries no credentials.

        Raises:
            TargetFailed: if a hop is not answered.
        """
        hops = [await self.get(path, **options)]
        while hops[-1].is_redirect and len(hops) <= limit:
            try:
                there = urljoin(hops[-1].url, hops[-1].headers.get("location"))
                leads = urlsplit(there).scheme in {"http", "https"}
            except ValueError:
                leads = False  # an address that is none, such as http://[
            if not leads:
                break
            hops.append(await self.get(there, **options))
        return hops

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    def _connections(self) -> Client:
        if self._client is None:
            self._client = Client(self.way, self.owns, self.target.gate.concurrency)
        return self._client

    def identify(self, url: str, given: Fields) -> list[tuple[str, str]]:
        """Return the header fields to send to a URL: the given ones, the run's identity, what its host may know."""
        pairs = list(given.items() if isinstance(given, Mapping) else given)
        defaults = [*self._identity, ("Accept", "*/*"), ("Accept-Encoding", _ACCEPT_ENCODING)]
        if self._may_know(url):
            defaults += self.target.reach.headers.items()
            if (basic := self.target.reach.basic_auth) is not None:
                pair = base64.b64encode(f"{basic.username}:{basic.password}".encode()).decode()
                defaults.append(("Authorization", f"Basic {pair}"))
        else:
            pairs = [(name, value) for name, value in pairs if name.lower() not in _CREDENTIALS]
        named = {name.lower() for name, _ in pairs}
        return [(name, value) for name, value in defaults if name.lower() not in named] + pairs

    def _may_know(self, url: str) -> bool:
        """Whether a URL may be told credentials: of the target, and not in the clear where the target is not."""
        return self.owns(url) and not (self.target.is_https and url.startswith("http:"))

    async def _exchange(self, request: httpx.Request) -> Exchange:
        client = self._connections()
        started, clock = time.time(), time.perf_counter()
        response = await client.send(request)
        first_byte = time.perf_counter() - clock
        try:
            body, truncated = await _bounded(response, self.target.limits.body_bytes)
        finally:
            await response.aclose()
        return Exchange(
            request=Request(
                method=request.method,
                url=str(request.url),
                headers=_decoded(request.headers.raw),
                body=_sent_body(request),
                way=self.way.curl_options(str(request.url)),
            ),
            status=response.status_code,
            headers=_decoded(response.headers.raw),
            body=body,
            truncated=truncated,
            reason=response.reason_phrase,
            started=started,
            first_byte=first_byte,
            elapsed=time.perf_counter() - clock,
            http_version=response.http_version,
        )


def _decoded(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    return Headers([(name.decode("latin-1"), value.decode("utf-8", "replace")) for name, value in raw])


def _sent_body(request: httpx.Request) -> bytes:
    try:
        return request.content
    except httpx.RequestNotRead:
        return request.read() if not hasattr(request.stream, "__aiter__") else b""


async def _bounded(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """Read and decode a body, never holding more than the limit plus one chunk, whatever it would unpack to."""
    unpack = _unpacker(response.headers.get("content-encoding", "").strip().lower())
    body = bytearray()
    async for chunk in response.aiter_raw():
        if unpack is None:
            body += chunk
        else:
            body += _unpack(unpack, chunk, limit + 1 - len(body))
        if len(body) > limit:
            return bytes(body[:limit]), True
    if unpack is not None and not unpack.eof and response.num_bytes_downloaded:
        raise httpx.DecodingError("the body is not in its declared coding: it ends in the middle")
    return bytes(body), False


def _unpacker(coding: str) -> Any:
    if coding in {"gzip", "x-gzip"}:
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    if coding == "deflate":
        return zlib.decompressobj()
    return None


def _unpack(unpacker: Any, chunk: bytes, room: int) -> bytes:
    try:
        unpacked: bytes = unpacker.decompress(chunk, max(room, 1))
    except zlib.error as error:
        raise httpx.DecodingError(f"the body is not in its declared coding: {error}") from error
    return unpacked
