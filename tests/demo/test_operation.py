"""Metrics, certificates and well-known files, whole and with each fault."""

import re
import socket
import ssl
import warnings

import httpx
import pytest

from .conftest import Demo

_SAMPLE = re.compile(r'[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+-]+')


def _metrics(demo: Demo) -> list[str]:
    return httpx.get(demo.facts["metrics"]).text.splitlines()


def _value(demo: Demo, start: str) -> float:
    return sum(float(line.rpartition(" ")[2]) for line in _metrics(demo) if line.startswith(start))


def test_metrics(demo: Demo) -> None:
    signed_up, asked = _value(demo, "sign_ups_total"), _value(demo, 'http_requests_total{area="auth"')
    demo.person()
    demo.sign_up(dateOfBirth="2015-01-01")
    assert _value(demo, "sign_ups_total") == signed_up + 1
    assert _value(demo, 'http_requests_total{area="auth"') == asked + 2
    lines = _metrics(demo)
    kinds = [line for line in lines if line.startswith("# TYPE")]
    assert len(kinds) == len(set(kinds))
    assert all(_SAMPLE.fullmatch(line) for line in lines if not line.startswith("#"))
    assert "@" not in "".join(lines)
    assert demo.client.get("/metrics").status_code == 404


def test_faults_in_metrics(demo: Demo) -> None:
    demo.plant("metrics-public")
    assert "http_requests_total" in demo.client.get("/metrics").text
    demo.plant("metrics-personal")
    email = demo.person().email
    assert email in "".join(_metrics(demo))
    demo.plant("metrics-malformed")
    assert not all(_SAMPLE.fullmatch(line) for line in _metrics(demo) if not line.startswith("#"))
    demo.plant("metrics-frozen")
    before = _value(demo, "http_requests_total")
    demo.client.get("/api/health")
    assert _value(demo, "http_requests_total") == before


def _connect(demo: Demo, name: str = "localhost", version: ssl.TLSVersion | None = None) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=demo.facts["ca_file"])
    if version is not None:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with warnings.catch_warnings(action="ignore"):
            context.minimum_version = context.maximum_version = version
    port = int(demo.facts["url"].rpartition(":")[2])
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname=name)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "app.test"])
def test_the_certificate(demo: Demo, name: str) -> None:
    with _connect(demo, name) as connection:
        assert connection.version() == "TLSv1.3"
        certificate = connection.getpeercert()
        assert certificate is not None
        until, since = (ssl.cert_time_to_seconds(str(certificate[when])) for when in ("notAfter", "notBefore"))
        assert until - since == 90 * 24 * 3600


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("tls-expired", "expired"), ("tls-wrong-name", "mismatch"), ("tls-untrusted", "unable to get local issuer")],
)
def test_faults_in_the_certificate(demo: Demo, fault: str, reason: str) -> None:
    demo.plant(fault)
    with pytest.raises(ssl.SSLCertVerificationError, match=reason), _connect(demo):
        pass


def test_an_expiring_certificate(demo: Demo) -> None:
    demo.plant("tls-expiring")
    with _connect(demo) as connection:
        certificate = connection.getpeercert()
        assert certificate is not None
        until, since = (ssl.cert_time_to_seconds(str(certificate[when])) for when in ("notAfter", "notBefore"))
        assert until - since == 90 * 24 * 3600


def test_old_protocols(demo: Demo) -> None:
    with pytest.raises(ssl.SSLError), _connect(demo, version=ssl.TLSVersion.TLSv1):
        pass
    demo.plant("tls-old-protocol")
    with _connect(demo, version=ssl.TLSVersion.TLSv1) as connection:
        assert connection.version() == "TLSv1"
    with _connect(demo) as connection:
        assert connection.version() == "TLSv1.3"


def test_well_known_files(demo: Demo) -> None:
    for name in ("gpc.json", "apple-app-site-association", "assetlinks.json"):
        answer = demo.client.get(f"/.well-known/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()
    demo.plant("app-links-broken")
    assert demo.client.get("/.well-known/assetlinks.json").status_code == 302
