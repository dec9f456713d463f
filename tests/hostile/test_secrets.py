"""Secrets of every kind travel through a run that fails in every layer, and none of them stays in what it leaves."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import secrets
import sqlite3
import struct
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest
import tomli_w

from prodworthy.embedded import Embedded
from tests.hostile.hiding import forms, hidden
from tests.loopback import ByteServer, response
from tests.proxy import Proxy
from tests.runs import ROOT, Ran, run

FAULTS = (
    "error-stack-trace", "error-reflects", "excess-data", "jwt-personal-data", "token-in-url", "trace-on",
    "dotenv-exposed", "cookie-no-httponly", "session-shared", "logout-does-nothing", "refresh-reuse-allowed",
    "page-console-error", "price-wrong", "contract-500", "contract-wrong-type", "export-incomplete", "bola-messages",
    "metrics-personal", "profile-cache-shared", "cors-reflects-origin", "socket-survives-logout",
    "socket-sender-trusted", "cache-deceived", "malformed-json-500", "login-enumeration", "csp-missing",
)  # fmt: skip
SECRET = 'c4n4ry/+<&"é-0f3a'
# Not what locks the declared users out, nor what takes long and has no secret in it.
_SELECTION = (
    "not test_abuse and not test_logins and not test_accounts and not premium and not gate and not test_age"
    " and not response_times"
)
USERS = range(1, 9)
_GIVEN = re.compile(
    rb'"(token|refreshToken|accessToken|refresh_token|access_token)"\s*:\s*"([^"\\]{8,})"'
    rb'|"(password)"\s*:\s*"(Pw7-[^"\\]{8,})"'  # of the suite's own making
    rb"|(?i:set-cookie):\s*([^=;\s]*session[^=;\s]*)=([^;\r\n]{8,})"
)


@dataclass(frozen=True, slots=True)
class Canaries:
    """Secrets that are told apart from everything else, and end in what codings change."""

    word: str

    @property
    def environment(self) -> dict[str, str]:
        """By the name of the variable that holds it."""
        names = ("API_KEY", *(f"PASSWORD_{n}" for n in USERS))
        values = {f"CANARY_{name}": f'{name.lower().replace("_", "-")}-{self.word}/+<&"é' for name in names}
        values["CANARY_API_KEY"] = values["CANARY_API_KEY"].rstrip("é")  # a header field's value
        return values | {f"CANARY_EMAIL_{n}": f"canary{n}+{self.word}@people.example" for n in USERS}


@contextmanager
def deployment() -> Iterator[Embedded]:
    with Embedded("balloond", FAULTS, root=ROOT, tls=False) as demo:
        yield demo


def target_file(folder: Path, demo: Embedded, proxy: Proxy) -> Path:
    """Declare the demo as a deployment on which no account may be made, behind a wall and an edge key."""
    declared: dict[str, Any] = tomllib.loads((ROOT / "targets" / "balloond.toml").read_text(encoding="utf-8"))
    declared |= {"base_url": demo.info["url"]}
    declared["reach"] = {
        "proxy": proxy.url,
        "headers": {"X-Api-Key": "${CANARY_API_KEY}"},
    }
    declared["gate"] = {"allow": "writes", "allow_opt_in": True, "requests_per_second": 500.0, "retries": 0}
    declared["contract"]["budget_s"] = 7.0
    declared["metrics"]["url"] = demo.info["metrics"]
    declared["auth"].pop("register")
    declared["auth"]["test_users"] = [
        {"email": f"${{CANARY_EMAIL_{n}}}", "password": f"${{CANARY_PASSWORD_{n}}}"} for n in USERS
    ]
    path = folder / "balloond.toml"
    path.write_text(tomli_w.dumps(declared), encoding="utf-8")
    return path


def sign_up(demo: Embedded, environment: dict[str, str]) -> None:
    for n in USERS:
        body = {"email": environment[f"CANARY_EMAIL_{n}"], "password": environment[f"CANARY_PASSWORD_{n}"]}
        answer = httpx.post(
            f"{demo.info['url']}/api/auth/signup", json={**body, "name": "Canary", "dateOfBirth": "1990-01-31"}
        )
        assert answer.status_code == 201, answer.text


def harvested(wire: bytes) -> dict[str, str]:
    """Return every password, token and session that went over the wire, by kind and number."""
    found: dict[str, str] = {}
    for groups in _GIVEN.findall(wire):
        kind, value = (group.decode() for group in groups if group)
        found.setdefault(value, f"{kind} {len(found)}")
    return {name: value for value, name in found.items()}


@pytest.fixture(name="ran", scope="module")
def _ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, bytes, dict[str, str], Path]:
    folder = tmp_path_factory.mktemp("canaries")
    canaries = Canaries(secrets.token_hex(6))
    left = folder / "left"
    (left / "temporary").mkdir(parents=True)
    with deployment() as demo, Proxy() as proxy:
        sign_up(demo, canaries.environment)
        ran = run(
            "smoke", "security", "e2e", "contract", "-k", _SELECTION,
            f"--target={target_file(folder, demo, proxy)}", "--allow=writes", "--allow=opt-in",
            output=left / "reports", TMPDIR=str(left / "temporary"), **canaries.environment,
        )  # fmt: skip
        wire = b"\n".join(proxy.heads) + bytes(proxy.passed)
    return ran, wire, canaries.environment, left


def test_no_secret_stays_in_what_a_failing_run_leaves(ran: tuple[Ran, bytes, dict[str, str], Path]) -> None:
    done, wire, canaries, left = ran
    failed = {check.layer for check in done.report.checks if check.outcome == "FAILED"}
    assert failed == {"smoke", "security", "e2e", "contract"}, "each layer has something to tell"
    unseen = [name for name, secret in canaries.items() if not any(form in wire for form in forms(secret))]
    assert not unseen, "a secret that never travelled proves nothing"
    given = harvested(wire)
    kinds = {name.rpartition(" ")[0] for name in given}
    assert {"token", "refreshToken", "password", "__Host-session"} <= kinds, kinds
    assert hidden({**canaries, **given}, left, done.output, done.errors) == []


def test_what_it_leaves_shows_where_secrets_were(ran: tuple[Ran, bytes, dict[str, str], Path]) -> None:
    done, _, _, left = ran
    assert done.folder is not None
    for name in ("index.html", "run.json", "junit.xml"):
        assert "[redacted]" in (done.folder / name).read_text(encoding="utf-8"), name
    assert list(done.folder.glob("evidence/*.png"))
    assert (left / "reports" / "history.sqlite").is_file()


def test_a_target_that_says_everything_back(tmp_path: Path) -> None:
    """An error page with the request in it, in every coding, is what hands a wall's password to whoever reads a log."""
    wall, key = 'wall/+<&"é-canary-5e1f', "key/+<&'-canary-77aa"
    left = tmp_path / "left"

    def echo(head: bytes) -> bytes:
        fields = dict(line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:] if ": " in line)
        fields = {name.lower(): value for name, value in fields.items()}
        pair = base64.b64decode(fields.get("authorization", "").removeprefix("Basic ")).decode("utf-8", "replace")
        texts = [pair, fields.get("x-edge", ""), html.escape(pair), quote(pair), json.dumps({"you sent": pair})]
        line = quote(pair) + " " + fields.get("x-edge", "")
        body = f"<title>Traceback</title>{head.decode('latin-1')} {' '.join(texts)}".encode()
        more = f"Content-Type: text/html\r\nServer: {line}/1.2\r\nX-Debug: {line}\r\nSet-Cookie: s={line}\r\n"
        return response(body, status=f"200 {line}", headers=f"{more}Location: /?x={line}\r\n")

    path = tmp_path / "echo.toml"
    with ByteServer(echo) as server:
        path.write_text(
            f'name = "echo"\nbase_url = "{server.url}"\n[limits]\nlatency_samples = 5\n[reach.headers]\n'
            'X-Edge = "${EDGE}"\n[reach.basic_auth]\nusername = "somebody"\npassword = "${WALL}"\n',
            encoding="utf-8",
        )
        done = run("smoke", "security", f"--target={path}", output=left / "reports", EDGE=key, WALL=wall)
    assert any(key.encode() in head for head in server.requests)
    assert [check.id for check in done.report.checks if check.outcome == "FAILED"]
    assert hidden({"wall": wall, "key": key}, left, done.output, done.errors) == []


@pytest.mark.parametrize(
    "data",
    [
        SECRET.encode(),
        quote(SECRET, safe="").encode(),
        quote_plus(SECRET).encode(),
        html.escape(json.dumps({"a": SECRET})).encode(),
        json.dumps({"a": SECRET}, ensure_ascii=False).encode(),
        base64.b64encode(f"user:{SECRET}!".encode()),
        base64.urlsafe_b64encode(f"us:{SECRET}".encode()),
        gzip.compress(SECRET.encode()),
        b"<img src='data:image/svg+xml;base64," + base64.b64encode(quote(SECRET).encode()) + b"'>",
    ],
    ids=["plain", "percent", "plus", "json-in-html", "json", "base64", "base64url", "gzip", "data-uri"],
)
def test_the_search_finds_a_secret_in_every_coding(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"before " * (data[:2] != b"\x1f\x8b") + data)
    assert len(hidden({"one": SECRET}, tmp_path)) >= 1
    assert hidden({"another": SECRET.swapcase()}, tmp_path) == []


def test_the_search_finds_a_secret_in_a_database_and_in_a_picture(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "history.sqlite")
    connection.execute("create table t (x)")
    connection.execute("insert into t values (?)", [SECRET])
    connection.commit()
    connection.close()
    remark = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(SECRET.encode()))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + remark)
    found = hidden({"one": SECRET}, tmp_path, f"said: {SECRET}")
    assert {place.split(":")[0].removeprefix("one in ") for place in found} == {
        "a.png", "history.sqlite", "history.sqlite (rows)", "output 0",
    }  # fmt: skip


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
