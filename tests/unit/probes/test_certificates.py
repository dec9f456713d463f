"""Certificates as real servers show them, read over a socket."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp

from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.certificate_reading import ocsp_request, path_of, read_certificate, read_crl, read_ocsp
from prodworthy.probes.certificate_status import stapled_status, statuses
from prodworthy.probes.certificates import default_certificate, shown_certificates
from prodworthy.probes.http import Http
from prodworthy.probes.tls import Place
from prodworthy.rules import certificate_names
from prodworthy.rules import certificates as rules
from prodworthy.rules.certificates import Certificate, Shown
from prodworthy.target import Target

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


def loaded(pem: trustme.Blob) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.bytes())


def read(pem: trustme.Blob) -> Certificate:
    return read_certificate(loaded(pem).public_bytes(serialization.Encoding.DER))


def context(*certificates: trustme.LeafCert, newest_only: bool = False) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    for one in certificates:
        one.configure_cert(made)
    if newest_only:
        made.minimum_version = ssl.TLSVersion.TLSv1_3
    return made


@asynccontextmanager
async def serving(made: ssl.SSLContext, ca: trustme.CA | None, folder: Path) -> AsyncIterator[tuple[Http, int]]:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=made)
    port = server.sockets[0].getsockname()[1]
    given: dict[str, object] = {"name": "x", "base_url": f"https://localhost:{port}"}
    if ca is not None:
        ca.cert_pem.write_to_path(str(folder / "ca.pem"))
        given["reach"] = {"ca_file": str(folder / "ca.pem")}
    async with server:
        yield Http(Target.model_validate(given), user_agent="test", run_id="test"), port


async def seen(made: ssl.SSLContext, ca: trustme.CA | None, folder: Path, host: str = "localhost") -> list[Shown]:
    async with serving(made, ca, folder) as (http, port):
        shown, _ = await shown_certificates(http, host, port)
    return shown


@pytest.mark.parametrize("key", list(trustme.KeyType))
@pytest.mark.parametrize("newest_only", [False, True])
async def test_one_certificate_is_seen_once(key: trustme.KeyType, newest_only: bool, tmp_path: Path) -> None:  # noqa: FBT001
    ca = trustme.CA()
    shown = await seen(context(ca.issue_cert("localhost", key_type=key), newest_only=newest_only), ca, tmp_path)
    assert [one.kind for one in shown] == ["any"]
    assert not shown[0].distrust
    assert not shown[0].public
    assert shown[0].leaf.names == ("localhost",)
    assert not rules.judge_strength(shown[0].path)


async def test_two_kinds_of_keys_are_both_seen(tmp_path: Path) -> None:
    ca = trustme.CA()
    both = [ca.issue_cert("localhost", key_type=key) for key in trustme.KeyType]
    shown = await seen(context(*both), ca, tmp_path)
    assert {one.leaf.key for one in shown} == {"RSA", "EC"}


async def test_an_authority_that_nobody_declared(tmp_path: Path) -> None:
    shown = await seen(context(trustme.CA().issue_cert("localhost")), None, tmp_path)
    assert "neither sent nor trusted" in rules.judge_chain(shown[0]).describe()


async def test_a_missing_intermediate_and_a_complete_chain(tmp_path: Path) -> None:
    ca = trustme.CA()
    leaf = ca.create_child_ca().issue_cert("localhost")
    complete = await seen(context(leaf), ca, tmp_path)
    assert not complete[0].distrust
    assert len(complete[0].path) == 2
    alone = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (tmp_path / "leaf.pem").write_bytes(leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
    alone.load_cert_chain(tmp_path / "leaf.pem")
    assert rules.judge_chain((await seen(alone, ca, tmp_path))[0])


async def test_dates_and_names_do_not_hide_the_chain(tmp_path: Path) -> None:
    ca = trustme.CA()
    old = ca.issue_cert("elsewhere.example", not_before=NOW - 9 * DAY, not_after=NOW - DAY)
    (shown,) = await seen(context(old), ca, tmp_path)
    assert not shown.distrust
    assert rules.judge_dates(shown.path, NOW)
    assert certificate_names.judge_name(shown.leaf, "localhost")


async def test_an_address_in_place_of_a_name(tmp_path: Path) -> None:
    ca = trustme.CA()
    (shown,) = await seen(context(ca.issue_cert("127.0.0.1")), ca, tmp_path, host="127.0.0.1")
    assert shown.leaf.addresses == ("127.0.0.1",)
    assert not certificate_names.judge_name(shown.leaf, "127.0.0.1")


async def test_the_certificate_for_strangers(tmp_path: Path) -> None:
    ca = trustme.CA()
    async with serving(context(ca.issue_cert("db.internal")), ca, tmp_path) as (http, port):
        place = Place("localhost", port, "127.0.0.1", port)
        for name in ("other.invalid", "127.0.0.1"):
            certificate = await default_certificate(http, place, name)
            assert certificate is not None
            assert certificate_names.internal_names(certificate, "shop.example") == ["db.internal"]


async def test_nobody_there(tmp_path: Path) -> None:
    async with serving(context(trustme.CA().issue_cert("localhost")), None, tmp_path) as (http, port):
        pass
    with pytest.raises(TargetFailed, match="refused"):
        await shown_certificates(http, "127.0.0.1", port)


def test_a_path_is_found_in_disorder() -> None:
    ca = trustme.CA()
    leaf = ca.create_child_ca().issue_cert("localhost")
    first, between = (read(pem) for pem in leaf.cert_chain_pems)
    assert path_of([first, read(ca.cert_pem), between]) == (first, between)


@pytest.mark.parametrize(
    ("policy", "public"), [("2.23.140.1.2.1", True), ("2.23.140.1.1", True), ("1.3.6.1.4.1.44947.1", False)]
)
def test_a_public_certificate_says_so(policy: str, public: bool) -> None:  # noqa: FBT001 - a column
    ca = trustme.CA()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.example")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(loaded(ca.cert_pem).subject)
    builder = builder.public_key(key.public_key()).serial_number(7).not_valid_before(NOW).not_valid_after(NOW + DAY)
    stated = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(policy), None)])
    signer = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
    made = builder.add_extension(stated, critical=False).sign(signer, hashes.SHA256())  # type: ignore[arg-type]  # EC
    assert read_certificate(made.public_bytes(serialization.Encoding.DER)).public is public


def test_no_certificate() -> None:
    with pytest.raises(ValueError, match=r"."):
        read_certificate(b"\x30\x03\x02\x01\x00")


def crl(ca: trustme.CA, *serials: int, until: dt.datetime = NOW + DAY) -> bytes:
    issuer = loaded(ca.cert_pem)
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject)
    builder = builder.last_update(until - 2 * DAY).next_update(until)
    for serial in serials:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - DAY).build()
        builder = builder.add_revoked_certificate(entry)
    key = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)  # type: ignore[arg-type]  # EC


def test_lists_of_revoked_certificates() -> None:
    ca, other = trustme.CA(), trustme.CA()
    leaf, issuer = read(ca.issue_cert("localhost").cert_chain_pems[0]), read(ca.cert_pem)
    assert read_crl(crl(ca, leaf.serial), leaf, issuer).word == "revoked"
    assert read_crl(crl(ca, 1), leaf, issuer).word == "good"
    with pytest.raises(ValueError, match="not signed"):
        read_crl(crl(other), leaf, issuer)
    with pytest.raises(ValueError, match="another authority"):
        read_crl(crl(other), leaf, None)
    with pytest.raises(ValueError, match="out of date"):
        read_crl(crl(ca, until=NOW - DAY), leaf, issuer)
    with pytest.raises(ValueError, match=r"."):
        read_crl(b"<html>", leaf, issuer)


def answer(ca: trustme.CA, leaf: x509.Certificate, status: ocsp.OCSPCertStatus) -> bytes:
    issuer = loaded(ca.cert_pem)
    revoked = NOW - DAY if status is ocsp.OCSPCertStatus.REVOKED else None
    builder = ocsp.OCSPResponseBuilder().add_response(
        leaf,
        issuer,
        hashes.SHA1(),  # noqa: S303 - names the issuer, as responders do
        status,
        NOW - DAY,
        NOW + DAY,
        revoked,
        None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer)
    key = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)  # type: ignore[arg-type]  # EC


async def test_statuses() -> None:
    ca = trustme.CA()
    certificate = loaded(ca.issue_cert("localhost").cert_chain_pems[0])
    leaf = read_certificate(certificate.public_bytes(serialization.Encoding.DER))
    for status, word in (
        (ocsp.OCSPCertStatus.GOOD, "good"),
        (ocsp.OCSPCertStatus.REVOKED, "revoked"),
        (ocsp.OCSPCertStatus.UNKNOWN, "unknown"),
    ):
        assert read_ocsp(answer(ca, certificate, status), leaf).word == word
    other = read(ca.issue_cert("localhost").cert_chain_pems[0])
    said = await stapled_status(answer(ca, certificate, ocsp.OCSPCertStatus.GOOD), other)
    assert (said.word, said.reason) == ("unasked", "the response is about another certificate")
    assert ocsp.load_der_ocsp_request(ocsp_request(leaf, read(ca.cert_pem))).serial_number == leaf.serial
    staple = answer(ca, certificate, ocsp.OCSPCertStatus.REVOKED)
    http = Http(Target(name="x", base_url="https://localhost:1"), user_agent="test", run_id="test")
    shown = Shown("localhost", "127.0.0.1", "any", (leaf,), (leaf,))
    assert (await statuses(http, [shown], [staple]))[leaf.serial].word == "revoked"
    assert not await statuses(http, [shown], [])
