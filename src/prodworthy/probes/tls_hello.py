"""The first messages of a TLS handshake, made and read by hand.

A TLS library does not offer what it thinks too weak, and would so find every server strong. What a server accepts shows
in its first answer, which is not encrypted up to TLS 1.2: no library and no cryptography is needed to read it.
"""

from __future__ import annotations

import ipaddress
import secrets
import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from prodworthy.rules.tls import SSL_2, SSL_3, TLS_1_2, TLS_1_3

HANDSHAKE, ALERT, CHANGE_CIPHER_SPEC, HEARTBEAT = 22, 21, 20, 24
HEARTBEAT_EXTENSION = 15
EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO = 23, 0xFF01
SIGNED_CERTIFICATE_TIMESTAMPS = 18
STRONG_GROUPS = (29, 23, 24, 25)
_SERVER_HELLO, _CERTIFICATE, _KEY_EXCHANGE, _DONE, _CERTIFICATE_STATUS = 2, 11, 12, 14, 22
_SUPPORTED_VERSIONS, _KEY_SHARE = 43, 51
_RETRY = bytes.fromhex("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C")
_SCHEMES = (0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201)
_NAMED_CURVE = 3


@dataclass(frozen=True, slots=True)
class Hello:
    """What a client offers.

    Attributes:
        version: the highest version, and with TLS 1.3 the only one.
        suites: cipher suites, most wanted first.
        name: the server's name; an IP address is not sent (RFC 6066 section 3).
        groups: key exchange groups.
        shares: whether a share for X25519 is sent along (TLS 1.3); without it the server asks for the group it prefers.
        compression: whether DEFLATE is offered.
        extensions: further extensions, by number.
    """

    version: int
    suites: Sequence[int]
    name: str = ""
    groups: Sequence[int] = STRONG_GROUPS
    shares: bool = True
    compression: bool = False
    extensions: Mapping[int, bytes] = field(default_factory=dict)

    def wire(self) -> bytes:
        """Return the record to send."""
        if self.version == SSL_2:
            return _ssl2_hello()
        body = struct.pack("!H", min(self.version, TLS_1_2)) + secrets.token_bytes(32)
        body += _vector(secrets.token_bytes(32) if self.version == TLS_1_3 else b"", 1)
        body += _vector(_numbers(self.suites), 2) + _vector(b"\x01\x00" if self.compression else b"\x00", 1)
        if self.version > SSL_3:
            body += _vector(b"".join(struct.pack("!H", n) + _vector(d, 2) for n, d in self._extensions().items()), 2)
        return record(HANDSHAKE, b"\x01" + _vector(body, 3), min(self.version, 0x0301))

    def _extensions(self) -> dict[int, bytes]:
        wanted: dict[int, bytes] = {}
        if self.name and not _is_address(self.name):
            wanted[0] = _vector(b"\x00" + _vector(self.name.encode("idna"), 2), 2)
        wanted |= {
            5: b"\x01\x00\x00\x00\x00",
            10: _vector(_numbers(self.groups), 2),
            11: b"\x01\x00",
            16: _vector(_vector(b"h2", 1) + _vector(b"http/1.1", 1), 2),
            SIGNED_CERTIFICATE_TIMESTAMPS: b"",
            EXTENDED_MASTER_SECRET: b"",
            RENEGOTIATION_INFO: b"\x00",
        }
        if self.version >= TLS_1_2:
            wanted[13] = _vector(_numbers(_SCHEMES), 2)
        if self.version == TLS_1_3:
            share = struct.pack("!H", STRONG_GROUPS[0]) + _vector(secrets.token_bytes(32), 2) if self.shares else b""
            wanted |= {_SUPPORTED_VERSIONS: b"\x02\x03\x04", 45: b"\x01\x01", _KEY_SHARE: _vector(share, 2)}
        return {**wanted, **self.extensions}


@dataclass(slots=True)
class Reply:
    """What a server answered, as far as it can be read.

    Attributes:
        version: the version it chose; None: it chose none.
        suite: the cipher suite it chose.
        compression: whether it chose to compress.
        extensions: those of its first message.
        certificates: what it showed, DER, the leaf first (up to TLS 1.2).
        staple: the stapled OCSP response, DER; empty if there is none.
        group: the key exchange group it chose, if any.
        dh_bits: the size of its Diffie-Hellman prime; 0 for another key exchange.
        complete: whether it said all that can be read.
    """

    version: int | None = None
    suite: int = 0
    compression: bool = False
    extensions: dict[int, bytes] = field(default_factory=dict)
    certificates: tuple[bytes, ...] = ()
    staple: bytes = b""
    group: int = 0
    dh_bits: int = 0
    complete: bool = False


def read_reply(data: bytes) -> Reply:
    """Read what a server has answered so far; whatever comes over the wire, this ends and raises nothing."""
    reply = Reply()
    if len(data) > 2 and data[0] & 0x80 and data[2] == 4:  # noqa: PLR2004 - a SERVER-HELLO of SSL 2
        return Reply(version=SSL_2, complete=True)
    messages = bytearray()
    try:
        for kind, body in records(data):
            if kind == ALERT and len(body) >= 2 and body[0] == 2:  # noqa: PLR2004 - a fatal one
                reply.complete = True
                break
            if kind == HANDSHAKE:
                messages += body
        for kind, body in _messages(bytes(messages)):
            if (read := _READERS.get(kind)) is not None:
                read(reply, body)
    except (IndexError, struct.error, ValueError):
        reply.complete = True
    return reply


def records(data: bytes) -> Iterable[tuple[int, bytes]]:
    """Yield the whole records of a stream: content type and body.

    Raises:
        ValueError: if the stream is not TLS.
    """
    at = 0
    while at + 5 <= len(data):
        kind, major, _, size = struct.unpack_from("!BBBH", data, at)
        if kind not in {CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, 23, HEARTBEAT} or major != 3:  # noqa: PLR2004
            raise ValueError("not TLS")
        if at + 5 + size > len(data):
            return
        yield kind, data[at + 5 : at + 5 + size]
        at += 5 + size


def record(kind: int, body: bytes, version: int) -> bytes:
    """Return a record."""
    return struct.pack("!BHH", kind, version, len(body)) + body


def _messages(data: bytes) -> Iterable[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        if at + 4 + size > len(data):
            return
        yield data[at], data[at + 4 : at + 4 + size]
        at += 4 + size


def _server_hello(reply: Reply, body: bytes) -> None:
    version = struct.unpack_from("!H", body)[0]
    at = 35 + body[34]
    reply.suite, reply.compression = struct.unpack_from("!H", body, at)[0], body[at + 2] != 0
    reply.extensions = dict(_extensions(body[at + 5 :]))
    if _SUPPORTED_VERSIONS in reply.extensions:
        version = int.from_bytes(reply.extensions[_SUPPORTED_VERSIONS][:2], "big")
        reply.complete = True  # the rest is encrypted
    if (share := reply.extensions.get(_KEY_SHARE)) and (len(share) == 2 or body[2:34] != _RETRY):  # noqa: PLR2004
        reply.group = int.from_bytes(share[:2], "big")
    reply.version = version


def _extensions(data: bytes) -> Iterable[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        number, size = struct.unpack_from("!HH", data, at)
        yield number, data[at + 4 : at + 4 + size]
        at += 4 + size


def _certificate(reply: Reply, body: bytes) -> None:
    shown, at = [], 3
    while at + 3 <= len(body):
        size = int.from_bytes(body[at : at + 3], "big")
        shown.append(body[at + 3 : at + 3 + size])
        at += 3 + size
    reply.certificates = tuple(shown)


def _status(reply: Reply, body: bytes) -> None:
    reply.staple = body[4 : 4 + int.from_bytes(body[1:4], "big")]


def _key_exchange(reply: Reply, body: bytes) -> None:
    if reply.suite in _DIFFIE_HELLMAN:
        size = struct.unpack_from("!H", body)[0]
        reply.dh_bits = int.from_bytes(body[2 : 2 + size], "big").bit_length()
    elif body[0] == _NAMED_CURVE:
        reply.group = struct.unpack_from("!H", body, 1)[0]


def _done(reply: Reply, _: bytes) -> None:
    reply.complete = True


_READERS = {
    _SERVER_HELLO: _server_hello,
    _CERTIFICATE: _certificate,
    _CERTIFICATE_STATUS: _status,
    _KEY_EXCHANGE: _key_exchange,
    _DONE: _done,
}
_DIFFIE_HELLMAN: Collection[int] = frozenset(
    {0x0012, 0x0013, 0x0015, 0x0016, 0x0033, 0x0039, 0x0067, 0x006B, 0x009E, 0x009F, 0xCCAA}
)


def _ssl2_hello() -> bytes:
    kinds = b"".join(bytes.fromhex(code) for code in ("010080", "020080", "030080", "040080", "060040", "0700c0"))
    challenge = secrets.token_bytes(16)
    body = struct.pack("!BHHHH", 1, SSL_2, len(kinds), 0, len(challenge)) + kinds + challenge
    return struct.pack("!H", 0x8000 | len(body)) + body


def _vector(data: bytes, size: int) -> bytes:
    return len(data).to_bytes(size, "big") + data


def _numbers(values: Iterable[int]) -> bytes:
    return b"".join(struct.pack("!H", value) for value in values)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
