"""The certificate of the HTTPS listener, from a certificate authority of its own."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

_NAMES = ("localhost", "127.0.0.1", "*.test")
_BEFORE = timedelta(days=1)
_AFTER = timedelta(days=89)


def issue(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Make a certificate authority and a certificate of 90 days; give the context and the authority's file."""
    authority = trustme.CA()
    now = datetime.now(UTC)
    certificate = authority.issue_cert(*_NAMES, not_before=now - _BEFORE, not_after=now + _AFTER)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20")
    certificate.configure_cert(context)
    file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return context, file
