"""Faults of the HTTPS listener: what it agrees to, and the certificate of its second, forgotten key.

A fault in the only certificate would keep every client out. In real deployments the forgotten one is often the RSA
certificate beside a newer ECDSA one: current clients never see it. So that is where certificates are spoiled.
"""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dh, ec, rsa
from cryptography.x509.oid import NameOID
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from demo.kernel.certificates import NAMES, Certificates
from demo.kernel.faultboard import FaultBoard

_LOW = "@SECLEVEL=0"
_AGREED = {
    "tls-null-cipher": f"ECDHE+AESGCM:ECDHE+CHACHA20:eNULL:!aNULL:!kRSA:{_LOW}",
    "tls-static-rsa": f"ECDHE+AESGCM:ECDHE+CHACHA20:kRSA+AESGCM:{_LOW}",
    "tls-short-prime": f"ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:{_LOW}",
}
_TWINS = (
    "certificate-expired",
    "certificate-other-name",
    "certificate-no-intermediate",
    "certificate-short-key",
    "certificate-too-long",
    "certificate-revoked",
    "tls-static-rsa",
    "tls-short-prime",
)
# The second Oakley group (RFC 2409 section 6.2): 1024 bits, in old default configurations to this day.
_PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)
_DAY = timedelta(days=1)
_SERIAL = 0xB0A7  # of the certificate that is on the list


class TlsFaults:
    """Spoils a listener's context as the planted faults say.

    Args:
        certificates: the listener's context and authority, with faults of their own.
        faults: which faults are planted.
        folder: for files that the TLS library wants to read.
        revoked_at: URL of the list of revoked certificates.
    """

    def __init__(self, certificates: Certificates, faults: FaultBoard, folder: Path, revoked_at: str) -> None:
        self._context, self._authority = certificates.context, certificates.authority
        self._faults, self._folder, self._revoked_at = faults, folder, revoked_at
        self._twins: dict[str, ssl.SSLContext] = {}
        self._choose_first: Any = self._context.sni_callback
        self._context.sni_callback = self._choose
        faults.on_change(self._agree)
        self._agree()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as the authority does, with the list of revoked certificates."""
        now = datetime.now(UTC)
        entry = x509.RevokedCertificateBuilder().serial_number(_SERIAL).revocation_date(now - _DAY).build()
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._issuer.subject)
        builder = builder.last_update(now - _DAY).next_update(now + _DAY).add_revoked_certificate(entry)
        listed = builder.sign(self._issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
        await Response(listed, media_type="application/pkix-crl")(scope, receive, send)

    def _agree(self) -> None:
        """Set what the listener agrees to; it counts for every connection from now on."""
        planted = self._faults.planted
        context = self._context
        for fault, ciphers in _AGREED.items():
            if planted(fault):
                context.set_ciphers(ciphers)
        newest = ssl.TLSVersion.TLSv1_2 if planted("tls-no-newest") else ssl.TLSVersion.MAXIMUM_SUPPORTED
        context.maximum_version = newest
        context.bleeds = planted("tls-heartbleed")

    def _choose(self, connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        """Choose the certificates for a connection, by the name that is asked for."""
        if self._choose_first is not None:
            self._choose_first(connection, name, context)
        ours = name is not None and (name in NAMES or name.endswith(".test"))
        if self._faults.planted("certificate-tells-names") and not ours:
            connection.context = self._twin("certificate-tells-names")
        for fault in _TWINS:
            if self._faults.planted(fault):
                connection.context = self._twin(fault)

    def _twin(self, fault: str) -> ssl.SSLContext:
        if fault not in self._twins:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.set_ciphers(_AGREED.get(fault, f"ECDHE+AESGCM:ECDHE+CHACHA20:{_LOW}"))
            if fault == "certificate-tells-names":
                self._load(context, self._issue(names=("vault.balloond.internal", "db-primary.corp")))
            else:
                self._context.usual.configure_cert(context)
                self._load(context, self._makers[fault]())
            if fault == "tls-short-prime":
                context.load_dh_params(str(self._prime()))
            self._twins[fault] = context
        return self._twins[fault]

    @property
    def _makers(self) -> dict[str, Callable[[], bytes]]:
        return {
            "certificate-expired": lambda: self._issue(days=(-30, -1)),
            "certificate-other-name": lambda: self._issue(names=("old.balloond.example",)),
            "certificate-no-intermediate": self._by_intermediate,
            "certificate-short-key": lambda: self._issue(key=rsa.generate_private_key(65537, 1024)),  # noqa: S505 - the fault
            "certificate-too-long": lambda: self._issue(days=(-1, 1200)),
            "certificate-revoked": lambda: self._issue(revocable=True),
            "tls-static-rsa": self._issue,
            "tls-short-prime": self._issue,
        }

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(65537, 2048)

    @cached_property
    def _issuer(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self._authority.cert_pem.bytes())

    @cached_property
    def _issuer_key(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key(self._authority.private_key_pem.bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError("the authority's key is of another kind")
        return key

    def _issue(
        self,
        *,
        names: tuple[str, ...] = NAMES,
        days: tuple[int, int] = (-1, 89),
        key: rsa.RSAPrivateKey | None = None,
        revocable: bool = False,
    ) -> bytes:
        """Issue a certificate for an RSA key; give both as PEM."""
        key = key or self._key
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(_named("Balloon'd, RSA")).issuer_name(self._issuer.subject)
        builder = builder.public_key(key.public_key())
        builder = builder.serial_number(_SERIAL if revocable else x509.random_serial_number())
        builder = builder.not_valid_before(now + days[0] * _DAY).not_valid_after(now + days[1] * _DAY)
        builder = builder.add_extension(
            x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False
        )
        if revocable:
            place = x509.DistributionPoint([x509.UniformResourceIdentifier(self._revoked_at)], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        issued = builder.sign(self._issuer_key, hashes.SHA256())
        return issued.public_bytes(serialization.Encoding.PEM) + _pem(key)

    def _by_intermediate(self) -> bytes:
        """Issue by an intermediate authority, and leave its certificate out."""
        now = datetime.now(UTC)
        leaf = self._authority.create_child_ca().issue_cert(
            *NAMES, not_before=now - _DAY, not_after=now + 89 * _DAY, key_type=trustme.KeyType.RSA
        )
        return leaf.cert_chain_pems[0].bytes() + leaf.private_key_pem.bytes()

    def _load(self, context: ssl.SSLContext, pem: bytes) -> None:
        path = self._folder / "twin.pem"
        path.write_bytes(pem)
        context.load_cert_chain(path)
        path.unlink()

    def _prime(self) -> Path:
        path = self._folder / "prime.pem"
        parameters = dh.DHParameterNumbers(_PRIME, 2).parameters()
        path.write_bytes(parameters.parameter_bytes(serialization.Encoding.PEM, serialization.ParameterFormat.PKCS3))
        return path


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())
