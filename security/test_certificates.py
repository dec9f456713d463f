"""Certificates: what the target shows to prove who it is, at each of its addresses, for each kind of key."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prodworthy.api import (
    CERTIFICATE_HANDSHAKES,
    Evidence,
    Footprint,
    Http,
    Limits,
    NotApplicable,
    Parts,
    Place,
    Severity,
    Target,
    TargetFailed,
    Unmeasured,
    check,
    default_certificate,
    found,
    observation,
    port_of,
    shown_certificates,
    stapled_status,
    statuses,
)
from prodworthy.rules import certificate_names, revocation, tls
from prodworthy.rules import certificates as rules
from security.test_tls import TlsScan

_HTTPS = 443


@dataclass(frozen=True, slots=True)
class Certificates:
    """What was shown, and where nothing was.

    Attributes:
        shown: by each host, address and kind of key; the same certificate only once for each address.
        silent: places that did not answer, and why.
        now: when.
    """

    shown: tuple[rules.Shown, ...]
    silent: Mapping[str, str]
    now: dt.datetime

    def __iter__(self) -> Iterator[rules.Shown]:
        return iter(self.shown)

    def leaves(self) -> Iterator[rules.Shown]:
        """Yield each certificate once, wherever it is shown."""
        yield from {(one.host, one.leaf.der): one for one in reversed(self.shown)}.values()


@observation(
    deadline=30.0,
    requests=lambda target: CERTIFICATE_HANDSHAKES * (1 + len(target.gate.hosts)),
    needs={"https"},
)
async def certificate(http: Http, target: Target) -> Certificates:
    """The certificates of the target's host and of every further host that belongs to it."""
    places = {target.host: port_of(target.base_url)} | {
        host: _HTTPS for host in target.gate.hosts if host != target.host and not host.startswith("*")
    }
    answers = await asyncio.gather(
        *(shown_certificates(http, host, port) for host, port in places.items()), return_exceptions=True
    )
    shown: list[rules.Shown] = []
    silent: dict[str, str] = {}
    for host, answer in zip(places, answers, strict=True):
        if isinstance(answer, TargetFailed) and host != target.host:
            silent[host] = answer.sentence  # it may serve something else than HTTPS, or be of another environment
        elif isinstance(answer, BaseException):
            raise answer
        else:
            shown += answer[0]
            silent |= answer[1]
    return Certificates(tuple(shown), silent, dt.datetime.now(dt.UTC))


@observation(deadline=30.0, requests=2, needs={"https"})
async def certificate_status(http: Http, certificate: Certificates, tls_scan: TlsScan) -> dict[int, revocation.Status]:
    """What the authorities say of the certificates, by serial number."""
    return await statuses(http, certificate, [scan.staple for scan in tls_scan.scans if scan.staple])


@observation(requests=0, needs={"https"})
async def beside_the_certificate(tls_scan: TlsScan) -> tls.Scan:
    """What comes in the handshake beside the certificate: timestamps and a stapled status."""
    return tls_scan.first


@observation(requests=2, needs={"https"})
async def strangers_certificates(http: Http, target: Target, certificate: Certificates) -> dict[str, rules.Certificate]:
    """The certificates for a name that the target does not have, and for no name at all."""
    address = certificate.shown[0].address
    place = Place.at(http, target.host, port_of(target.base_url), address)
    names = {"an unknown name": f"{secrets.token_hex(6)}.invalid", "no name": address}
    answers = await asyncio.gather(*(default_certificate(http, place, name) for name in names.values()))
    return {name: answer for name, answer in zip(names, answers, strict=True) if answer is not None}


@check(
    "security.certificate_valid",
    "Every certificate is valid today and not revoked",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="RFC 5280 sections 4.1.2.5 and 5; ASVS v5.0.0-12.2.2; CWE-298; CWE-299",
    remedy="Renew the certificate, and install it on every server and for every kind of key (RSA and ECDSA).",
    covers=["TLS-01", "TLS-13"],
    needs={"https"},
)
def test_valid(
    certificate: Certificates, certificate_status: Mapping[int, revocation.Status], parts: Parts, evidence: Evidence
) -> None:
    """Browsers show a warning in place of the site, and apps stop working."""
    evidence.table(
        "Certificates",
        ["where", "subject", "issuer", "from", "until", "key", "names"],
        [
            (
                one.where,
                one.leaf.subject,
                one.leaf.issuer,
                f"{one.leaf.not_before:%Y-%m-%d}",
                f"{one.leaf.not_after:%Y-%m-%d}",
                f"{one.leaf.key} {one.leaf.key_bits}",
                ", ".join([*one.leaf.names, *one.leaf.addresses][:8]),
            )
            for one in certificate
        ],
    )
    if certificate.silent:
        evidence.log("No answer", [f"{place}: {why}" for place, why in certificate.silent.items()])
    for one in certificate:
        with parts.part(one.where):
            findings = rules.judge_dates(one.path, certificate.now)
            if (status := certificate_status.get(one.leaf.serial)) is not None:
                findings += revocation.judge_revoked(status)
            findings.raise_if_any()


@check(
    "security.certificate_name",
    "Every certificate names the host that shows it",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="RFC 9525 section 6; ASVS v5.0.0-12.2.2; CWE-297",
    remedy="Get a certificate with that name in subjectAltName; a wildcard covers one level and not the bare domain.",
    covers=["TLS-05"],
    needs={"https"},
)
def test_name(certificate: Certificates, parts: Parts) -> None:
    """A certificate for another name proves nothing about this one, and browsers say so to every visitor."""
    for one in certificate:
        with parts.part(one.where):
            certificate_names.judge_name(one.leaf, one.host).raise_if_any()


@check(
    "security.certificate_chain",
    "The certificates as sent lead to a trusted root",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 8446 section 4.4.2; ASVS v5.0.0-12.2.2; CWE-295",
    remedy="Install the full chain (certbot: fullchain.pem, not cert.pem), leaf first.",
    covers=["TLS-04"],
    needs={"https"},
)
def test_chain(certificate: Certificates, parts: Parts) -> None:
    """Browsers on a desk fetch a missing intermediate; apps, webhooks and many phones cannot connect."""
    for one in certificate:
        with parts.part(one.where):
            (rules.judge_chain(one) + rules.judge_order(one)).raise_if_any()


@check(
    "security.certificate_renewal",
    "Every certificate is renewed long before it expires",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="CA/B Forum ballot SC-081v3; RFC 9773 (ACME renewal information)",
    remedy="See why the automatic renewal failed, or was not installed; without one, renew by hand now.",
    covers=["TLS-02"],
    needs={"https"},
)
def test_renewal(certificate: Certificates, limits: Limits, parts: Parts, evidence: Evidence) -> None:
    """A renewal that fails in silence is an outage with a date."""
    for one in certificate.leaves():
        left = (min(link.not_after for link in one.path) - certificate.now) / dt.timedelta(days=1)
        evidence.measure("certificate_days_left", round(left, 2), "days")
        with parts.part(one.where):
            rules.judge_renewal(one.path, certificate.now, limits.certificate_days).raise_if_any()


@check(
    "security.certificate_strength",
    "Keys and signatures of the certificates are strong",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="CA/B Forum Baseline Requirements 6.1.5; Mozilla Server Side TLS 5.7; ASVS v5.0.0-11.6.1",
    remedy="Get a new certificate with a new key: ECDSA P-256, or RSA with 2048 bits or more.",
    covers=["TLS-06"],
    needs={"https"},
)
def test_strength(certificate: Certificates, parts: Parts) -> None:
    """A short key can be calculated, and a broken hash forged: then anybody can be us."""
    for one in certificate.leaves():
        with parts.part(one.where):
            rules.judge_strength(one.path).raise_if_any()


@check(
    "security.certificate_policy",
    "Certificates keep the rules that browsers add",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="CA/B Forum ballot SC-081v3; RFC 6962; RFC 7633; Apple HT210176",
    remedy="Get a certificate of today's lifetime from an authority that logs it; staple its status if it says so.",
    covers=["TLS-03", "TLS-12", "TLS-14"],
    needs={"https"},
)
async def test_policy(certificate: Certificates, beside_the_certificate: tls.Scan, parts: Parts) -> None:
    """Some browsers refuse a certificate that lives too long, stands in no public log, or comes without its status."""
    scan = beside_the_certificate
    for one in certificate.leaves():
        with parts.part(f"lifetime, {one.where}"):
            rules.judge_lifetime(one.leaf, public=one.public).raise_if_any()
        with parts.part(f"public logs, {one.where}"):
            if not one.public:
                raise NotApplicable("it is of a private authority (as observed)")
            if one.leaf.timestamps is None:
                raise Unmeasured("the certificate's timestamps cannot be read")
            if not one.leaf.timestamps and scan.staple is None:
                raise Unmeasured("there are none in it, and those of a TLS 1.3 handshake are encrypted")
            rules.judge_timestamps(one.leaf, scan.timestamps).raise_if_any()
        if one.leaf.must_staple:
            with parts.part(f"stapled status, {one.where}"):
                if scan.staple is None:
                    raise Unmeasured("the status is encrypted where TLS 1.3 alone is spoken")
                said = await stapled_status(scan.staple, one.leaf)
                revocation.judge_stapled(scan.staple, said).raise_if_any()


@check(
    "security.certificate_status",
    "The authority answers that every certificate is good",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 5280 section 5; RFC 6960; ASVS v5.0.0-12.1.4",
    remedy="Ask the authority what it holds against the certificate; get another one.",
    covers=["TLS-13"],
    needs={"https"},
)
def test_status(certificate: Certificates, certificate_status: Mapping[int, revocation.Status], parts: Parts) -> None:
    """A revoked certificate is refused by some visitors' browsers and not by others, which nobody finds at once."""
    if not certificate_status:
        raise NotApplicable("no trusted certificate names a list, a responder, or has a status stapled (as observed)")
    for one in certificate.leaves():
        if (status := certificate_status.get(one.leaf.serial)) is not None:
            with parts.part(one.where):
                if status.word == "unasked":
                    raise Unmeasured(f"{status.reason}; allow the way there, or go by what visitors' browsers know")
                revocation.judge_status(status).raise_if_any()


@check(
    "security.certificate_discretion",
    "No certificate tells names of the inner network",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="WSTG-INFO-10; ASVS v5.0.0-13.4.6; CWE-200",
    remedy="Give the default server a certificate of its own without inner names, or let it refuse the handshake.",
    covers=["TLS-19"],
    needs={"https"},
)
def test_discretion(
    certificate: Certificates, strangers_certificates: Mapping[str, rules.Certificate], target: Target, parts: Parts
) -> None:
    """Whoever connects without the right name is handed the default certificate, and reads it as a map."""
    shown = {"the target's own name": certificate.shown[0].leaf, **strangers_certificates}
    for asked, leaf in shown.items():
        with parts.part(asked):
            names = certificate_names.internal_names(leaf, target.host)
            if names:
                found(f"the certificate names {', '.join(names[:8])}", "public names only").raise_if_any()
