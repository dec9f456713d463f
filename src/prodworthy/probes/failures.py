"""What it means when a target does not answer."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Awaitable, Iterator

import httpx

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import TargetFailed, Unmeasured

_NO_ROUTE = {errno.ENETUNREACH, errno.ENETDOWN}
_CLOSED = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}


class ProxyFailed(OSError):
    """There is no way through the declared proxy.

    Attributes:
        kind: as of `TargetFailed`: `network` where that says nothing about the target.
        sentence: what happened, for a person.
    """

    def __init__(self, kind: str, sentence: str) -> None:
        self.kind = kind
        self.sentence = sentence
        super().__init__(sentence)


def explain(error: BaseException, url: str, timeout_s: float) -> TargetFailed:
    """Return what a transport error says about the target, as a sentence.

    A name server that cannot be asked, or a machine without a route, is of the kind `network`: it says nothing about
    the target.

    Args:
        error: what the transport raised.
        url: the URL that was asked for.
        timeout_s: the time that was allowed, in seconds.
    """
    host = httpx.URL(url).host or url
    for cause in _chain(error):
        if isinstance(cause, OSError) and (failed := _of_socket(cause, host, url)) is not None:
            return failed
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return TargetFailed("timeout", f"{host} did not complete its answer to {url} within {timeout_s:.3g} s")
    if isinstance(error, httpx.RemoteProtocolError) and not _broke_off(error):
        return TargetFailed("protocol", f"{host} does not speak HTTP properly: {error}")
    if isinstance(error, httpx.TransportError):
        return TargetFailed("reset", f"{host} closed the connection before it had answered")
    return TargetFailed("protocol", f"{host} could not be asked: {type(error).__name__}: {error}")


def _broke_off(error: httpx.RemoteProtocolError) -> bool:
    return "disconnected" in str(error) or "closed connection" in str(error)


async def unless_hung_up(sending: Awaitable[Exchange]) -> Exchange | None:
    """Return an answer, or None where the target hung up instead: that refuses an odd request as well.

    Raises:
        Unmeasured: if it did not answer for another reason, such as the time: that refuses nothing.
    """
    try:
        return await sending
    except TargetFailed as failure:
        if failure.hung_up:
            return None
        raise Unmeasured(failure.sentence) from failure


def _of_socket(error: OSError, host: str, url: str) -> TargetFailed | None:
    match error:
        case ProxyFailed():
            said = (error.kind, error.sentence)
        case ssl.SSLCertVerificationError():
            said = ("tls", f"{host} shows a certificate that does not verify: {error.verify_message}")
        case ssl.SSLWantReadError() | ssl.SSLWantWriteError():
            return None  # how the library says to itself that it waits; what ended the wait stands elsewhere
        case ssl.SSLError():
            reason = (error.reason or str(error)).replace("_", " ").lower()
            said = ("tls", f"{host} could not agree on a TLS connection: {reason}")
        case socket.gaierror():
            said = _unresolved(error, host)
        case ConnectionRefusedError():
            said = ("refused", f"{host} refused the connection on port {_port(url)}")
        case OSError(errno=number) if number in _NO_ROUTE:
            said = ("network", f"this machine has no route to {host}: its own network seems to be down")
        case OSError(errno=errno.EHOSTUNREACH):
            said = ("refused", f"{host} cannot be reached: no route to it")
        case OSError(errno=number) if number in _CLOSED:
            said = ("reset", f"{host} closed the connection before it had answered")
        case _:
            return None
    return TargetFailed(*said)


def _unresolved(error: socket.gaierror, host: str) -> tuple[str, str]:
    if error.errno == socket.EAI_AGAIN or not has_route():
        return "network", f"no name server answered for {host}: this machine's own network seems to be down"
    return "unresolvable", f"the name {host} does not resolve"


def has_route() -> bool:
    """Return whether this machine has a route beyond itself; nothing is sent to find out.

    Connecting a datagram socket only looks the route up. The addresses are those of documentation (RFC 5737, 3849).
    """
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
        except OSError:
            continue
        return True
    return False


def _port(url: str) -> int:
    parsed = httpx.URL(url)
    return parsed.port or (443 if parsed.scheme == "https" else 80)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _chain(inner)
        error = error.__cause__ or error.__context__
