"""The scan of servers that no current library can play, each answering over a real socket, and of garbage."""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import count

import pytest

from prodworthy.facts.outcome import TargetFailed, Unmeasured
from prodworthy.probes.http import Http
from prodworthy.probes.tls import scan_tls
from prodworthy.probes.tls_attacks import attack_tls
from prodworthy.probes.tls_hello import Hello, read_reply
from prodworthy.rules.cipher_suites import BROKEN
from prodworthy.rules.tls import SSL_2, SSL_3, TLS_1_0, TLS_1_2, TLS_1_3, Scan
from prodworthy.target import Target
from tests.unit.probes.tls_server import ALERT, Offer, TlsServer, hello, message, record

GOOD = 0xC02F
SAFE = {0xFF01: b"\x00", 23: b""}


def http_for(port: int) -> Http:
    given = {"name": "x", "base_url": f"https://127.0.0.1:{port}", "gate": {"requests_per_second": 1000}}
    return Http(Target.model_validate(given), user_agent="test", run_id="test")


async def scan(choose: Callable[[Offer], bytes]) -> Scan:
    with TlsServer(choose) as server:
        scans, _ = await scan_tls(http_for(server.port), "127.0.0.1", server.port)
    return scans[0]


def taking(*suites: int, versions: tuple[int, ...] = (TLS_1_2,), compression: int = 0) -> Callable[[Offer], bytes]:
    def choose(offer: Offer) -> bytes:
        suite = next((code for code in suites if code in offer.suites), None)
        if offer.version not in versions or suite is None:
            return ALERT
        chosen = compression if compression in offer.compression else 0
        return hello(offer.version, suite, compression=chosen, extensions=SAFE if offer.version > SSL_3 else None)

    return choose


@pytest.mark.parametrize(("why", "suite"), [(why, code) for why, suites in BROKEN.items() for code in suites])
async def test_every_broken_suite_is_found(why: str, suite: int) -> None:
    found = await scan(taking(GOOD, suite))
    assert found.broken == {why: BROKEN[why][suite]}
    assert not found.weak


async def test_a_good_server() -> None:
    found = await scan(taking(GOOD))
    assert found.versions == {TLS_1_2}
    assert not found.broken
    assert not found.weak
    assert found.renegotiation
    assert found.master_secret


@pytest.mark.parametrize("version", [SSL_3, TLS_1_0])
async def test_old_versions(version: int) -> None:
    found = await scan(taking(GOOD, 0x000A, versions=(version, TLS_1_2)))
    assert found.versions == {version, TLS_1_2}


async def test_ssl_2() -> None:
    def choose(offer: Offer) -> bytes:
        return b"\x80\x0b\x04\x00\x01\x00\x02" + bytes(6) if offer.ssl2 else taking(GOOD)(offer)

    assert SSL_2 in (await scan(choose)).versions


async def test_compression() -> None:
    assert (await scan(taking(GOOD, compression=1))).compression


async def test_a_weak_curve_and_a_short_prime() -> None:
    def choose(offer: Offer) -> bytes:
        if offer.version != TLS_1_2:
            return ALERT
        if 0x009E in offer.suites and GOOD not in offer.suites:
            prime = b"\x00\x80" + b"\xff" * 128
            return hello(TLS_1_2, 0x009E, extensions=SAFE, more=message(12, prime))
        if offer.extensions[10][2:4] == b"\x00\x01":
            return hello(TLS_1_2, GOOD, extensions=SAFE, more=message(12, b"\x03\x00\x13" + bytes(70)))
        return taking(GOOD)(offer)

    found = await scan(choose)
    assert found.weak_group == 19
    assert found.dh_bits == 1024


async def test_timestamps_and_staple_beside_the_certificate() -> None:
    def choose(offer: Offer) -> bytes:
        listed = struct.pack("!H", 3) + b"abc" + struct.pack("!H", 2) + b"de"
        timestamps = struct.pack("!H", len(listed)) + listed
        more = message(22, b"\x01" + (4).to_bytes(3, "big") + b"ocsp")
        answer = hello(TLS_1_2, GOOD, extensions={**SAFE, 18: timestamps, 16: b"\x00\x03\x02h2"}, more=more)
        return answer if offer.version == TLS_1_2 and GOOD in offer.suites else ALERT

    found = await scan(choose)
    assert (found.timestamps, found.staple, found.http) == (2, b"ocsp", "h2")


async def test_a_server_that_wants_the_hybrid_group() -> None:
    def choose(offer: Offer) -> bytes:
        if offer.version != TLS_1_3:
            return ALERT
        return hello(TLS_1_3, 0x1301, extensions={43: b"\x03\x04", 51: b"\x11\xec"})

    found = await scan(choose)
    assert found.versions == {TLS_1_3}
    assert found.groups == {TLS_1_3: 0x11EC}
    assert found.renegotiation is None
    assert found.staple is None


async def test_a_firewall_that_has_had_enough_is_not_a_strong_server() -> None:
    turn = count()

    def choose(offer: Offer) -> bytes:
        return taking(GOOD)(offer) if next(turn) < 8 else b""

    with pytest.raises(Unmeasured, match="stopped answering"):
        await scan(choose)


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"\x16\x03\x03\xff\xff", b"\x16\x03\x03\x00\x04\x02\xff\xff\xff"],
)
async def test_something_else_than_tls(answer: bytes) -> None:
    def cut(_: Offer) -> bytes:
        return answer

    with pytest.raises(TargetFailed):
        await scan(cut)


def test_no_answer_breaks_the_reader() -> None:
    whole = hello(
        TLS_1_2, 0x009E, extensions=SAFE, more=message(11, b"\x00\x00\x09\x00\x00\x05abcde") + message(12, b"\x00")
    )
    for end in range(len(whole)):
        read_reply(whole[:end])
        read_reply(whole[:end] + b"\xff" * 40)
        read_reply(bytes(byte ^ 0xFF for byte in whole[:end]))


def test_an_address_is_no_server_name() -> None:
    assert b"shop.example" in Hello(TLS_1_2, [GOOD], "shop.example").wire()
    assert b"192.0.2.1" not in Hello(TLS_1_2, [GOOD], "192.0.2.1").wire()


OLD = Scan("127.0.0.1", frozenset({TLS_1_2}))


async def attacks(then: Callable[[bytes], bytes | None], extensions: dict[int, bytes]) -> dict[str, str]:
    with TlsServer(lambda _: hello(TLS_1_2, GOOD, extensions=extensions), then) as server:
        return await attack_tls(http_for(server.port), OLD, "127.0.0.1", server.port)


async def test_heartbleed() -> None:
    def bleed(data: bytes) -> bytes | None:
        return record(24, b"\x02\x00\x10" + b"secret-of-16-by!") if data[0] == 24 else None

    assert "memory" in (await attacks(bleed, {15: b"\x01"}))["Heartbleed"]


async def test_heartbeats_that_are_checked() -> None:
    found = await attacks(lambda _: None, {15: b"\x01"})
    assert not any(found.values())


async def test_an_early_change_of_cipher(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prodworthy.probes.tls._ANSWER_S", 0.1)  # the vulnerable server is silent at first
    turn = count()

    def decrypting(data: bytes) -> bytes | None:
        if data[0] != 20:
            return None
        return b"" if next(turn) == 0 and len(data) == 6 else record(21, b"\x02\x14")

    assert "decrypt" in (await attacks(decrypting, {}))["early ChangeCipherSpec"]


async def test_an_early_change_is_refused() -> None:
    assert not any((await attacks(lambda _: record(21, b"\x02\x0a"), {})).values())


async def test_only_the_newest_version_has_none_of_it() -> None:
    newest = Scan("127.0.0.1", frozenset({TLS_1_3}))
    assert not any((await attack_tls(http_for(1), newest, "127.0.0.1", 1)).values())
