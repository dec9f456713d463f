"""The certificates of the HTTPS listener, from a certificate authority of its own."""

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from demo.kernel.faultboard import FaultBoard
from demo.kernel.handshakes import Context

NAMES = ("localhost", "127.0.0.1", "app.test", "www.test", "balloond.test", "*.balloond.test", "*.test")
_LIFETIME = timedelta(days=90)
_DAY = timedelta(days=1)
_WEAK = "DEFAULT:@SECLEVEL=0"
_STRONG = "ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2"


class Certificates:
    """Chooses the TLS context of each handshake, so that a fault can be planted while the listener runs."""

    def __init__(self, faults: FaultBoard) -> None:
        self._faults = faults
        self.authority = trustme.CA()
        self._made: dict[str, Context] = {}
        self.context = self._context("")
        self.context.sni_callback = self._choose
        faults.on_change(self._set_protocols)
        self._set_protocols()

    def write(self, folder: Path) -> Path:
        """Write the certificate of the authority, for clients to trust."""
        file = folder / "ca.pem"
        self.authority.cert_pem.write_to_path(str(file))
        return file

    def _choose(self, connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        for fault in ("tls-expired", "tls-wrong-name", "tls-untrusted", "tls-expiring"):
            if self._faults.planted(fault):
                if fault not in self._made:
                    self._made[fault] = self._context(fault)
                connection.context = self._made[fault]
                return

    def _set_protocols(self) -> None:
        # Versions are agreed before the name is known, so this cannot wait for the choice of a context.
        if self._faults.planted("tls-old-protocol"):
            _offer(self.context, ssl.TLSVersion.TLSv1, _WEAK)
        else:
            _offer(self.context, ssl.TLSVersion.TLSv1_2, _STRONG)

    def _context(self, fault: str) -> Context:
        issuer = trustme.CA() if fault == "tls-untrusted" else self.authority
        names = ("another-site.example",) if fault == "tls-wrong-name" else NAMES
        until = datetime.now(UTC) + _LIFETIME - _DAY
        if fault == "tls-expired":
            until = datetime.now(UTC) - _DAY
        elif fault == "tls-expiring":
            until = datetime.now(UTC) + 2 * _DAY
        certificate = issuer.issue_cert(*names, not_before=until - _LIFETIME, not_after=until)
        context = Context(ssl.PROTOCOL_TLS_SERVER)
        context.usual = certificate
        certificate.configure_cert(context)
        _offer(context, ssl.TLSVersion.TLSv1_2, _STRONG)
        return context


def _offer(context: ssl.SSLContext, minimum: ssl.TLSVersion, ciphers: str) -> None:
    context.set_ciphers(ciphers)
    with warnings.catch_warnings(action="ignore"):  # the old versions are deprecated, which is the point of the fault
        context.minimum_version = minimum
