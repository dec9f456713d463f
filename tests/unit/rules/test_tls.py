"""What servers agree to, as scans found it or as old servers are known to answer.

The scans of current servers were made of OpenSSL 3; those of SSL 3.0, RC4, 3DES, export suites, compression and weak
curves are written by hand, since no current library can be made to offer them.
"""

from __future__ import annotations

import pytest

from prodworthy.rules import cipher_suites, tls
from prodworthy.rules.tls import SSL_2, SSL_3, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3, Scan

GOOD = Scan(
    address="192.0.2.1",
    versions=frozenset({TLS_1_2, TLS_1_3}),
    suites={TLS_1_2: "ECDHE-ECDSA-AES256-GCM-SHA384", TLS_1_3: "TLS_AES_256_GCM_SHA384"},
    groups={TLS_1_2: 29, TLS_1_3: tls.HYBRID_GROUP},
    renegotiation=True,
    master_secret=True,
    staple=b"",
)
NEWEST_ONLY = Scan(address="192.0.2.1", versions=frozenset({TLS_1_3}))
JUDGES = (
    tls.judge_broken,
    tls.judge_weak,
    tls.judge_key_exchange,
    tls.judge_compression,
    tls.judge_renegotiation,
    tls.judge_master_secret,
)


@pytest.mark.parametrize("scan", [GOOD, NEWEST_ONLY], ids=["1.2 and 1.3", "1.3 alone"])
def test_current_servers_are_fine(scan: Scan) -> None:
    assert not tls.judge_versions(scan.versions)
    assert not tls.judge_newest(scan.versions)
    for judge in JUDGES:
        assert not judge(scan)


@pytest.mark.parametrize(
    ("accepted", "named"),
    [
        ({SSL_2, TLS_1_2}, ["SSL 2.0"]),
        ({SSL_3, TLS_1_0, TLS_1_2}, ["SSL 3.0", "TLS 1.0"]),
        ({TLS_1_0, TLS_1_1}, ["TLS 1.0", "TLS 1.1"]),
        ({TLS_1_1, TLS_1_2, TLS_1_3}, ["TLS 1.1"]),
    ],
)
def test_each_old_version_is_named(accepted: set[int], named: list[str]) -> None:
    findings = tls.judge_versions(accepted)
    assert [finding.seen for finding in findings] == [f"{name} is accepted" for name in named]
    assert not findings.advisory


def test_the_newest_version_is_missed() -> None:
    assert "TLS 1.2 at best" in tls.judge_newest({TLS_1_2}).describe()
    assert not tls.judge_newest({TLS_1_3})


def test_broken_suites_are_named_with_the_reason() -> None:
    scan = Scan("192.0.2.1", frozenset({TLS_1_0}), broken={"RC4": "RC4-SHA", "export-grade keys": "EXPORT-RC4-40-MD5"})
    said = tls.judge_broken(scan).describe()
    assert "RC4-SHA is accepted: RC4" in said
    assert "EXPORT-RC4-40-MD5 is accepted: export-grade keys" in said


def test_cbc_alone_is_advice_and_static_rsa_is_not() -> None:
    cbc = Scan("192.0.2.1", frozenset({TLS_1_2}), weak={"CBC with SHA": "ECDHE-RSA-AES128-SHA"})
    assert tls.judge_weak(cbc).advisory
    static = Scan("192.0.2.1", frozenset({TLS_1_2}), weak={**cbc.weak, "no forward secrecy": "AES128-GCM-SHA256"})
    assert tls.judge_weak(static)
    assert not tls.judge_weak(static).advisory


@pytest.mark.parametrize(
    ("scan", "word"),
    [
        (Scan("a", frozenset({TLS_1_2}), weak_group=19), "secp192r1"),
        (Scan("a", frozenset({TLS_1_2}), weak_group=1), "curve 1"),
        (Scan("a", frozenset({TLS_1_2}), dh_bits=1024), "1024 bits"),
        (Scan("a", frozenset({TLS_1_2}), dh_bits=512), "512 bits"),
    ],
)
def test_keys_are_agreed_on_with_enough_bits(scan: Scan, word: str) -> None:
    assert word in tls.judge_key_exchange(scan).describe()


def test_a_prime_of_2048_bits_is_enough() -> None:
    assert not tls.judge_key_exchange(Scan("a", frozenset({TLS_1_2}), dh_bits=2048))


def test_old_libraries() -> None:
    scan = Scan("a", frozenset({TLS_1_0}), compression=True, renegotiation=False, master_secret=False)
    assert tls.judge_compression(scan)
    assert tls.judge_renegotiation(scan)
    assert tls.judge_master_secret(scan).advisory


def test_no_suite_is_good_and_bad() -> None:
    kinds = [cipher_suites.MODERN, *cipher_suites.BROKEN.values(), *cipher_suites.WEAK.values()]
    codes = [code for kind in kinds for code in kind]
    assert len(codes) == len(set(codes))
