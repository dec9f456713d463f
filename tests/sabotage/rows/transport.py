"""TLS and certificates: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_SECURITY = ("security",)
_TLS = ("security/test_tls.py", "security/test_certificates.py")
# The deployment shows one second certificate and one set of parameters: two faults in them cannot be told apart.

ROWS: tuple[Row, ...] = (
    # What is wrong with the only certificate keeps the suite out, as it does everybody.
    Row("tls-expired", fails=("smoke.reachable",), unreachable=True),
    Row("tls-wrong-name", fails=("smoke.reachable",), unreachable=True),
    Row("tls-untrusted", fails=("smoke.reachable",), unreachable=True),
    # TLS 1.0 and 1.1 have no suites but those with CBC.
    Row(
        "tls-old-protocol",
        fails=("security.tls_versions", "security.tls_ciphers"),
        layers=_TLS,
        alone=True,
        breaks=("BAL-15",),
    ),
    Row("tls-no-newest", fails=("security.tls_newest",), layers=_TLS, alone=True),
    Row("tls-null-cipher", fails=("security.tls_broken_ciphers",), layers=_TLS, alone=True),
    Row("tls-static-rsa", fails=("security.tls_ciphers",), layers=_TLS, alone=True),
    Row("tls-short-prime", fails=("security.tls_handshake",), layers=_TLS, alone=True),
    Row("tls-heartbleed", fails=("security.tls_attacks",), layers=_TLS, alone=True),
    Row("certificate-expired", fails=("security.certificate_valid",), layers=_TLS, alone=True, breaks=("BAL-15",)),
    Row("tls-expiring", fails=("security.certificate_renewal",), layers=_TLS, alone=True),
    Row("certificate-other-name", fails=("security.certificate_name",), layers=_TLS, alone=True, breaks=("BAL-15",)),
    Row("certificate-no-intermediate", fails=("security.certificate_chain",), layers=_TLS, alone=True),
    Row("certificate-short-key", fails=("security.certificate_strength",), layers=_TLS, alone=True),
    Row("certificate-too-long", fails=("security.certificate_policy",), layers=_TLS, alone=True),
    Row(
        "certificate-revoked",
        fails=("security.certificate_valid", "security.certificate_status"),
        layers=_TLS,
        alone=True,
        breaks=("BAL-15",),
    ),
    Row("redirect-open", fails=("security.redirect_closed",), layers=_SECURITY),
    Row("api-in-clear", fails=("security.plain_content",), layers=_SECURITY, breaks=("BAL-15",)),
    Row("websocket-in-clear", fails=("security.websocket_encrypted",), layers=_SECURITY, breaks=("BAL-15",)),
    Row("clock-wrong", fails=("security.clock",), layers=_SECURITY),
    Row("certificate-tells-names", fails=("security.certificate_discretion",), layers=_TLS, alone=True),
)
