import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import trustme

from prodworthy.facts.outcome import CheckFailed, Unmeasured
from prodworthy.probes.browser import PHONE, Browser
from prodworthy.target import Target

_FOUND = shutil.which("chromium-headless-shell") or shutil.which("chromium")
pytestmark = pytest.mark.skipif(_FOUND is None, reason="there is no browser on this machine")

_PAGES = {
    "/": (200, "<!doctype html><title>Home</title><script src='/app.js'></script><img src='/gone.png'>"),
    "/app.js": (200, "console.error('it hurts'); setTimeout(() => { throw new Error('uncaught one') })"),
    "/wide": (200, "<!doctype html><div style='width:900px'>wide</div>"),
    "/restless": (200, "<!doctype html><title>R</title><script>setInterval(() => fetch('/'), 50)</script>"),
}


class Site:
    """A loopback server that remembers the header section of every request."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.redirects: dict[str, str] = {}
        self.port = 0
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def head(self, path: str) -> str:
        return next(head for head in self.heads if head.startswith(f"GET {path} "))

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:
            writer.close()
            return
        self.heads.append(head)
        path = head.split(" ")[1].partition("?")[0]
        status, body = _PAGES.get(path, (404, "gone"))
        extra = ""
        if path in self.redirects:
            status, extra = 302, f"Location: {self.redirects[path]}\r\n"
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        writer.write(
            f"HTTP/1.1 {status} X\r\n{extra}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
            f"Connection: close\r\n\r\n{body}".encode()
        )
        await writer.drain()
        writer.close()


@asynccontextmanager
async def serving(authority: trustme.CA | None = None) -> AsyncIterator[Site]:
    site = Site()
    secured = None
    if authority is not None:
        site.scheme = "https"
        secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(secured)
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0, ssl=secured)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def site() -> AsyncIterator[Site]:
    async with serving() as one:
        yield one


def target_of(site: Site, **reach: object) -> Target:
    return Target.model_validate({"name": "loopback", "base_url": site.url, "reach": reach})


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser(site: Site) -> AsyncIterator[Browser]:
    async with Browser.launch(target_of(site), executable=Path(_FOUND or "")) as one:
        yield one


async def test_console_errors_and_failed_requests_are_recorded(browser: Browser) -> None:
    async with browser.visitor() as visitor:
        assert await visitor.open("/") == 200
        await visitor.settle()
        kinds = {(line.kind, line.text) for line in visitor.console if not line.network}
        assert kinds == {("error", "it hurts"), ("exception", "uncaught one")}
        assert all(line.source.endswith("/app.js") for line in visitor.console if not line.network)
        assert [(seen.url.rpartition("/")[2], seen.status) for seen in visitor.failed_requests] == [("gone.png", 404)]


async def test_requests_identify_themselves(browser: Browser, site: Site) -> None:
    async with browser.visitor() as visitor:
        await visitor.open("/wide")
    assert "prodworthy/" in site.head("/wide")


async def test_what_scripts_call_is_collected_without_the_query(browser: Browser) -> None:
    async with browser.visitor() as visitor:
        await visitor.open("/wide")
        visitor.calls.clear()
        gone, elsewhere = "fetch('/gone.png')", "fetch('http://127.0.0.1:9/wide').catch(() => null)"
        called = f"fetch('/app.js?of=ada'), fetch('/app.js', {{method: 'POST'}}), fetch('/wide'), {gone}, {elsewhere}"
        await visitor.page.evaluate(f"Promise.all([{called}]).then(() => null)")
        assert visitor.calls == {"GET /app.js", "POST /app.js"}, "a part of a page is no call of an API"


async def test_a_step_that_fails_names_itself(browser: Browser) -> None:
    async with browser.visitor("the minor") as visitor:
        async with visitor.step("the page loads"):
            await visitor.open("/wide")
        with pytest.raises(CheckFailed, match=r"step 2, the door opens \[the minor\]: .*; required: the step succeeds"):
            async with visitor.step("the door opens"):
                await visitor.page.get_by_role("button", name="Open").click(timeout=50)
        assert [bool(step.failure) for step in visitor.steps] == [False, True]


async def test_a_step_has_its_deadline(browser: Browser) -> None:
    async with browser.visitor() as visitor:
        with pytest.raises(CheckFailed, match=r"step 1, sleeping: was not done; required: within 0\.05 s"):
            async with visitor.step("sleeping", deadline=0.05):
                await asyncio.sleep(5)


async def test_on_an_overloaded_machine_lateness_is_not_judged(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prodworthy.probes.overload._TOO_SLOW_S", 0.0)
    async with browser.visitor() as visitor:
        with pytest.raises(Unmeasured, match="step 1, sleeping took too long, which says nothing"):
            async with visitor.step("sleeping", deadline=0.05):
                await asyncio.sleep(5)
        with pytest.raises(Unmeasured, match="overloaded"):
            async with visitor.step("waiting"):
                await visitor.page.get_by_role("button").click(timeout=50)
        with pytest.raises(CheckFailed):
            async with visitor.step("comparing"):
                raise CheckFailed("a wrong price")


async def test_what_is_no_answer_of_the_target_is_not_made_one(browser: Browser) -> None:
    async with browser.visitor() as visitor:
        with pytest.raises(Unmeasured):
            async with visitor.step("asking"):
                raise Unmeasured("no control")
        with pytest.raises(ZeroDivisionError):
            async with visitor.step("a defect of the check"):
                1 / 0  # noqa: B018 - raises on purpose
        await visitor.page.close()
        with pytest.raises(Unmeasured, match="the browser went away"):
            async with visitor.step("too late"):
                await visitor.open("/")


async def test_a_page_that_never_rests_is_left_in_time(browser: Browser) -> None:
    async with browser.visitor() as visitor:
        await visitor.open("/restless")
        began = asyncio.get_running_loop().time()
        await visitor.settle(quiet=0.3, most=0.5)
        assert asyncio.get_running_loop().time() - began < 1.5


async def test_visitors_are_strangers_to_each_other(browser: Browser) -> None:
    async with browser.visitor() as one, browser.visitor() as other:
        await one.open("/wide")
        await other.open("/wide")
        await one.page.evaluate("document.cookie = 'who=one'")
        assert await other.page.evaluate("document.cookie") == ""


async def test_a_phone_is_laid_out_as_one(browser: Browser) -> None:
    async with browser.visitor(viewport=PHONE, phone=True) as visitor:
        await visitor.open("/wide")
        assert await visitor.page.evaluate("document.documentElement.clientWidth") == 980, "no viewport is declared"


async def test_declared_headers_go_to_the_target_and_nowhere_else(site: Site) -> None:
    async with serving() as elsewhere:
        site.redirects["/away"] = f"{elsewhere.url}/landed"
        target = target_of(
            site,
            headers={"X-Preview": "open-sesame"},
            basic_auth={"username": "u", "password": "secret-word"},
        )
        async with Browser.launch(target, executable=Path(_FOUND or "")) as browser, browser.visitor() as visitor:
            await visitor.open("/away")
            assert visitor.page.url == f"{elsewhere.url}/landed"
            assert "open-sesame" in site.head("/away")
            assert "Authorization: Basic" in site.head("/away")
            assert "open-sesame" not in elsewhere.head("/landed")
            assert "Authorization" not in elsewhere.head("/landed")


async def test_a_private_authority_is_trusted_for_the_target_and_no_other(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    async with serving(authority) as site, serving(trustme.CA()) as stranger:
        target = target_of(site, ca_file=str(tmp_path / "ca.pem"))
        async with Browser.launch(target, executable=Path(_FOUND or "")) as browser, browser.visitor() as visitor:
            assert await visitor.open("/wide") == 200
            with pytest.raises(CheckFailed, match="ERR_CERT_AUTHORITY_INVALID"):
                async with visitor.step("the stranger is visited"):
                    await visitor.open(f"{stranger.url}/wide")


async def test_a_browser_that_does_not_start_measures_nothing(site: Site) -> None:
    with pytest.raises(Unmeasured, match="does not start"):
        async with Browser.launch(target_of(site), executable=Path("/bin/false")):
            pass
