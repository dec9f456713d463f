"""A TLS context that can answer a handshake as a vulnerable library of long ago would: today's cannot be made to."""

import secrets
import ssl
import struct
from typing import Any

import trustme

_OFFERS_HEARTBEAT = b"\x00\x0f\x00\x01\x01"
_HANDSHAKE, _HEARTBEAT = 22, 24
_TLS_1_2 = 0x0303


class Context(ssl.SSLContext):
    """A server's context.

    Attributes:
        usual: the certificate that it shows.
        bleeds: whether clients that offer heartbeats are answered with too much of it (CVE-2014-0160).
    """

    usual: trustme.LeafCert
    bleeds = False

    def wrap_bio(self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *arguments: Any, **named: Any) -> Any:
        """Begin a connection."""
        connection = super().wrap_bio(incoming, outgoing, *arguments, **named)
        return _Bleeding(connection, incoming, outgoing) if self.bleeds else connection


class _Bleeding:
    """A connection that plays the old library to whoever offers a heartbeat, and is as usual to everyone else."""

    def __init__(self, connection: ssl.SSLObject, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> None:
        self._connection, self._incoming, self._outgoing = connection, incoming, outgoing
        self._plays = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def do_handshake(self) -> None:
        """Go on with the handshake."""
        came = self._incoming.read()
        if self._plays or _OFFERS_HEARTBEAT in came:
            if not self._plays:
                self._outgoing.write(_greeting())
            elif came[:1] == bytes([_HEARTBEAT]):
                wanted = struct.unpack_from("!H", came, 6)[0]
                self._outgoing.write(_record(_HEARTBEAT, b"\x02" + struct.pack("!H", wanted) + b"\xaa" * wanted))
            self._plays = True
            raise ssl.SSLWantReadError
        self._incoming.write(came)
        self._connection.do_handshake()


def _greeting() -> bytes:
    hello = struct.pack("!H", _TLS_1_2) + secrets.token_bytes(32) + b"\x00" + b"\xc0\x2f" + b"\x00"
    hello += struct.pack("!H", len(_OFFERS_HEARTBEAT)) + _OFFERS_HEARTBEAT
    done = b"\x0e\x00\x00\x00"
    return _record(_HANDSHAKE, b"\x02" + len(hello).to_bytes(3, "big") + hello + done)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("!BHH", kind, _TLS_1_2, len(body)) + body
