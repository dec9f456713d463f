from __future__ import annotations

import errno
import gzip
import socket
from typing import Any

import pytest

from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes import failures
from prodworthy.probes.http import Http
from prodworthy.probes.raw import Raw
from prodworthy.target import Target
from tests.loopback import ByteServer, response


def http_to(url: str, **declared: Any) -> Http:
    limits = {"request_timeout_s": 0.5, "body_bytes": 4096}
    target = Target.model_validate({"name": "test", "base_url": url, "limits": limits, **declared})
    return Http(target, user_agent="prodworthy-test", run_id="r1")


async def test_duplicate_fields_stay_two() -> None:
    answer = response(b"{}", headers="X-Frame-Options: DENY\r\nX-Frame-Options: SAMEORIGIN\r\n")
    with ByteServer(lambda _: answer) as server:
        exchange = await http_to(server.url).get("/")
    assert exchange.headers.get_list("x-frame-options") == ["DENY", "SAMEORIGIN"]
    assert exchange.json() == {}


async def test_requests_identify_the_run() -> None:
    with ByteServer(lambda _: response()) as server:
        await http_to(server.url).get("/")
    assert b"x-prodworthy-run: r1" in server.requests[0].lower()


async def test_redirects_are_not_followed_unless_asked() -> None:
    def respond(head: bytes) -> bytes:
        if head.startswith(b"GET /here"):
            return response(status="302 Found", headers="Location: /there\r\n")
        return response(b"arrived")

    with ByteServer(respond) as server:
        http = http_to(server.url)
        assert (await http.get("/here")).status == 302
        hops = await http.follow("/here")
    assert [hop.status for hop in hops] == [302, 200]
    assert hops[-1].text == "arrived"


@pytest.mark.parametrize("location", ["http://xn--s96o", "http://\U00033c67", "http://[", "//", "http:", "\x7f:"])
async def test_a_redirect_to_what_is_no_address_is_an_answer_like_others(location: str) -> None:
    with ByteServer(lambda _: response(status="302 Found", headers=f"Location: {location}\r\n")) as server:
        answer = await http_to(server.url).get("/here")
    assert (answer.status, answer.headers.get("location")) == (302, location)


async def test_a_redirect_loop_ends() -> None:
    with ByteServer(lambda _: response(status="302 Found", headers="Location: /\r\n")) as server:
        hops = await http_to(server.url).follow("/", limit=4)
    assert len(hops) == 5
    assert hops[-1].is_redirect


async def test_credentials_do_not_travel_to_another_host() -> None:
    with ByteServer(lambda _: response(b"taken")) as stranger:
        away = f"Location: http://127.0.0.1:{stranger.port}/\r\n"
        with ByteServer(lambda _: response(status="302 Found", headers=away)) as server:
            http = http_to(
                server.url,
                reach={"headers": {"X-Edge-Key": "edge-secret"}, "basic_auth": {"username": "u", "password": "wall"}},
            )
            hops = await http.follow("/", headers={"Authorization": "Bearer token-1", "Cookie": "session=1"})
    assert hops[-1].text == "taken"
    assert b"edge-secret" in server.requests[0]
    assert b"token-1" in server.requests[0]
    for secret in (b"edge-secret", b"token-1", b"session=1", b"authorization"):
        assert secret not in stranger.requests[0].lower()


async def test_a_body_is_read_up_to_the_limit() -> None:
    with ByteServer(lambda _: response(b"x" * 100_000)) as server:
        exchange = await http_to(server.url).get("/")
    assert exchange.truncated
    assert len(exchange.body) == 4096


async def test_a_compression_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with ByteServer(lambda _: response(bomb, headers="Content-Encoding: gzip\r\n")) as server:
        exchange = await http_to(server.url).get("/")
    assert exchange.truncated
    assert len(exchange.body) == 4096


async def test_a_compressed_body_is_decoded() -> None:
    with ByteServer(lambda _: response(gzip.compress(b"plain"), headers="Content-Encoding: gzip\r\n")) as server:
        assert (await http_to(server.url).get("/")).body == b"plain"


@pytest.mark.parametrize(
    ("server", "kind", "word"),
    [
        (ByteServer(None), "timeout", "within 0.5 s"),
        (ByteServer(lambda _: response(b"slow"), chunk=1, pause_s=0.05), "timeout", "within 0.5 s"),
        (ByteServer(lambda _: b"\x00\xffgarbage\r\n\r\n"), "protocol", "does not speak HTTP"),
        (ByteServer(lambda _: b""), "reset", "closed the connection"),
        (ByteServer(lambda _: response(b"short", length=100)), "reset", "closed the connection"),
        (ByteServer(lambda _: response(b"x", headers="Content-Encoding: gzip\r\n")), "protocol", "declared coding"),
    ],
    ids=["silent", "drip", "garbage", "empty", "short", "not-gzip"],
)
async def test_what_is_wrong_with_an_answer_is_said(server: ByteServer, kind: str, word: str) -> None:
    with server, pytest.raises(TargetFailed) as failure:
        await http_to(server.url).get("/")
    assert failure.value.kind == kind
    assert word in failure.value.sentence


async def test_a_closed_port_is_a_refusal() -> None:
    with ByteServer(lambda _: response()) as server:
        port = server.port
    with pytest.raises(TargetFailed) as failure:
        await http_to(f"http://127.0.0.1:{port}").get("/")
    assert failure.value.kind == "refused"
    assert str(port) in failure.value.sentence


async def test_plain_http_on_a_tls_url_is_told() -> None:
    with ByteServer(lambda _: response()) as server, pytest.raises(TargetFailed) as failure:
        await http_to(server.url.replace("http:", "https:")).get("/")
    assert failure.value.kind in {"tls", "timeout"}


async def test_raw_sends_the_request_target_as_it_is() -> None:
    with ByteServer(lambda _: response(b"raw", headers="X-A: 1\r\nX-A: 2\r\n")) as server:
        exchange = await Raw(http_to(server.url)).send(
            "/a/../../etc/%2e%2e/passwd", headers=[("X-B", "1"), ("X-B", "2")]
        )
    assert server.requests[0].startswith(b"GET /a/../../etc/%2e%2e/passwd HTTP/1.1\r\n")
    assert server.requests[0].count(b"X-B: ") == 2
    assert exchange.text == "raw"
    assert exchange.headers.get_list("x-a") == ["1", "2"]


async def test_raw_asks_for_bodies_as_they_are() -> None:
    with ByteServer(lambda _: response(b"raw")) as server:
        await Raw(http_to(server.url)).send("/")
        await Raw(http_to(server.url)).send("/", headers={"Accept-Encoding": "br"})
    assert [request.lower().count(b"accept-encoding: ") for request in server.requests] == [1, 1]
    assert b"Accept-Encoding: identity\r\n" in server.requests[0]
    assert b"Accept-Encoding: br\r\n" in server.requests[1]


async def test_raw_survives_endless_headers() -> None:
    endless = b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 100_000
    with ByteServer(lambda _: endless) as server, pytest.raises(TargetFailed) as failure:
        await Raw(http_to(server.url)).send("/")
    assert failure.value.kind == "protocol"


async def test_credentials_are_not_sent_in_the_clear_to_a_target_that_is_reached_over_tls() -> None:
    with ByteServer(lambda _: response()) as server:
        http = http_to("https://localhost", reach={"headers": {"X-Edge-Key": "edge-secret"}})
        await http.get(server.url, headers={"Authorization": "Bearer token-1"})
    assert b"edge-secret" not in server.requests[0]
    assert b"token-1" not in server.requests[0]


@pytest.mark.parametrize(
    ("number", "kind"), [(socket.EAI_AGAIN, "network"), (socket.EAI_NONAME, "unresolvable")], ids=["again", "no-name"]
)
def test_a_silent_name_server_is_not_the_targets_fault(number: int, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "has_route", lambda: True)
    failed = failures.explain(socket.gaierror(number, "no"), "https://a.example/", 1.0)
    assert failed.kind == kind
    assert "a.example" in failed.sentence


def test_a_machine_without_a_route_is_not_the_targets_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "has_route", lambda: False)
    assert failures.explain(socket.gaierror(socket.EAI_NONAME, "no"), "https://a.example/", 1.0).kind == "network"
    assert failures.explain(OSError(errno.ENETUNREACH, "no"), "https://a.example/", 1.0).kind == "network"
