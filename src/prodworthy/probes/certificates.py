"""The certificates that a server shows: at each of its addresses, for each kind of key, verified and not."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from typing import Any

from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.certificate_reading import path_of, read_certificate
from prodworthy.probes.http import Http
from prodworthy.probes.tls import Place, places_of
from prodworthy.probes.trust import identify, trusting
from prodworthy.rules.certificates import Certificate, Shown
from prodworthy.target import Reach

CERTIFICATE_HANDSHAKES = 4
"""About how many connections one address takes."""
_ANSWER_S = 5.0
_IGNORE_DATES = 0x200000  # X509_V_FLAG_NO_CHECK_TIME: dates are judged by themselves
_ANY = "ALL:!aNULL:@SECLEVEL=0"
_KINDS = {"RSA": "aRSA:@SECLEVEL=0", "ECDSA": "aECDSA:@SECLEVEL=0"}
_KIND_OF_KEY = {"RSA": "RSA", "EC": "ECDSA"}


async def shown_certificates(http: Http, host: str, port: int) -> tuple[list[Shown], dict[str, str]]:
    """Return what each address of a host shows to clients that accept any kind of key, or only one.

    Many servers carry an RSA and an ECDSA certificate, and whoever looks with one client sees one of them.

    Returns:
        What was shown, and for each address that did not answer, why.

    Raises:
        TargetFailed: if no address answers.
    """
    shown: list[Shown] = []
    silent: dict[str, TargetFailed] = {}
    places = await places_of(http, host, port)
    for place, answer in zip(places, await asyncio.gather(*(_at(http, place) for place in places)), strict=True):
        if isinstance(answer, TargetFailed):
            silent[place.address] = answer
        else:
            shown += answer
    if not shown and silent:
        raise next(iter(silent.values()))
    return shown, {address: failure.sentence for address, failure in silent.items()}


async def default_certificate(http: Http, place: Place, name: str) -> Certificate | None:
    """Return the certificate for a server name that the server does not have, or for none; None if it refuses."""
    context = _context(http.target.reach, _ANY)
    context.verify_mode = ssl.CERT_NONE
    try:
        chain = await _handshake(http, place, context, name)
    except (OSError, TimeoutError):
        return None
    return await asyncio.to_thread(read_certificate, chain[0]) if chain else None


async def _at(http: Http, place: Place) -> list[Shown] | TargetFailed:
    first = await _shown(http, place, "any", _ANY, older=False)
    if not isinstance(first, Shown):
        return first
    usual = _KIND_OF_KEY.get(first.leaf.key, "")
    others = [kind for kind in _KINDS if kind != usual]
    more = await asyncio.gather(*(_shown(http, place, kind, _KINDS[kind], older=True) for kind in others))
    known = {first.leaf.der}
    return [first, *(one for one in more if isinstance(one, Shown) and one.leaf.der not in known)]


async def _shown(http: Http, place: Place, kind: str, ciphers: str, *, older: bool) -> Shown | TargetFailed:
    """Shake hands as a client that verifies and, where that fails, as one that does not."""
    reach = http.target.reach
    distrust = ""
    try:
        try:
            chain = await _handshake(http, place, _context(reach, ciphers, older=older), place.host)
        except ssl.SSLCertVerificationError as error:
            distrust = error.verify_message
            careless = _context(reach, ciphers, older=older)
            careless.verify_mode = ssl.CERT_NONE
            chain = await _handshake(http, place, careless, place.host)
        trusted = not distrust
        if reach.ca_file and trusted:
            trusted = await _trusted_by_system(http, place, ciphers, older=older)
    except (OSError, TimeoutError) as error:
        return http.way.explain(error, place.url, _ANSWER_S)
    if not chain:
        return TargetFailed("tls", f"{place} shows no certificate")
    sent = await asyncio.to_thread(_read, chain)
    if isinstance(sent, TargetFailed):
        return sent
    path = await asyncio.to_thread(path_of, sent)
    return Shown(place.host, place.address, kind, sent, path, distrust, trusted and sent[0].public)


async def _trusted_by_system(http: Http, place: Place, ciphers: str, *, older: bool) -> bool:
    try:
        public = http.target.reach.model_copy(update={"ca_file": ""})
        await _handshake(http, place, _context(public, ciphers, older=older), place.host)
    except ssl.SSLCertVerificationError:
        return False
    return True


async def _handshake(http: Http, place: Place, context: ssl.SSLContext, name: str) -> Sequence[bytes]:
    async with http.pace.turn(), asyncio.timeout(_ANSWER_S):
        _, writer = await place.connect(http, context, name)
        try:
            return _sent_by_peer(writer.get_extra_info("ssl_object"))
        finally:
            writer.close()


def _sent_by_peer(connection: Any) -> list[bytes]:
    """Return the certificates as sent, DER; Python makes them public from 3.13 on."""
    if hasattr(connection, "get_unverified_chain"):
        return list(connection.get_unverified_chain())
    der = 2  # _ssl.ENCODING_DER
    return [one.public_bytes(der) for one in connection._sslobj.get_unverified_chain() or ()]  # noqa: SLF001


def _context(reach: Reach, ciphers: str, *, older: bool = False) -> ssl.SSLContext:
    """Return a client's context: what is too weak is agreed to as well, so that it can be told."""
    context = trusting(reach)
    identify(context, reach)
    context.check_hostname = False  # names are judged by themselves
    context.verify_flags |= ssl.VerifyFlags(_IGNORE_DATES)
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    if older:
        context.maximum_version = ssl.TLSVersion.TLSv1_2  # where the suite decides about the kind of key
    context.set_ciphers(ciphers)
    return context


def _read(chain: Sequence[bytes]) -> tuple[Certificate, ...] | TargetFailed:
    try:
        return tuple(read_certificate(der) for der in chain)
    except ValueError as error:
        return TargetFailed("tls", f"a certificate cannot be read: {error}")
