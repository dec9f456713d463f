"""The attacker's page in a real browser, against a loopback site over TLS whose answers the tests choose."""

import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import trustme

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.facts.outcome import Blocked, Unmeasured
from prodworthy.probes.attacker import ATTACKER, MARKS, attack_member, attack_stranger
from prodworthy.probes.browser import Browser
from prodworthy.probes.injection import open_injected
from prodworthy.target import Target

_FOUND = shutil.which("chromium-headless-shell") or shutil.which("chromium")
pytestmark = pytest.mark.skipif(_FOUND is None, reason="there is no browser on this machine")

_GRANT = f"Access-Control-Allow-Origin: {ATTACKER}\r\nAccess-Control-Allow-Credentials: true\r\n"
_ANSWERS = {
    "/open": "",
    "/denied": "X-Frame-Options: DENY\r\n",
    "/ancestors": "Content-Security-Policy: frame-ancestors 'none'\r\n",
    "/other-policy": "Content-Security-Policy: frame-ancestors *\r\nX-Frame-Options: DENY\r\n",
    "/self-only": "Content-Security-Policy: script-src 'self'\r\n",
    "/inline": "Content-Security-Policy: script-src 'unsafe-inline'\r\n",
    "/elements": "Content-Security-Policy: script-src 'self'; script-src-attr 'unsafe-inline'\r\n",
    "/granted": _GRANT,
    "/starred": "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\n",
    "/private": "",
    "/walled": "Content-Security-Policy: script-src 'self'\r\n",
}
_REDIRECTS = {"/to-denied": "Location: /denied\r\n", "/to-nowhere": "Location: https://127.0.0.1:1/\r\n"}
_BODIES = {"/unclosed": "<!doctype html><textarea>", "/insecure": "<script src=http://counter.test/c.js></script>"}


class Site:
    def __init__(self) -> None:
        self.port = 0
        self.ca_file = ""

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:
            writer.close()
            return
        path = head.split(" ")[1]
        status = 200 if (path in _ANSWERS or path in _BODIES) and path != "/walled" else 404
        if path in _REDIRECTS:
            status = 302
        if path == "/walled" and "open sesame" in head:
            status = 200
        if path in {"/granted", "/private", "/starred"} and "sid=" not in head:
            status = 401
        body = _BODIES.get(path, "<!doctype html><title>T</title><p>text")
        writer.write(
            f"HTTP/1.1 {status} X\r\n{_ANSWERS.get(path) or _REDIRECTS.get(path, '')}Content-Type: text/html\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()
        )
        await writer.drain()
        writer.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Site, Browser]]:
    authority, site = trustme.CA(), Site()
    file = tmp_path_factory.mktemp("authority") / "ca.pem"
    site.ca_file = str(file)
    authority.cert_pem.write_to_path(file)
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(secured)
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0, ssl=secured)
    site.port = server.sockets[0].getsockname()[1]
    target = Target.model_validate({"name": "t", "base_url": site.url(""), "reach": {"ca_file": str(file)}})
    async with Browser.launch(target, executable=Path(_FOUND or "")) as browser:
        yield site, browser
    server.close()


async def test_frames_are_shown_and_refused_as_the_answers_say(place: tuple[Site, Browser]) -> None:
    site, browser = place
    paths = ["/open", "/denied", "/ancestors", "/other-policy", "/missing"]
    attack = await attack_stranger(browser, [site.url(path) for path in paths])
    assert [one.shown for one in attack.frames] == [True, False, False, True, True]
    assert [one.refused for one in attack.frames] == [False, True, True, False, False]
    assert [one.status for one in attack.frames] == [200, 0, 0, 200, 404]
    assert attack.permitting.shown
    assert attack.marks == frozenset(MARKS)
    assert [(load.kind, load.resolution) for load in attack.insecure] == [("Script", "blocked")]


async def test_a_redirect_in_a_frame_is_followed_to_its_end(place: tuple[Site, Browser]) -> None:
    site, browser = place
    attack = await attack_stranger(browser, [site.url(path) for path in ("/to-denied", "/denied", "/to-nowhere")])
    assert [one.refused for one in attack.frames] == [True, True, False]
    assert not any(one.shown for one in attack.frames)


async def test_the_header_fields_that_open_a_wall_go_with_an_injection(place: tuple[Site, Browser]) -> None:
    site, _ = place
    reach = {"ca_file": site.ca_file, "headers": {"X-Pass": "open sesame"}}
    target = Target.model_validate({"name": "t", "base_url": site.url(""), "reach": reach})
    async with Browser.launch(target, executable=Path(_FOUND or "")) as browser:
        assert not (await open_injected(browser, site.url("/walled"))).ran


async def test_a_frame_that_fails_for_another_reason_is_no_refusal(place: tuple[Site, Browser]) -> None:
    _, browser = place
    attack = await attack_stranger(browser, ["https://127.0.0.1:1/"])
    assert not attack.frames[0].shown
    assert not attack.frames[0].refused


@pytest.mark.parametrize(
    ("path", "ran"),
    [
        ("/open", set(MARKS)),
        ("/self-only", set()),
        ("/inline", set(MARKS)),
        ("/elements", {"inline event handler"}),
    ],
)
async def test_marks_run_as_the_policy_says(place: tuple[Site, Browser], path: str, ran: set[str]) -> None:
    site, browser = place
    assert (await open_injected(browser, site.url(path))).ran == ran


async def test_marks_that_are_no_part_of_the_page_prove_nothing(place: tuple[Site, Browser]) -> None:
    site, browser = place
    with pytest.raises(Unmeasured, match="did not take them"):
        await open_injected(browser, site.url("/unclosed"))


async def test_a_page_that_does_not_load_proves_nothing(place: tuple[Site, Browser]) -> None:
    site, browser = place
    with pytest.raises(Blocked, match="status 404"):
        await open_injected(browser, site.url("/missing"))


async def test_what_a_page_loads_over_plain_http_is_told(place: tuple[Site, Browser]) -> None:
    site, browser = place
    loads = (await open_injected(browser, site.url("/insecure"))).insecure
    assert [(load.url, load.resolution) for load in loads] == [("http://counter.test/c.js", "blocked")]


async def test_reads_with_a_session_that_travels(place: tuple[Site, Browser]) -> None:
    site, browser = place
    attack = await attack_member(
        browser,
        _signed_in(site, "sid=1; Path=/; Secure; HttpOnly; SameSite=None"),
        [site.url(path) for path in ("/private", "/granted", "/starred")],
    )
    assert [one.status for one in attack.own] == [200, 200, 200]
    assert [one.status for one in attack.foreign] == [0, 200, 0]
    assert attack.foreign[0].failure == "MissingAllowOriginHeader"
    assert attack.permitting.succeeded
    assert "sid" not in attack.visible
    assert attack.control_seen


async def test_a_session_that_stays_at_home(place: tuple[Site, Browser]) -> None:
    site, browser = place
    attack = await attack_member(browser, _signed_in(site, "sid=1; Path=/; SameSite=Lax"), [site.url("/granted")])
    assert attack.own[0].succeeded
    assert attack.foreign[0].status == 401
    assert "sid" in attack.visible


async def test_a_cookie_that_the_browser_drops(place: tuple[Site, Browser]) -> None:
    site, browser = place
    attack = await attack_member(browser, _signed_in(site, "__Host-sid=1; Path=/x; Secure"), [site.url("/private")])
    assert "__Host-sid" not in attack.kept
    assert not attack.own[0].succeeded


def _signed_in(site: Site, cookie: str) -> Exchange:
    return Exchange(Request("POST", site.url("/login")), 204, Headers([("Set-Cookie", cookie)]))
