"""Targets that lie, hang and attack: each ends in time, with the right outcome and a sentence a person understands."""

from __future__ import annotations

import itertools
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.hostile.certificates import Authority
from tests.loopback import ByteServer, Respond, response
from tests.runs import Ran, run

TOO_LONG_S = 45.0
MOST_MEMORY_MB = 300.0
MARKUP = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
TIMEOUT = "[limits]\nrequest_timeout_s = 1.0\nlatency_samples = 5\n"


def judge(server: ByteServer, folder: Path, more: str = "", layers: tuple[str, ...] = ("smoke", "security")) -> Ran:
    """Run the suite against a hostile server, and demand what holds for every one of them."""
    path = folder / "hostile.toml"
    path.write_text(f'name = "hostile"\nbase_url = "{server.url}"\n{TIMEOUT}{more}', encoding="utf-8")
    began = time.monotonic()
    ran = run(*layers, f"--target={path}", "--deadline=30s", output=folder / "reports")
    assert time.monotonic() - began < TOO_LONG_S
    assert "Traceback" not in ran.output + ran.errors
    assert ran.code in {1, 10}, ran.output
    assert ran.peak_memory_mb < MOST_MEMORY_MB
    own_errors = [check.summary for check in ran.report.checks if "error of the suite" in check.summary]
    assert not own_errors, own_errors
    return ran


def forever(piece: bytes, head: bytes) -> Iterator[bytes]:
    yield head
    yield from itertools.repeat(piece)


def page(body: str = "<!doctype html><title>Hi</title>", headers: str = "") -> bytes:
    return response(body.encode(), headers=f"Content-Type: text/html; charset=utf-8\r\n{headers}")


def bomb() -> Iterator[bytes]:
    """Ten gigabytes of zeros in ten megabytes."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
    zeros = b"\0" * 1_000_000
    for _ in range(10_000):
        yield packer.compress(zeros)


@dataclass(slots=True)
class Mortal:
    """A site that dies after some answers."""

    lives: int
    seen: Iterator[int] = field(default_factory=itertools.count)

    def __call__(self, _: bytes) -> bytes | Iterable[bytes]:
        return page() if next(self.seen) < self.lives else b""


@pytest.mark.parametrize(
    ("respond", "options", "sentence"),
    [
        (None, {}, "did not complete its answer"),
        (lambda _: page(), {"chunk": 1, "pause_s": 0.5}, "did not complete its answer"),
        (lambda _: forever(b"X-A: 1\r\n", b"HTTP/1.1 200 OK\r\n"), {}, "does not speak HTTP"),
        (lambda _: b"\x16\x03\x01\xff\xfe garbage \x00\r\n\r\n", {}, "does not speak HTTP"),
        (lambda _: response(b"short", length=5000), {}, "closed the connection"),
        (lambda _: b"", {}, "closed the connection"),
        (lambda _: response(status="302 Found", headers="Location: /again\r\n"), {}, "without an end"),
    ],
    ids=["silent", "one-byte-at-a-time", "endless-headers", "garbage", "wrong-length", "hangs-up", "redirect-loop"],
)
def test_a_target_that_does_not_answer_properly_is_no_go(
    respond: Respond | None, options: dict[str, float], sentence: str, tmp_path: Path
) -> None:
    with ByteServer(respond, **options) as server:  # type: ignore[arg-type]  # chunk is an int in every row
        ran = judge(server, tmp_path)
    assert ran.code == 1
    assert len(ran.report.reasons) == 1
    assert sentence in ran.report.reasons[0]
    assert ran.outcome("smoke.reachable") == "FAILED"
    assert {str(c.outcome) for c in ran.report.checks if c.id != "smoke.reachable"} <= {
        "BLOCKED", "WITHHELD", "NOT_APPLICABLE",
    }  # fmt: skip


@pytest.mark.parametrize(
    "respond",
    [
        lambda _: forever(b"x" * 65_536, b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
        lambda _: bomb(),
        lambda _: response(b'{"a":' * 100_000, headers="Content-Type: application/json\r\n"),
        lambda _: response(b"\xff\xfe\x00bad utf-8 \xc3\x28", headers="Content-Type: text/html; charset=utf-8\r\n"),
    ],
    ids=["endless-body", "compression-bomb", "deep-json", "invalid-utf-8"],
)
def test_a_target_that_answers_too_much_or_too_oddly_is_judged_all_the_same(respond: Respond, tmp_path: Path) -> None:
    with ByteServer(respond) as server:
        ran = judge(server, tmp_path)
    assert ran.outcome("smoke.reachable") == "PASSED"
    assert ran.outcome("smoke.unknown_path") == "FAILED"


def test_markup_from_a_target_is_inert_in_every_output(tmp_path: Path) -> None:
    def attack(head: bytes) -> bytes:
        path = head.split()[1].decode("latin-1")
        body = f'{{"{MARKUP}": "{MARKUP}", "status": "{MARKUP}"}}' if "health" in path else f"<title>{MARKUP}</title>"
        kind = "application/json" if "health" in path else "text/html"
        fields = f"Content-Type: {kind}\r\nServer: {MARKUP} 1.2.3\r\nX-Powered-By: {MARKUP}/9.9\r\n"
        fields += (
            f"Set-Cookie: {MARKUP}=1\r\nStrict-Transport-Security: {MARKUP}\r\nContent-Security-Policy: {MARKUP}\r\n"
        )
        return response(body.encode(), status=f"200 {MARKUP}", headers=fields)

    with ByteServer(attack) as server:
        ran = judge(server, tmp_path)
    assert ran.folder is not None
    text = "".join((ran.folder / name).read_text(encoding="utf-8") for name in ("index.html", "technical.html"))
    assert MARKUP not in text
    assert "<script>document" not in text
    assert "onerror=alert(1)&gt;" in text
    (ran.folder / "junit.xml").read_text(encoding="utf-8").index("<testsuite")


def test_credentials_do_not_follow_a_redirect_to_another_host(tmp_path: Path) -> None:
    with ByteServer(lambda _: page()) as stranger:
        away = f"Location: http://127.0.0.1:{stranger.port}/caught\r\n"
        with ByteServer(lambda _: response(status="302 Found", headers=away)) as server:
            judge(
                server,
                tmp_path,
                '[reach.headers]\nX-Edge = "to-the-target"\n',
            )
        assert any(b"to-the-target" in request for request in server.requests)
        assert not any(b"to-the-target" in request for request in stranger.requests)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("expired", "expired"), ("wrong-name", "not valid for"), ("unknown-issuer", "unable to get local issuer")],
)
def test_a_certificate_that_does_not_verify_is_no_go(kind: str, words: str, tmp_path: Path) -> None:
    authority = Authority.new(tmp_path)
    context = {
        "expired": lambda: authority.context(days=-1),
        "wrong-name": lambda: authority.context("other.example"),
        "unknown-issuer": authority.context,
    }[kind]()
    trusted = "" if kind == "unknown-issuer" else f'[reach]\nca_file = "{authority.ca_file}"\n'
    with ByteServer(lambda _: page(), tls=context) as server:
        ran = judge(server, tmp_path, trusted)
    assert ran.code == 1
    assert words in ran.report.reasons[0]


def test_a_private_authority_can_be_declared(tmp_path: Path) -> None:
    authority = Authority.new(tmp_path)
    with ByteServer(lambda _: page(), tls=authority.context()) as server:
        ran = judge(server, tmp_path, f'[reach]\nca_file = "{authority.ca_file}"\n')
    assert ran.outcome("smoke.reachable") == "PASSED"


def test_a_service_that_dies_in_the_middle_is_no_go(tmp_path: Path) -> None:
    with ByteServer(Mortal(lives=8)) as server:
        ran = judge(server, tmp_path)
    assert ran.code == 1
    assert any("stopped answering" in one or "failed" in one for one in ran.report.reasons)


def test_a_service_that_flaps_is_not_go(tmp_path: Path) -> None:
    turn = itertools.count()

    def flapping(_: bytes) -> bytes:
        return b"" if next(turn) % 3 == 2 else page()

    with ByteServer(flapping) as server:
        ran = judge(server, tmp_path)
    assert ran.code == 1
