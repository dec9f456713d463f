"""Injection: a page of the target as its visitors get it, with an attacker's marks written into its text on the way."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prodworthy.facts.outcome import Blocked, CheckFailed, Unmeasured, found
from prodworthy.facts.page import InsecureLoad
from prodworthy.probes.attacker import MARKUP, marks_of
from prodworthy.probes.browser import Browser
from prodworthy.probes.browser_issues import Issues

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import CDPSession, Page

_DEADLINE_S = 15.0
_NO_LONGER_TRUE = frozenset({"content-length", "content-encoding"})
_HTML = ("text/html", "application/xhtml+xml")
_WATCH = """new MutationObserver((_, watcher) => {
  if (document.querySelector('script[data-prodworthy]')) { window.prodworthyParsed = true; watcher.disconnect(); }
}).observe(document, {childList: true, subtree: true})"""

_PARSED = "window.prodworthyParsed === true || document.querySelector('script[data-prodworthy]') !== null"


@dataclass(frozen=True, slots=True)
class InjectedPage:
    """A page with an attacker's marks in it.

    Attributes:
        ran: which marks the browser ran.
        insecure: what the page asked for over plain HTTP.
    """

    ran: frozenset[str]
    insecure: tuple[InsecureLoad, ...]


async def open_injected(browser: Browser, url: str) -> InjectedPage:
    """Open a page with marks at its end; its header fields stay as they are.

    Raises:
        Blocked: the page does not load.
        Unmeasured: the browser did not take the marks for part of the page.
    """
    async with browser.visitor("victim of an injection") as victim:
        page, issues = victim.page, await Issues.watch(victim.page)
        await _Injection.into(page)
        try:
            async with victim.step("the page with the marks loads", _DEADLINE_S):
                response = await page.goto(url, wait_until="load")
                if response is not None and not response.ok:
                    found(f"status {response.status}", "a page").raise_if_any()
                await victim.settle(quiet=0.15)
                parsed: bool = await page.evaluate(_PARSED)
                ran, origin = await marks_of(page), await page.evaluate("location.origin")
        except CheckFailed as failure:
            raise Blocked(f"the page did not load in the browser: {failure}") from failure
    if not parsed and not ran:
        raise Unmeasured("the marks were written into the page, but the browser did not take them for part of it")
    return InjectedPage(ran, issues.insecure_of(str(origin)))


class _Injection:
    """Writes the marks at the end of the document that a page gets; what stands in frames of it stays as it is."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session
        self._under_way: set[asyncio.Task[None]] = set()
        self._frame = ""

    @classmethod
    async def into(cls, page: Page) -> _Injection:
        session = await page.context.new_cdp_session(page)
        one = cls(session)
        session.on("Fetch.requestPaused", one._on_paused)
        pattern = {"urlPattern": "*", "resourceType": "Document", "requestStage": "Response"}
        await session.send("Fetch.enable", {"patterns": [pattern]})
        await page.add_init_script(_WATCH)
        return one

    def _on_paused(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._pass_on(event))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _pass_on(self, event: dict[str, Any]) -> None:
        from playwright.async_api import Error  # noqa: PLC0415 - see the import at the top

        request = {"requestId": event["requestId"]}
        fields: list[dict[str, str]] = event.get("responseHeaders", [])
        self._frame = self._frame or event["frameId"]  # the first document is the page's own
        kinds = [one["value"].lower() for one in fields if one["name"].lower() == "content-type"]
        try:
            redirected = "location" in {one["name"].lower() for one in fields}
            if redirected or event["frameId"] != self._frame or not (kinds and kinds[0].startswith(_HTML)):
                await self._session.send("Fetch.continueRequest", request)
                return
            got = await self._session.send("Fetch.getResponseBody", request)
            body = b64decode(got["body"]) if got["base64Encoded"] else got["body"].encode()
            kept = [one for one in fields if one["name"].lower() not in _NO_LONGER_TRUE]
            marked = {"responseHeaders": kept, "body": b64encode(body + MARKUP.encode()).decode()}
            answer = {**request, "responseCode": event.get("responseStatusCode", 200), **marked}
            await self._session.send("Fetch.fulfillRequest", answer)
        except Error:  # the page is gone, and with it whoever waited
            return
