"""What a server agrees to: it is offered one thing at a time, and its first answer is read."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from prodworthy.facts.outcome import TargetFailed, Unmeasured
from prodworthy.probes.http import Http
from prodworthy.probes.tls_hello import (
    EXTENDED_MASTER_SECRET,
    RENEGOTIATION_INFO,
    SIGNED_CERTIFICATE_TIMESTAMPS,
    STRONG_GROUPS,
    Hello,
    Reply,
    read_reply,
)
from prodworthy.probes.way import Streams, authority
from prodworthy.rules.cipher_suites import BROKEN, ELLIPTIC, FINITE_FIELD, MODERN, NAMES, WEAK, suite_name
from prodworthy.rules.tls import CURRENT, HYBRID_GROUP, TLS_1_2, TLS_1_3, VERSIONS, WEAK_GROUPS, Scan

MOST_ADDRESSES = 4
SCAN_HELLOS = 18
"""About how many connections the scan of an address makes."""
_AT_ONCE = 4
_ANSWER_S = 3.0
_CHUNK = 65_536
_LONGEST_ANSWER = 262_144
_TLS_1_3_SUITES = (0x1301, 0x1302, 0x1303)
_ALPN = 16
_UNREACHABLE = (OSError, TimeoutError)


def port_of(url: str) -> int:
    """Return the port of an https URL."""
    return urlsplit(url).port or 443


async def places_of(http: Http, host: str, port: int) -> list[Place]:
    """Return where a host answers, at most `MOST_ADDRESSES` places.

    Raises:
        TargetFailed: if the name does not resolve.
    """
    known = await http.way.addresses(host, port, _ANSWER_S)
    return [Place(host, port, *one) for one in known[:MOST_ADDRESSES]]


async def scan_tls(http: Http, host: str, port: int) -> tuple[list[Scan], dict[str, str]]:
    """Offer each address of a host what there is in TLS, and see what it takes.

    Returns:
        What was found by address, and for each address that could not be asked, why. The first that answers is asked
        everything, the others for the versions they accept.

    Raises:
        TargetFailed: if none of the addresses answers.
        Unmeasured: if an address stops answering under the scan, so that silence cannot be told from refusal.
    """
    scans: list[Scan] = []
    silent: dict[str, TargetFailed] = {}
    for place in await places_of(http, host, port):
        server = _Server(http, place)
        try:
            scans.append(await (server.everything() if not scans else server.versions_only()))
        except TargetFailed as failure:
            silent[place.address] = failure
    if not scans and silent:
        raise next(iter(silent.values()))
    return scans, {address: failure.sentence for address, failure in silent.items()}


@dataclass(frozen=True, slots=True)
class Place:
    """One address of a server.

    Attributes:
        host: its name, which is asked for in the handshake.
        port: the port that is asked for.
        address: where the connection ends: an IP address, or a name that a proxy resolves.
        at_port: the port at which it ends.
    """

    host: str
    port: int
    address: str
    at_port: int

    @classmethod
    def at(cls, http: Http, host: str, port: int, address: str) -> Self:
        """Return the place of a host and port at one of its addresses."""
        return cls(host, port, address, http.way.destination(host, port)[1])

    @property
    def url(self) -> str:
        """The URL of the place, as a client that knows its name has it."""
        return f"https://{authority(self.host, self.port)}/"

    async def connect(self, http: Http, tls: ssl.SSLContext | None = None, name: str = "") -> Streams:
        """Open a connection there, and shake hands if a context is given; see `Way.open`."""
        return await http.way.open(self.host, self.port, at=(self.address, self.at_port), tls=tls, name=name)

    def __str__(self) -> str:
        return self.host if self.host == self.address else f"{self.host} ({self.address})"


async def greet(
    http: Http, place: Place, hello: Hello, then: Callable[[Reply], Iterable[bytes]] | None = None
) -> tuple[Reply, list[bytes]]:
    """Send a hello on a connection of its own and read the answer, until it is complete or the server is silent.

    Args:
        http: whose pace applies.
        place: where to connect.
        hello: what to offer.
        then: returns what to send after the answer, piece by piece.

    Returns:
        The answer, and what came back after each further piece; empty bytes where there was no answer in time.

    Raises:
        TargetFailed: if no connection can be made.
    """
    async with http.pace.turn():
        try:
            async with asyncio.timeout(_ANSWER_S):
                reader, writer = await place.connect(http)
        except _UNREACHABLE as error:
            raise http.way.explain(error, place.url, _ANSWER_S) from error
        try:
            data = await _say(reader, writer, hello.wire(), lambda seen: read_reply(seen).complete)
            reply = read_reply(data)
            more = [await _say(reader, writer, piece, bool) for piece in (then(reply) if then else ())]
            return reply, more
        finally:
            writer.close()


async def _say(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, piece: bytes, enough: Callable[[bytes], bool]
) -> bytes:
    seen = bytearray()
    try:
        async with asyncio.timeout(_ANSWER_S):
            writer.write(piece)
            await writer.drain()
            while not enough(bytes(seen)) and len(seen) < _LONGEST_ANSWER:
                part = await reader.read(_CHUNK)
                if not part:
                    break
                seen += part
    except _UNREACHABLE:
        pass  # a reset or silence is how many servers refuse; the scan's control tells whether they still answer
    return bytes(seen)


class _Server:
    def __init__(self, http: Http, place: Place) -> None:
        self._http, self._place = http, place
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def everything(self) -> Scan:
        versions = await self._versions()
        accepted = frozenset(versions)
        older = max((version for version in accepted if version < TLS_1_3), default=None)
        found: dict[str, object] = {}
        if older is not None:
            found = await self._older(older, versions)
        await self._still_there(accepted)
        modern = {version: reply for version, reply in versions.items() if version in CURRENT}
        return Scan(
            address=self._place.address,
            versions=accepted,
            suites={version: suite_name(reply.suite) for version, reply in modern.items()},
            groups={version: reply.group for version, reply in modern.items() if reply.group},
            **found,  # type: ignore[arg-type]  # the fields of Scan, by name
        )

    async def versions_only(self) -> Scan:
        accepted = frozenset(await self._versions())
        await self._still_there(accepted)
        return Scan(address=self._place.address, versions=accepted)

    async def _versions(self) -> dict[int, Reply]:
        replies = await asyncio.gather(*(self._version(version) for version in VERSIONS))
        accepted = {version: reply for version, reply in zip(VERSIONS, replies, strict=True) if reply is not None}
        if not accepted:
            raise TargetFailed("tls", f"{self._place} agrees to no version of TLS")
        return accepted

    async def _version(self, version: int) -> Reply | None:
        if version == TLS_1_3:
            # Without a share, the server says which group it would like best.
            asked = await self._ask(version, _TLS_1_3_SUITES, groups=(HYBRID_GROUP, *STRONG_GROUPS), shares=False)
            if asked.version != version:
                asked = await self._ask(version, _TLS_1_3_SUITES)
        else:
            suites = [*MODERN, *(code for kind in (*WEAK.values(), *BROKEN.values()) for code in kind)]
            asked = await self._ask(version, suites, compression=version == TLS_1_2)
        return asked if asked.version == version else None

    async def _older(self, version: int, versions: Mapping[int, Reply]) -> dict[str, object]:
        """Ask what only versions before TLS 1.3 can agree to."""
        broken, weak, curve, prime = await asyncio.gather(
            self._any_of(version, BROKEN),
            self._each_of(version, WEAK),
            self._ask(version, ELLIPTIC, groups=(*WEAK_GROUPS, 23, 24)),
            self._ask(version, FINITE_FIELD),
        )
        usual = versions[version]
        return {
            "broken": broken,
            "weak": weak,
            "weak_group": curve.group if curve.version is not None and curve.group in WEAK_GROUPS else 0,
            "dh_bits": prime.dh_bits,
            "compression": usual.compression,
            "renegotiation": RENEGOTIATION_INFO in usual.extensions,
            "master_secret": EXTENDED_MASTER_SECRET in usual.extensions,
            "http": usual.extensions.get(_ALPN, b"")[3:].decode("ascii", "replace"),
            "timestamps": _timestamps(usual.extensions.get(SIGNED_CERTIFICATE_TIMESTAMPS, b"")),
            "staple": usual.staple,
        }

    async def _any_of(self, version: int, kinds: Mapping[str, Mapping[int, str]]) -> dict[str, str]:
        """Ask for all kinds at once, and for each of them only if something was taken."""
        everything = [code for suites in kinds.values() for code in suites]
        reply = await self._ask(version, everything)
        return await self._each_of(version, kinds) if reply.suite in everything else {}

    async def _each_of(self, version: int, kinds: Mapping[str, Mapping[int, str]]) -> dict[str, str]:
        replies = await asyncio.gather(*(self._ask(version, list(suites)) for suites in kinds.values()))
        return {
            why: NAMES[reply.suite]
            for (why, suites), reply in zip(kinds.items(), replies, strict=True)
            if reply.version is not None and reply.suite in suites
        }

    async def _still_there(self, accepted: frozenset[int]) -> None:
        """Ask again for something that was accepted: else what came last was not refused but blocked."""
        best = max(accepted)
        if await self._version(best) is None:
            raise Unmeasured(f"{self._place} stopped answering during the scan: allow this machine in its firewall")

    async def _ask(
        self,
        version: int,
        suites: Sequence[int],
        *,
        groups: Sequence[int] = STRONG_GROUPS,
        shares: bool = True,
        compression: bool = False,
    ) -> Reply:
        hello = Hello(version, suites, self._place.host, groups, shares, compression)
        async with self._slots:
            reply, _ = await greet(self._http, self._place, hello)
        return reply


def _timestamps(extension: bytes) -> int:
    """Return how many timestamps a list holds (RFC 6962 section 3.3)."""
    count, at = 0, 2
    while at + 2 <= len(extension):
        at += 2 + int.from_bytes(extension[at : at + 2], "big")
        count += 1
    return count
