"""Certificates as a browser meets them: dates, chain, strength, and the rules for public authorities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from prodworthy.facts.outcome import Findings, each, found

_DAY = dt.timedelta(days=1)
_LATE_SHARE, _SOON_SHARE = 0.15, 0.30
_SHORT_LIVED_DAYS = 10.0
_LEAST_RSA_BITS, _LEAST_CURVE_BITS = 2048, 256
_MOST_PRIVATE_DAYS = 825
_MOST_PUBLIC_DAYS = (
    (dt.datetime(2029, 3, 15, tzinfo=dt.UTC), 47),
    (dt.datetime(2027, 3, 15, tzinfo=dt.UTC), 100),
    (dt.datetime(2026, 3, 15, tzinfo=dt.UTC), 200),
    (dt.datetime(2020, 9, 1, tzinfo=dt.UTC), 398),
)
_TWO_LOGS_DAYS = 180
_BROKEN_HASHES = frozenset({"md2", "md5", "sha1"})


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says.

    Attributes:
        subject: its subject, as text.
        issuer: its issuer, as text.
        common_name: the common name in its subject; browsers ignore it.
        names: DNS names in subjectAltName.
        addresses: IP addresses in subjectAltName.
        not_before: its first moment, UTC.
        not_after: its last moment, UTC.
        key: the kind of its key: `RSA`, `EC`, `Ed25519`, …
        key_bits: the size of its key.
        signature_hash: the hash it is signed with, such as `sha256`; empty where the scheme has its own.
        self_signed: whether its subject signed it.
        timestamps: signed certificate timestamps in it; None: they cannot be read.
        must_staple: whether it demands a stapled status (RFC 7633).
        public: whether it says that it keeps the rules for public authorities, as those of public ones have to.
        ocsp_urls: where its status is answered.
        crl_urls: where the list of revoked ones is.
        serial: its serial number.
        der: the certificate itself.
    """

    subject: str
    issuer: str
    not_before: dt.datetime
    not_after: dt.datetime
    common_name: str = ""
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    key: str = "EC"
    key_bits: int = 256
    signature_hash: str = "sha256"
    self_signed: bool = False
    timestamps: int | None = 0
    must_staple: bool = False
    public: bool = False
    ocsp_urls: tuple[str, ...] = ()
    crl_urls: tuple[str, ...] = ()
    serial: int = 0
    der: bytes = field(default=b"", repr=False)

    @property
    def lifetime(self) -> dt.timedelta:
        """How long it is valid in all; the last second counts (RFC 5280 section 4.1.2.5)."""
        return self.not_after - self.not_before + dt.timedelta(seconds=1)

    @property
    def days(self) -> float:
        """Its lifetime in days."""
        return self.lifetime / _DAY


@dataclass(frozen=True, slots=True)
class Shown:
    """What one address of a server showed to a client that accepts one kind of key.

    Attributes:
        host: the name that was asked for.
        address: the IP address.
        kind: the kind of key that the client accepted: `RSA`, `ECDSA`, or `any`.
        sent: the certificates in the order in which they were sent.
        path: those of them that lead from the leaf upwards, without the root.
        distrust: why the chain as sent does not lead to a trusted root; empty if it does.
        public: whether it is a public authority's: it says so, and leads to a root that the system trusts by itself.
            The root of a company may be among those, too, and owes browsers less.
    """

    host: str
    address: str
    kind: str
    sent: tuple[Certificate, ...]
    path: tuple[Certificate, ...]
    distrust: str = ""
    public: bool = False

    @property
    def leaf(self) -> Certificate:
        """The server's own certificate."""
        return self.sent[0]

    @property
    def where(self) -> str:
        """Words for a report."""
        keys = "" if self.kind == "any" else f", {self.kind} certificate"
        return f"{self.host} at {self.address}{keys}"


def judge_dates(path: Sequence[Certificate], now: dt.datetime) -> Findings:
    """Judge whether a certificate, and what it stands on, is valid at this moment."""
    findings = Findings()
    for certificate in path:
        whose = "" if certificate is path[0] else f"the intermediate {certificate.subject} "
        if now > certificate.not_after:
            findings += found(f"{whose}expired {_ago(now - certificate.not_after)} ({_day(certificate.not_after)})",
                              "a certificate that is valid today")  # fmt: skip
        elif now < certificate.not_before:
            findings += found(f"{whose}is valid only from {_moment(certificate.not_before)} on",
                              "a certificate that is valid today")  # fmt: skip
    return findings


def judge_renewal(path: Sequence[Certificate], now: dt.datetime, least_days: float) -> Findings:
    """Judge whether a certificate was renewed in time.

    Renewal usually happens with a third of the lifetime left, whatever the lifetime is. So a sixth left means that it
    failed again and again. What has expired already is told by `judge_dates`.

    Args:
        path: the leaf and what it stands on; the first to expire counts, measured by the leaf's lifetime.
        now: the moment.
        least_days: days that have to be left in any case, except to certificates that live for ten days or less.
    """
    leaf = path[0]
    end = min(certificate.not_after for certificate in path)
    left = end - now
    if left < dt.timedelta():
        return Findings()
    share = left / leaf.lifetime
    days = left / _DAY
    seen = f"{days:.1f} of {leaf.days:.0f} days left ({share:.0%}), until {_moment(end)}"
    if end != leaf.not_after:
        seen += ", when an intermediate expires"
    if share <= _LATE_SHARE or (days < least_days and leaf.days > _SHORT_LIVED_DAYS):
        return found(seen, f"renewed with a third left, at least with {_LATE_SHARE:.0%} or {least_days:g} days")
    if share <= _SOON_SHARE:
        return found(seen, "renewed with a third of its lifetime left", advisory=True)
    return Findings()


def judge_lifetime(leaf: Certificate, *, public: bool) -> Findings:
    """Judge a lifetime by the limit of its day of issue (CA/B Forum ballot SC-081v3; private: Apple HT210176)."""
    if public:
        most = next((days for since, days in _MOST_PUBLIC_DAYS if leaf.not_before >= since), 825)
        required = f"at most {most} days for a public certificate issued on {_day(leaf.not_before)}"
    else:
        most = _MOST_PRIVATE_DAYS
        required = f"at most {most} days, which Apple's systems demand of private authorities, too"
    return found(f"valid for {leaf.days:.0f} days", required) if leaf.days > most else Findings()


def judge_chain(shown: Shown) -> Findings:
    """Judge whether what was sent leads to a trusted root, without fetching what is missing."""
    if not shown.distrust:
        return Findings()
    last = shown.path[-1] if shown.path else shown.leaf
    if last.self_signed:
        seen = f"{last.subject} is self-signed" if last is shown.leaf else f"the root {last.subject} is not trusted"
        required = "a certificate of a trusted authority; a private one is declared by reach.ca_file"
    elif len(shown.path) == 1 and "issuer" in shown.distrust:
        seen = f"its issuer, {last.issuer}, is neither sent nor trusted"
        required = "the intermediate certificates sent after the leaf: many clients do not fetch them"
    else:
        seen, required = shown.distrust, "a chain that leads to a trusted root"
    return found(seen, required)


def judge_order(shown: Shown) -> Findings:
    """Judge the order of what was sent: each certifies the one before (TLS 1.2: RFC 5246 section 7.4.2)."""
    if [one.der for one in shown.sent[: len(shown.path)]] == [one.der for one in shown.path]:
        return Findings()
    return found("the certificates are sent in disorder", "the leaf first, then each its issuer", advisory=True)


def judge_strength(path: Sequence[Certificate]) -> Findings:
    """Judge keys and signatures of a leaf and of what it stands on; a root's own signature is not looked at."""
    return each(_strength(certificate) for certificate in path)


def judge_timestamps(leaf: Certificate, beside: int) -> Findings:
    """Judge how many logs have seen a public certificate (RFC 6962; the policies of Chrome and Apple).

    Args:
        leaf: the certificate; its timestamps are readable.
        beside: how many timestamps came in the handshake.
    """
    count = (leaf.timestamps or 0) + beside
    least = 2 if leaf.days <= _TWO_LOGS_DAYS else 3
    if count >= least:
        return Findings()
    return found(f"{count} signed certificate timestamps", f"at least {least}: browsers refuse the certificate")


def _strength(certificate: Certificate) -> Findings:
    findings = Findings()
    least = {"RSA": _LEAST_RSA_BITS, "DSA": _LEAST_RSA_BITS, "EC": _LEAST_CURVE_BITS}.get(certificate.key, 0)
    if certificate.key_bits < least:
        seen = f"{certificate.key} key of {certificate.key_bits} bits in {certificate.subject}"
        findings += found(seen, f"at least {least} bits")
    if certificate.signature_hash in _BROKEN_HASHES:
        findings += found(f"{certificate.subject} is signed with {certificate.signature_hash}", "SHA-256 or better")
    return findings


def _day(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _moment(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _ago(span: dt.timedelta) -> str:
    days = span / _DAY
    return f"{days:.0f} days ago" if days >= 1.5 else f"{span / dt.timedelta(hours=1):.1f} hours ago"  # noqa: PLR2004
