"""Trust in a private certificate authority, for a browser that has no setting for one.

Chromium on Linux reads authorities from its own store only. What it can be told is a list of public keys whose
certificates it is to accept as they are. So the keys are taken from certificates that a full verification against the
declared authority (chain, name, dates) has just accepted: nothing that the authority did not vouch for is trusted, and
verification stays on for every other server.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Iterable

from prodworthy.probes.way import Way, endpoint

_SEQUENCE = 0x30
_VERSION = 0xA0
_LONG_FORM = 0x80


async def verified_pins(origins: Iterable[str], way: Way, timeout_s: float = 5.0) -> tuple[str, ...]:
    """Return the pins of the origins' keys, each verified against the authority just now.

    Args:
        origins: URLs; those that are not https are left out.
        way: how to get there, and what to trust.
        timeout_s: seconds for each connection.

    Returns:
        Base64 SHA-256 digests of the public keys (SubjectPublicKeyInfo, RFC 7469 section 2.4). An origin whose
        certificate does not verify, or that does not answer, gives none: the browser then refuses it, as it should.
    """
    pins = []
    for origin in sorted(set(origins)):
        scheme, host, port = endpoint(origin)
        if scheme != "https" or not host:
            continue
        try:
            async with asyncio.timeout(timeout_s):
                _, writer = await way.open(host, port, tls=way.tls())
        except OSError:  # a timeout is one
            continue
        certificate = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        if certificate:
            pins.append(pin(certificate))
    return tuple(pins)


def pin(certificate: bytes) -> str:
    """Return the base64 SHA-256 of a DER certificate's public key.

    Raises:
        ValueError: the bytes are no certificate.
    """
    return base64.b64encode(hashlib.sha256(public_key_info(certificate)).digest()).decode()


def public_key_info(certificate: bytes) -> bytes:
    """Return the SubjectPublicKeyInfo of a DER certificate (RFC 5280 section 4.1).

    Raises:
        ValueError: the bytes are no certificate.
    """
    try:
        start, _ = _inside(certificate, 0)
        at, _ = _inside(certificate, start)
        if certificate[at] == _VERSION:
            at = _after(certificate, at)
        for _ in ("serialNumber", "signature", "issuer", "validity", "subject"):
            at = _after(certificate, at)
        end = _after(certificate, at)
    except IndexError:
        raise ValueError("the certificate ends too early") from None
    if certificate[at] != _SEQUENCE or end > len(certificate):
        raise ValueError("there is no public key where a certificate has it")
    return certificate[at:end]


def _inside(der: bytes, at: int) -> tuple[int, int]:
    """Return where the contents of the DER value at a position begin and end."""
    length = der[at + 1]
    if length < _LONG_FORM:
        return at + 2, at + 2 + length
    size = length - _LONG_FORM
    begin = at + 2 + size
    der[begin - 1]  # an IndexError where the length itself is cut off
    return begin, begin + int.from_bytes(der[at + 2 : begin], "big")


def _after(der: bytes, at: int) -> int:
    """Return the position behind the DER value at a position."""
    return _inside(der, at)[1]
