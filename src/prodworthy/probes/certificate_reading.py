"""Certificates and statuses from their encoding to what they say.

The library that reads them is loaded only where one is read: it takes longer to load than a handshake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from prodworthy.rules.certificates import Certificate
from prodworthy.rules.revocation import Status

if TYPE_CHECKING:
    from cryptography import x509

_MOST_IN_A_PATH = 8
_PUBLIC = "2.23.140.1."  # the CA/Browser Forum's policies, one of which is required (Baseline Requirements 7.1.6.1)


def read_certificate(der: bytes) -> Certificate:
    """Return what a certificate says.

    Raises:
        ValueError: if it is none.
    """
    from cryptography import x509  # noqa: PLC0415 - see the module's docstring

    certificate = x509.load_der_x509_certificate(der)
    alternative = _extension(certificate, x509.SubjectAlternativeName)
    policies = _quietly(lambda: _extension(certificate, x509.CertificatePolicies))
    key, bits = _key(certificate)
    hash_used = _quietly(lambda: certificate.signature_hash_algorithm)
    return Certificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        common_name=next((str(a.value) for a in certificate.subject if a.oid == x509.NameOID.COMMON_NAME), ""),
        names=tuple(alternative.get_values_for_type(x509.DNSName)) if alternative else (),
        addresses=tuple(str(one) for one in alternative.get_values_for_type(x509.IPAddress)) if alternative else (),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        key=key,
        key_bits=bits,
        signature_hash=hash_used.name if hash_used else "",
        self_signed=certificate.subject == certificate.issuer and _signed_by(certificate, certificate),
        timestamps=_timestamps(certificate),
        must_staple=x509.TLSFeatureType.status_request in (_extension(certificate, x509.TLSFeature) or ()),
        public=any(one.policy_identifier.dotted_string.startswith(_PUBLIC) for one in policies or ()),
        ocsp_urls=_ocsp_urls(certificate),
        crl_urls=_crl_urls(certificate),
        serial=certificate.serial_number,
        der=der,
    )


def path_of(sent: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """Return the certificates that lead from the first one upwards, each signing the one before; without the root."""
    from cryptography import x509  # noqa: PLC0415

    loaded = {id(one): x509.load_der_x509_certificate(one.der) for one in sent}
    path = [sent[0]]
    while len(path) < _MOST_IN_A_PATH:
        last = path[-1]
        rest = [one for one in sent if one not in path and one.subject == last.issuer and not one.self_signed]
        signers = [one for one in rest if _signed_by(loaded[id(last)], loaded[id(one)])]
        if not signers:
            return tuple(path)
        path.append(max(signers, key=lambda one: one.not_after))
    return tuple(path)


def read_crl(data: bytes, leaf: Certificate, issuer: Certificate | None) -> Status:
    """Return what a list of revoked certificates says of one (RFC 5280 section 5), DER or PEM.

    Raises:
        ValueError: if it is no list, is not its issuer's, or is out of date.
    """
    from cryptography import x509  # noqa: PLC0415

    pem = data.lstrip().startswith(b"-----BEGIN")
    listed = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
    if issuer is not None:
        key: Any = x509.load_der_x509_certificate(issuer.der).public_key()
        if not listed.is_signature_valid(key):
            raise ValueError("the list is not signed by the certificate's issuer")
    elif listed.issuer.rfc4514_string() != leaf.issuer:
        raise ValueError("the list is another authority's")
    _demand_current(listed.last_update_utc, listed.next_update_utc)
    entry = listed.get_revoked_certificate_by_serial_number(leaf.serial)
    return Status("revoked", entry.revocation_date_utc) if entry is not None else Status("good")


def ocsp_request(leaf: Certificate, issuer: Certificate) -> bytes:
    """Return a question for a certificate's status (RFC 6960 section 4.1), DER."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.x509 import ocsp  # noqa: PLC0415

    pair = [x509.load_der_x509_certificate(one.der) for one in (leaf, issuer)]
    # SHA-1 names the issuer here and protects nothing; responders know no other (RFC 5019 section 2.1.1).
    question = ocsp.OCSPRequestBuilder().add_certificate(pair[0], pair[1], hashes.SHA1())  # noqa: S303
    return question.build().public_bytes(serialization.Encoding.DER)


def read_ocsp(data: bytes, leaf: Certificate) -> Status:
    """Return what a status response says of a certificate (RFC 6960 section 4.2).

    Raises:
        ValueError: if it is none, is about another certificate, or is out of date.
    """
    from cryptography.x509 import ocsp  # noqa: PLC0415

    response = ocsp.load_der_ocsp_response(data)
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise ValueError(f"the responder answers {response.response_status.name.lower()}")
    for single in response.responses:
        if single.serial_number == leaf.serial:
            _demand_current(single.this_update_utc, single.next_update_utc)
            if single.certificate_status is ocsp.OCSPCertStatus.REVOKED:
                return Status("revoked", single.revocation_time_utc)
            return Status(single.certificate_status.name.lower())
    raise ValueError("the response is about another certificate")


def _demand_current(since: dt.datetime, until: dt.datetime | None) -> None:
    now = dt.datetime.now(dt.UTC)
    if until is not None and now > until:
        raise ValueError(f"it is out of date since {until:%Y-%m-%d %H:%M} UTC")
    if now < since - dt.timedelta(minutes=10):
        raise ValueError(f"it is from the future: {since:%Y-%m-%d %H:%M} UTC")


def _key(certificate: x509.Certificate) -> tuple[str, int]:
    key: Any = _quietly(certificate.public_key)
    kind = type(key).__name__.strip("_").removesuffix("PublicKey") if key is not None else "unknown"
    return {"EllipticCurve": "EC"}.get(kind, kind), int(getattr(key, "key_size", 0) or 0)


def _timestamps(certificate: x509.Certificate) -> int | None:
    from cryptography import x509  # noqa: PLC0415

    try:
        return len(list(_extension(certificate, x509.PrecertificateSignedCertificateTimestamps) or ()))
    except ValueError:
        return None


def _ocsp_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.x509.oid import AuthorityInformationAccessOID  # noqa: PLC0415

    places = _quietly(lambda: _extension(certificate, x509.AuthorityInformationAccess)) or ()
    return tuple(
        str(one.access_location.value) for one in places if one.access_method == AuthorityInformationAccessOID.OCSP
    )


def _crl_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509  # noqa: PLC0415

    points = _quietly(lambda: _extension(certificate, x509.CRLDistributionPoints)) or ()
    names = [name for point in points for name in point.full_name or ()]
    return tuple(str(name.value) for name in names if isinstance(name, x509.UniformResourceIdentifier))


def _extension(certificate: x509.Certificate, kind: Any) -> Any:
    from cryptography import x509  # noqa: PLC0415

    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415

    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _quietly(read: Any) -> Any:
    """Return what a part of a certificate says, or None where it says nothing readable."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415

    try:
        return read()
    except (ValueError, UnsupportedAlgorithm):
        return None
