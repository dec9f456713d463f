"""The attacker: a page of another site, in a window of a real browser, and what the browser lets it do.

Its documents are given to the browser in place of an answer, under names that no one can own, so nothing has to be
served; what it asks of the target goes to the target. Browsers keep pages of the wide net away from the machine's own
network by a permission, which a target on loopback would hide behind: the attacker is granted it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import CheckFailed, Unmeasured
from prodworthy.facts.page import ForeignRead, Framed, InsecureLoad
from prodworthy.probes.browser import Browser
from prodworthy.probes.browser_issues import Issues
from prodworthy.probes.visitor import Visitor

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Page, Request, Response, Route

ATTACKER = "https://attacker.test"
_CONTROL_COOKIE = "prodworthy-control"
MARKS = ("inline script", "inline event handler")
"""What an attacker can write into a page that takes no file of its own."""
MARKUP = (
    "<script data-prodworthy>window.prodworthyMarks=['inline script']</script>"
    "<img src='data:,' alt='' hidden onerror=\"(window.prodworthyMarks??=[]).push('inline event handler')\">"
)
_PERMITTING = "https://permits.test/"
_INSECURE = "http://insecure.test/x.js"
_DEADLINE_S = 15.0
_FRAMES_S = 5.0
_BY_RESPONSE = "ERR_BLOCKED_BY_RESPONSE"
_NO_DOCUMENT = frozenset({"", "about:blank"})
_READ = """urls => Promise.all(urls.map(url => fetch(url, {credentials: 'include', cache: 'no-store'})
  .then(answer => answer.status, () => 0)))"""
_NO_NETWORK = "LocalNetwork"  # how the browser calls what it keeps away from the machine's own network


@dataclass(frozen=True, slots=True)
class StrangerAttack:
    """What a page of another site got of pages that everyone may see, and what shows that the attack works.

    Attributes:
        frames: the attempts to show the target's pages in a frame.
        permitting: the attempt to show a page that permits it.
        marks: which injected marks run in a page without a policy.
        insecure: what became of a script over plain HTTP in that page.
    """

    frames: tuple[Framed, ...]
    permitting: Framed
    marks: frozenset[str]
    insecure: tuple[InsecureLoad, ...]


@dataclass(frozen=True, slots=True)
class MemberAttack:
    """What scripts got of someone who is signed in with a cookie, and what shows that the attack works.

    Attributes:
        own: what a page of the target itself could read with the session.
        foreign: what a page of another site could read.
        permitting: what that page could read of an answer that permits it.
        visible: the names of the cookies that scripts of the target's pages see.
        kept: the names of the cookies that the browser keeps.
    """

    own: tuple[ForeignRead, ...]
    foreign: tuple[ForeignRead, ...]
    permitting: ForeignRead
    visible: frozenset[str]
    kept: frozenset[str]

    @property
    def control_seen(self) -> bool:
        """Whether scripts see the cookie that was set for them to see."""
        return _CONTROL_COOKIE in self.visible


@dataclass  # without slots: Playwright hangs its wrappers of our handlers onto the instance
class _Network:
    """What became of the documents that a page asked for, by the address that it asked first."""

    statuses: dict[str, int] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def follow(self, page: Page) -> None:
        page.on("response", self._on_response)
        page.on("requestfailed", self._on_failure)

    def _on_response(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.statuses[_asked_first(response.request)] = response.status

    def _on_failure(self, request: Request) -> None:
        if request.is_navigation_request():
            self.failures.setdefault(_asked_first(request), request.failure or "failed")


def _asked_first(request: Request) -> str:
    while (earlier := request.redirected_from) is not None:
        request = earlier
    return request.url


async def attack_stranger(browser: Browser, urls: Sequence[str]) -> StrangerAttack:
    """Open the attacker's page, which shows the given pages of the target in frames.

    Raises:
        Unmeasured: the attacker's own page does not come up.
    """
    tried = [_PERMITTING, *urls]
    async with browser.visitor("victim of another site's page") as victim:
        network, issues = _Network(), await Issues.watch(victim.page)
        network.follow(victim.page)
        async with _own_matter(victim, "the attacker's page comes up"):
            frames = "".join(f"<iframe id=f{n} src={json.dumps(url)}></iframe>" for n, url in enumerate(tried))
            await _serve(victim.page, {f"{ATTACKER}/": f"{MARKUP}<script src={_INSECURE}></script>{frames}"})
            await _grant_network(victim.page)
            await victim.page.goto(f"{ATTACKER}/", wait_until="load")
            shown = [await _framed(victim.page, n, url, network) for n, url in enumerate(tried)]
            marks = await marks_of(victim.page)
    return StrangerAttack(tuple(shown[1:]), shown[0], marks, issues.insecure_of(ATTACKER))


async def attack_member(browser: Browser, signed_in: Exchange, urls: Sequence[str]) -> MemberAttack:
    """Let a browser sign in, by an answer that sets cookies, and let another site's page try to read with them.

    Args:
        browser: the browser.
        signed_in: the answer; the browser is shown its Set-Cookie fields at its own address.
        urls: what to read.

    Raises:
        Unmeasured: the pages do not come up, or a read failed for reasons of the network.
    """
    async with browser.visitor("victim who is signed in") as victim:
        page, issues = victim.page, await Issues.watch(victim.page)
        control = f"{_CONTROL_COOKIE}=1; Path=/; SameSite=Lax"
        cookies = "\n".join([*signed_in.headers.get_list("set-cookie"), control])
        async with _own_matter(victim, "the browser signs in, and the attacker's page comes up"):
            await _serve(page, {signed_in.url: "", f"{ATTACKER}/": ""}, {signed_in.url: {"Set-Cookie": cookies}})
            await page.goto(signed_in.url)
            visible: str = await page.evaluate("document.cookie")
            kept = {str(cookie.get("name")) for cookie in await page.context.cookies(signed_in.url)}
            own = await _read(page, urls, issues)
            await _grant_network(page)
            await page.goto(f"{ATTACKER}/")
            foreign = await _read(page, [_PERMITTING, *urls], issues)
    if hidden := [read for read in foreign if read.failure.startswith(_NO_NETWORK)]:
        raise Unmeasured(f"the browser lets no page of another site reach {hidden[0].url}: {hidden[0].failure}")
    names = frozenset(pair.partition("=")[0].strip() for pair in visible.split(";"))
    return MemberAttack(tuple(own), tuple(foreign[1:]), foreign[0], names, frozenset(kept))


async def marks_of(page: Page) -> frozenset[str]:
    """Return which marks have run in a page."""
    seen = await page.evaluate("window.prodworthyMarks")
    return frozenset(MARKS).intersection(map(str, seen if isinstance(seen, list) else ()))


@asynccontextmanager
async def _own_matter(visitor: Visitor, title: str) -> AsyncIterator[None]:
    """Name a step that is the suite's own matter: where it fails, nothing is known of the target."""
    try:
        async with visitor.step(title, _DEADLINE_S):
            yield
    except CheckFailed as failure:
        raise Unmeasured(f"the attack could not be tried: {failure}") from failure


async def _serve(
    page: Page, documents: Mapping[str, str], headers: Mapping[str, Mapping[str, str]] | None = None
) -> None:
    """Give the browser these documents in place of answers, and a page that permits everything."""
    permits = {"Access-Control-Allow-Origin": ATTACKER, "Access-Control-Allow-Credentials": "true"}
    fields = {**(headers or {}), _PERMITTING: permits}
    for url, markup in {**documents, _PERMITTING: "<p>Welcome</p>"}.items():
        answer = _answering(f"<!doctype html><title>-</title>{markup}", dict(fields.get(url, {})))
        await page.route(_exactly(url), answer)
    await page.route(_exactly(_INSECURE), _answering("", {}))


def _exactly(url: str) -> Callable[[str], bool]:
    """Return what tells that address: a text would be read as a pattern."""
    return lambda asked: asked == url


def _answering(body: str, headers: dict[str, str]) -> Any:
    async def answer(route: Route) -> None:
        await route.fulfill(status=200, content_type="text/html; charset=utf-8", body=body, headers=headers)

    return answer


async def _grant_network(page: Page) -> None:
    from playwright.async_api import Error  # noqa: PLC0415 - see the import at the top

    try:
        await page.context.grant_permissions(["local-network-access"], origin=ATTACKER)
    except Error:  # an older browser, which asks for no such permission
        return


async def _framed(page: Page, number: int, url: str, network: _Network) -> Framed:
    """Wait until something stands in a frame, and say what."""
    element = await page.query_selector(f"#f{number}")
    end = asyncio.get_running_loop().time() + _FRAMES_S
    address = ""
    while asyncio.get_running_loop().time() < end:
        frame = await element.content_frame() if element else None
        address = frame.url if frame else ""
        if address not in _NO_DOCUMENT:
            break
        await asyncio.sleep(0.02)
    if address.startswith("http"):
        return Framed(url, shown=True, status=network.statuses.get(url, 0))
    failure = network.failures.get(url, "nothing came up in the frame")
    return Framed(url, shown=False, refused=_BY_RESPONSE in failure, failure=failure)


async def _read(page: Page, urls: Sequence[str], issues: Issues) -> list[ForeignRead]:
    statuses: list[int] = await page.evaluate(_READ, list(urls))
    await asyncio.sleep(0)  # the browser tells its reasons before it rejects, and they are read by now
    return [
        ForeignRead(url, status, "" if status else issues.refusals.get(url, "the browser does not say why"))
        for url, status in zip(urls, statuses, strict=True)
    ]
