"""What a server agrees to when a connection is negotiated: versions, cipher suites, key exchange (RFC 9325)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from prodworthy.facts.outcome import Findings, each, found

SSL_2, SSL_3, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3 = 0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x0304
VERSIONS: Mapping[int, str] = {
    SSL_2: "SSL 2.0",
    SSL_3: "SSL 3.0",
    TLS_1_0: "TLS 1.0",
    TLS_1_1: "TLS 1.1",
    TLS_1_2: "TLS 1.2",
    TLS_1_3: "TLS 1.3",
}
CURRENT = frozenset({TLS_1_2, TLS_1_3})
HYBRID_GROUP = 0x11EC
GROUPS: Mapping[int, str] = {
    15: "secp160k1", 16: "secp160r1", 17: "secp160r2", 18: "secp192k1", 19: "secp192r1", 20: "secp224k1",
    21: "secp224r1", 23: "P-256", 24: "P-384", 25: "P-521", 29: "X25519", 30: "X448", 256: "ffdhe2048",
    257: "ffdhe3072", 258: "ffdhe4096", HYBRID_GROUP: "X25519MLKEM768",
}  # fmt: skip
WEAK_GROUPS = tuple(range(1, 9)) + tuple(range(15, 22))
"""Elliptic curves with less than 256 bits (RFC 8422 section 5.1.1 deprecates them)."""
_LEAST_DH_BITS = 2048


@dataclass(frozen=True, slots=True)
class Scan:
    """What one address of a server agreed to.

    Attributes:
        address: the IP address.
        versions: the protocol versions that it accepted, of all that there are.
        broken: a suite that it accepted for each reason why such suites protect nothing.
        weak: a suite that it accepted for each reason why such suites are to be replaced.
        suites: the suite that it preferred, by the version's number.
        groups: the key exchange group that it preferred, by the version's number.
        weak_group: a weak elliptic curve that it accepted; 0 for none.
        dh_bits: the size of its Diffie-Hellman prime; 0 where it has none.
        compression: whether it compresses what it encrypts.
        renegotiation: whether it protects renegotiation (RFC 5746); None where only TLS 1.3 is spoken.
        master_secret: whether it binds the master secret to the handshake (RFC 7627); None the same.
        http: the application protocol that it chose of h2 and HTTP/1.1.
        timestamps: signed certificate timestamps that came beside the certificate, not in it.
        staple: the stapled OCSP response, DER; None where it would be encrypted.
    """

    address: str
    versions: frozenset[int]
    broken: Mapping[str, str] = field(default_factory=dict)
    weak: Mapping[str, str] = field(default_factory=dict)
    suites: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, int] = field(default_factory=dict)
    weak_group: int = 0
    dh_bits: int = 0
    compression: bool = False
    renegotiation: bool | None = None
    master_secret: bool | None = None
    http: str = ""
    timestamps: int = 0
    staple: bytes | None = None


def judge_versions(accepted: Collection[int]) -> Findings:
    """Judge the protocol versions that a server accepts (RFC 8996; ASVS 12.1.1)."""
    old = [name for number, name in VERSIONS.items() if number in accepted and number not in CURRENT]
    return each(found(f"{name} is accepted", "TLS 1.2 and 1.3 only") for name in old)


def judge_newest(accepted: Collection[int]) -> Findings:
    """Judge whether the newest version is spoken: it encrypts more, needs fewer round trips, has no weak options."""
    if TLS_1_3 in accepted:
        return Findings()
    best = max(accepted, default=None)
    return found(f"{VERSIONS[best] if best else 'nothing'} at best", "TLS 1.3")


def judge_broken(scan: Scan) -> Findings:
    """Judge whether suites are accepted that protect nothing."""
    return each(found(f"{suite} is accepted: {why}", "such suites refused") for why, suite in scan.broken.items())


def judge_weak(scan: Scan) -> Findings:
    """Judge whether suites are accepted that are to be replaced (RFC 9325 section 4.2.1; Mozilla guideline 5.7).

    CBC alone is advisory: with encrypt-then-MAC it can be used safely, and some old clients have nothing better.
    """
    return each(
        found(
            f"{suite} is accepted: {why}",
            "only suites with forward secrecy and authenticated encryption (ECDHE with GCM or ChaCha20)",
            advisory="CBC" in why,
        )
        for why, suite in scan.weak.items()
    )


def judge_key_exchange(scan: Scan) -> Findings:
    """Judge the sizes that keys are agreed on with."""
    findings = Findings()
    if scan.weak_group in WEAK_GROUPS:
        name = GROUPS.get(scan.weak_group, f"curve {scan.weak_group}")
        findings += found(f"the curve {name} is accepted", "X25519, P-256 or P-384")
    if 0 < scan.dh_bits < _LEAST_DH_BITS:
        findings += found(
            f"Diffie-Hellman with {scan.dh_bits} bits", f"at least {_LEAST_DH_BITS} bits, or elliptic curves only"
        )
    return findings


def judge_compression(scan: Scan) -> Findings:
    """Judge whether records are compressed, which lets lengths betray secrets (CRIME, CVE-2012-4929)."""
    return found("records are compressed", "no compression at this level") if scan.compression else Findings()


def judge_renegotiation(scan: Scan) -> Findings:
    """Judge whether somebody else's beginning of a connection can be continued (RFC 5746, CVE-2009-3555)."""
    if scan.renegotiation is False:
        return found("renegotiation_info is not answered", "secure renegotiation (RFC 5746)")
    return Findings()


def judge_master_secret(scan: Scan) -> Findings:
    """Judge whether two connections can be made to share their keys (RFC 7627, the triple handshake)."""
    if scan.master_secret is False:
        return found("extended_master_secret is not answered", "the extension (RFC 7627)", advisory=True)
    return Findings()
