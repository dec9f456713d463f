"""Runs on a deployment that is not simply where its name leads: pinned, behind a certificate, on several hosts."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from tests.loopback import ByteServer, response
from tests.runs import run

HOST = "shop.example"
SCRIPT = response(b"let a = 1", headers="Content-Type: text/javascript\r\nCache-Control: max-age=9\r\nAge: 5\r\n")


def site(head: bytes) -> bytes:
    if head.startswith(b"GET / "):
        page = b"<!doctype html><title>Pages</title><script src=/app.js></script>"
        return response(page, headers="Content-Type: text/html\r\n")
    return SCRIPT if head.startswith(b"GET /app.js") else response(status="404 Not Found")


def target_file(folder: Path, url: str, more: str = "") -> str:
    path = folder / "mine.toml"
    path.write_text(f'name = "mine"\nbase_url = "{url}"\ncapabilities = []\n{more}', encoding="utf-8")
    return f"--target={path}"


def test_the_new_colour_is_judged_before_its_name_leads_to_it(tmp_path: Path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert(HOST).configure_cert(context)
    target = target_file(tmp_path, f"https://{HOST}", f'[reach]\nca_file = "{tmp_path / "ca.pem"}"\n')
    narrowed = ["smoke", "security", "-k", "reachable or (test_tls and versions)", target]
    with ByteServer(site, tls=context) as server:
        to = f"--connect-to={HOST}:443:127.0.0.1:{server.port}"
        ran = run(*narrowed, to, output=tmp_path / "there")
    assert ran.code == 0, ran.output
    assert ran.outcome("smoke.reachable") == ran.outcome("security.tls_versions") == "PASSED"
    assert ran.report.notes == [
        f"who asks for {HOST}, port 443, was connected to 127.0.0.1, port {server.port}, as connect_to says"
    ], "a report of the new colour says that it is one"
    gone = run("smoke", "-k", "reachable", target, to, output=tmp_path / "gone")
    assert gone.code == 1
    assert f"connected to 127.0.0.1:{server.port}, as connect_to says" in gone.report.reasons[0]


def test_pages_and_files_of_other_hosts(tmp_path: Path) -> None:
    edge = '[reach.headers]\nX-Edge = "to-the-target"\n[delivery]\ncdn = true\n'
    with ByteServer(lambda _: response(b"{}")) as api, ByteServer(site) as web, ByteServer(site) as cdn:
        target = target_file(tmp_path, api.url, edge)
        there = [f"--web-url={web.url}", f"--cdn-url=http://127.0.0.1:{cdn.port}"]
        ran = run("smoke", "-k", "reachable or cdn_hits", target, *there, output=tmp_path / "reports")
    assert ran.outcome("smoke.cdn_hits") == "PASSED", ran.output
    assert [head.split()[1] for head in web.requests] == [b"/"]
    assert {head.split()[1] for head in cdn.requests} == {b"/app.js"}
    assert all(b"to-the-target" in head for head in web.requests)
    assert not any(b"to-the-target" in head for head in cdn.requests), "a delivery network is told no credentials"


def test_connections_elsewhere_have_to_be_declared(tmp_path: Path) -> None:
    target = target_file(tmp_path, "https://a.example")
    ran = run("smoke", target, "--ws-url=wss://b.example", output=tmp_path / "reports")
    assert ran.code == 4
    assert "--ws-url: the target declares no [realtime]" in ran.output + ran.errors


def _with_mistakes(folder: Path) -> dict[str, tuple[str, list[str]]]:
    issued, other = trustme.CA().issue_cert("me@a.example"), trustme.CA().issue_cert("you@a.example")
    issued.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    other.private_key_pem.write_to_path(str(folder / "other.key"))
    key = serialization.load_pem_private_key(issued.private_key_pem.bytes(), None)
    encrypted = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"sesame-canary"),
    )
    (folder / "locked.key").write_bytes(encrypted)
    (folder / "junk.pem").write_text("junk")
    pair = f'client_certificate = "{folder}/cert.pem"\nclient_key = "{folder}/'
    return {
        "absent": (f'client_certificate = "{folder}/no.pem"', ["reach.client_certificate", "/no.pem", "no such file"]),
        "junk": (f'ca_file = "{folder}/junk.pem"', ["reach.ca_file", "junk.pem", "PEM"]),
        "another's": (pair + 'other.key"', ["client_key", "other.key", "the key is not the certificate's"]),
        "locked": (pair + 'locked.key"', ["locked.key", "encrypted", "client_key_password"]),
        "wrong": (pair + 'locked.key"\nclient_key_password = "${KEY_WORD}"', ["encrypted", "is not its password"]),
        "proxy": ('proxy = "socks5://runner:${KEY_WORD}@p.example:1"', ["reach.proxy", "socks5", "http://HOST:PORT"]),
    }


@pytest.mark.parametrize("mistake", ["absent", "junk", "another's", "locked", "wrong", "proxy"])
def test_what_cannot_be_used_is_one_line(mistake: str, tmp_path: Path) -> None:
    text, words = _with_mistakes(tmp_path)[mistake]
    target = target_file(tmp_path, "https://a.example", f"[reach]\n{text}\n")
    ran = run("smoke", target, output=tmp_path / "reports", KEY_WORD="not-the-word")
    assert ran.code == 4, ran.output + ran.errors
    told = [line for line in (ran.output + ran.errors).splitlines() if line.strip()]
    assert len(told) == 1, told
    for word in ("mine.toml", *words):
        assert word in told[0]
    assert "not-the-word" not in told[0]
