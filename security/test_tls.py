"""TLS: what the target agrees to when a connection is negotiated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    ATTACK_HANDSHAKES,
    SCAN_HELLOS,
    Evidence,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Severity,
    Target,
    attack_tls,
    check,
    found,
    observation,
    port_of,
    scan_tls,
)
from prodworthy.rules import tls


@dataclass(frozen=True, slots=True)
class TlsScan:
    """What the addresses of the target agreed to.

    Attributes:
        scans: what was found; the first address was asked everything, the others for versions.
        silent: addresses that could not be asked, and why.
    """

    scans: tuple[tls.Scan, ...]
    silent: Mapping[str, str]

    @property
    def first(self) -> tls.Scan:
        """The address that was asked everything."""
        return self.scans[0]


@observation(deadline=40.0, requests=SCAN_HELLOS, needs={"https"})
async def tls_scan(http: Http, target: Target) -> TlsScan:
    """Which versions, cipher suites and key exchanges the target accepts, each offered by itself."""
    scans, silent = await scan_tls(http, target.host, port_of(target.base_url))
    return TlsScan(tuple(scans), silent)


@observation(deadline=60.0, requests=ATTACK_HANDSHAKES, needs={"https"})
async def tls_attacks(http: Http, target: Target, tls_scan: TlsScan) -> dict[str, str]:
    """Whether known attacks on TLS work: what showed it, by attack."""
    return await attack_tls(http, tls_scan.first, target.host, port_of(target.base_url))


@check(
    "security.tls_versions",
    "Only TLS 1.2 and 1.3 are spoken",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 8996; ASVS v5.0.0-12.1.1; CWE-326",
    remedy="Switch SSL, TLS 1.0 and TLS 1.1 off (nginx: `ssl_protocols TLSv1.2 TLSv1.3;`), on every load balancer.",
    covers=["TLS-07"],
    needs={"https"},
)
def test_versions(tls_scan: TlsScan, parts: Parts) -> None:
    """Old versions can be broken by whoever sits between a visitor and us, and no auditor accepts them any more."""
    for scan in tls_scan.scans:
        with parts.part(scan.address):
            tls.judge_versions(scan.versions).raise_if_any()


@check(
    "security.tls_newest",
    "TLS 1.3 is spoken",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="RFC 8446; ASVS v5.0.0-12.1.1; ASVS v5.0.0-12.1.5",
    remedy="Switch TLS 1.3 on.",
    covers=["TLS-08", "TLS-25"],
    needs={"https"},
)
def test_newest(tls_scan: TlsScan, parts: Parts, evidence: Evidence) -> None:
    """It connects faster, and leaves nothing to configure wrongly."""
    scan = tls_scan.first
    rows = [
        (tls.VERSIONS[version], scan.suites.get(version, ""), tls.GROUPS.get(scan.groups.get(version, 0), ""))
        for version in sorted(scan.versions)
    ]
    evidence.table(f"What {scan.address} prefers", ["version", "cipher suite", "key exchange"], rows)
    evidence.table("Addresses", ["address", "asked"], [(one.address, "yes") for one in tls_scan.scans])
    evidence.log("Not asked", [f"{address}: {why}" for address, why in tls_scan.silent.items()])
    for one in tls_scan.scans:
        with parts.part(one.address):
            tls.judge_newest(one.versions).raise_if_any()


@check(
    "security.tls_broken_ciphers",
    "No connection can be had that protects nothing",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="RFC 9325 section 4.1; ASVS v5.0.0-12.1.2; CWE-327",
    remedy="Take a current list of cipher suites, such as the intermediate one of Mozilla's configuration generator.",
    covers=["TLS-09"],
    needs={"https"},
)
def test_broken_ciphers(tls_scan: TlsScan) -> None:
    """Without encryption, without authentication, or with RC4 and 3DES, TLS is a padlock painted on the door."""
    tls.judge_broken(tls_scan.first).raise_if_any()


@check(
    "security.tls_ciphers",
    "Every connection has forward secrecy and authenticated encryption",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9325 section 4.2; Mozilla Server Side TLS 5.7; ASVS v5.0.0-12.1.2",
    remedy="Allow ECDHE with AES-GCM or ChaCha20-Poly1305 only.",
    covers=["TLS-09", "TLS-10"],
    needs={"https"},
)
def test_ciphers(tls_scan: TlsScan) -> None:
    """Without forward secrecy, a key that leaks one day opens everything that was recorded before."""
    tls.judge_weak(tls_scan.first).raise_if_any()


@check(
    "security.tls_handshake",
    "The handshake has no known weakness",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9325 sections 3.3, 3.5 and 4.3; RFC 5746; RFC 7627; CVE-2012-4929; Mozilla Server Side TLS 5.7",
    remedy="Update the TLS library; allow X25519, P-256 and P-384 only; switch compression off.",
    covers=["TLS-10", "TLS-11"],
    needs={"https"},
)
def test_handshake(tls_scan: TlsScan, parts: Parts) -> None:
    """Each of these has been used to read or to change what a browser and a server said to each other."""
    scan = tls_scan.first
    if scan.versions <= {tls.TLS_1_3}:
        raise NotApplicable("TLS 1.3 alone is spoken, which has none of this (as observed)")
    with parts.part("key exchange"):
        tls.judge_key_exchange(scan).raise_if_any()
    with parts.part("compression"):
        tls.judge_compression(scan).raise_if_any()
    with parts.part("renegotiation"):
        tls.judge_renegotiation(scan).raise_if_any()
    with parts.part("master secret"):
        tls.judge_master_secret(scan).raise_if_any()


@check(
    "security.tls_attacks",
    "Heartbleed, early ChangeCipherSpec and ROBOT do not work",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="CVE-2014-0160; CVE-2014-0224; CVE-2017-13099 (ROBOT); ASVS v5.0.0-12.1.2",
    remedy="Update the TLS library of whatever ends TLS, then replace certificate and key: they may have been read.",
    covers=["TLS-11"],
    needs={"https"},
    opt_in=True,
)
def test_attacks(tls_attacks: Mapping[str, str], parts: Parts) -> None:
    """Tools for these are on every attacker's disk, and they need no account."""
    for name, shown in tls_attacks.items():
        with parts.part(name):
            if shown:
                found(shown, "an implementation that is not vulnerable").raise_if_any()
