"""A visitor: one person with one browser window, and the record of what happened in it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from prodworthy.facts.outcome import CheckFailed, Findings, Inconclusive, Unmeasured, found
from prodworthy.facts.page import ConsoleLine, Layout, PageRequest
from prodworthy.probes.overload import overload
from prodworthy.target import Target

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import ConsoleMessage, Error, Page, Request, Response, Route

_MOST = 400  # records of each kind: a page in a loop must not fill the memory
_LONGEST = 500  # characters of one text that the target chose
_PICTURE_MS = 3_000
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_BY_SCRIPTS = frozenset({"fetch", "xhr"})
_NOTHING_THERE = frozenset({404, 405, 410, 501})
_OF_PAGES = frozenset({"text/html", "text/x-component"})  # fetched parts of pages (htmx, Turbo, React) are no API
_GONE = ("Target page, context or browser has been closed", "Page crashed", "Target crashed", "Browser has been closed")
_REQUEST_FAILED = "Failed to load resource"
_MEASURE = """() => {
  const root = document.documentElement;
  const short = (element) => element.tagName.toLowerCase() + (element.id ? `#${element.id}` : '');
  return {
    title: document.title,
    language: root.lang,
    laid_out: root.clientWidth,
    content: (document.scrollingElement || root).scrollWidth,
    widest: [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 2).slice(0, 3).map(short),
    headings: [...document.querySelectorAll('h1')].slice(0, 5).map((heading) => heading.innerText),
    landmarks: document.querySelectorAll('main, [role=main]').length,
  };
}"""


@dataclass(slots=True)
class Step:
    """One named step and how it went."""

    title: str
    deadline: float
    seconds: float = 0.0
    failure: str = ""

    def __str__(self) -> str:
        return f"{self.seconds:6.2f} s of {self.deadline:g}  {self.title}" + (
            f"  FAILED: {self.failure}" if self.failure else ""
        )


@dataclass  # without slots: Playwright hangs its wrappers of our handlers onto the instance
class Visitor:
    """One person with one browser window.

    Attributes:
        page: the window, Playwright's own.
        target: what is visited.
        name: what the logs call the person.
        calls: collects what the page's scripts call of the target and is there, pages aside, as `METHOD /path`.
        console: what the page wrote to the console.
        requests: what the page requested, on the target's hosts and elsewhere.
        steps: the steps so far.
    """

    page: Page
    target: Target
    name: str = "visitor"
    calls: set[str] = field(default_factory=set)
    console: list[ConsoleLine] = field(default_factory=list)
    requests: list[PageRequest] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    _under_way: dict[Request, PageRequest] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", self._on_exception)
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)
        self.page.on("requestfailed", self._on_failure)

    @property
    def failed_requests(self) -> list[PageRequest]:
        """The requests that were answered with an error, or not at all."""
        return [request for request in self.requests if request.failed]

    @property
    def other_hosts(self) -> list[str]:
        """The hosts that the page reached and that are not the target's."""
        hosts = {urlsplit(request.url).hostname or "" for request in self.requests if not self.belongs(request.url)}
        return sorted(hosts - {""})

    def belongs(self, url: str) -> bool:
        """Whether the URL is on a host of the target: its own, a declared one, or a sibling under the same domain."""
        host = urlsplit(url).hostname or ""
        domain = self.target.host.removeprefix("www.")
        return host in self.target.hosts or host == domain or host.endswith(f".{domain}")

    async def open(self, path: str) -> int:
        """Go to a path of the target and return the status of the document, once the document is parsed.

        Raises:
            CheckFailed: there was no document (inside a step; otherwise Playwright's own error).
        """
        response = await self.page.goto(self.target.page_url(path), wait_until="domcontentloaded")
        return response.status if response else 0

    async def layout(self) -> Layout:
        """Return how the page is laid out."""
        seen = await self.page.evaluate(_MEASURE)
        return Layout(
            title=_bounded(seen["title"]),
            language=_bounded(seen["language"]),
            laid_out=int(seen["laid_out"]),
            content=int(seen["content"]),
            widest=tuple(map(_bounded, seen["widest"])),
            headings=tuple(map(_bounded, seen["headings"])),
            landmarks=int(seen["landmarks"]),
        )

    async def picture(self) -> bytes:
        """Return a PNG of what the person sees, or nothing where there is nothing to see any more."""
        from playwright.async_api import Error as PlaywrightError  # noqa: PLC0415 - see the import at the top

        try:
            return await self.page.screenshot(timeout=_PICTURE_MS)
        except PlaywrightError:
            return b""

    async def stored(self) -> dict[str, str]:
        """Return what the browser keeps of this visit, by place and name: cookies, local and session storage."""
        kept = {f"cookie {cookie.get('name')}": cookie.get("value", "") for cookie in await self.page.context.cookies()}
        for place in ("localStorage", "sessionStorage"):
            items: dict[str, str] = await self.page.evaluate(f"() => ({{...{place}}})")
            kept |= {f"{place} {name}": str(value) for name, value in items.items()}
        return kept

    async def break_requests(self, pattern: str, status: int | None = None) -> None:
        """Let requests of the page fail, as they do when something between it and the server breaks.

        Args:
            pattern: glob of the URLs, such as `**/api/**`.
            status: the status to answer with in the server's place; None: the network itself fails.
        """

        async def fail(route: Route) -> None:
            if status is None:
                await route.abort("internetdisconnected")
            else:
                await route.fulfill(status=status, content_type="application/json", body="{}")

        await self.page.route(pattern, fail)

    async def mend_requests(self) -> None:
        """Let the requests of the page through again."""
        await self.page.unroute_all(behavior="ignoreErrors")

    async def settle(self, quiet: float = 0.3, most: float = 2.0) -> None:
        """Wait until the page has requested nothing for a while; a page that never rests is left at `most` seconds.

        Args:
            quiet: seconds without a new request that count as rest.
            most: seconds after which the wait ends in any case.
        """
        end = time.monotonic() + most
        seen, since = len(self.requests), time.monotonic()
        while (now := time.monotonic()) < end and now - since < quiet:
            await asyncio.sleep(quiet / 6)
            if len(self.requests) != seen:
                seen, since = len(self.requests), time.monotonic()

    @asynccontextmanager
    async def step(self, title: str, deadline: float = 5.0) -> AsyncIterator[None]:
        """Name what happens in the block, bound it, and say of a failure in which step it was.

        Args:
            title: what happens, such as "the adult submits the form".
            deadline: seconds for the whole block.

        Raises:
            CheckFailed: something in the block failed, or the deadline passed.
            Unmeasured: the browser itself went away, or the machine is too busy to judge what took too long.
        """
        step = Step(title, deadline)
        self.steps.append(step)
        began = time.monotonic()
        try:
            async with asyncio.timeout(deadline) as limit:
                yield
        except Inconclusive as error:
            step.failure = error.reason
            raise
        except Exception as error:
            step.failure = "not done"
            findings = await self._judge(error, step, late=limit.expired())
            step.failure = findings[0].seen
            raise CheckFailed(findings) from error
        finally:
            step.seconds = time.monotonic() - began

    async def _judge(self, error: Exception, step: Step, *, late: bool) -> Findings:
        """Return what an error in a step says of the target.

        Raises:
            Unmeasured: it says nothing of the target, as the browser went away or this machine is overloaded.
        """
        where = f"step {len(self.steps)}, {step.title}" + (f" [{self.name}]" if self.name != "visitor" else "")
        from playwright.async_api import Error as PlaywrightError  # noqa: PLC0415 - see the import at the top
        from playwright.async_api import TimeoutError as PlaywrightTimeout  # noqa: PLC0415

        if (late or isinstance(error, PlaywrightTimeout)) and (busy := await self._overload()):
            raise Unmeasured(f"{where} took too long, which says nothing: {busy}") from error
        if late:
            return found("was not done", f"within {step.deadline:g} s", where=where)
        if isinstance(error, CheckFailed):
            return error.findings.at(where)

        text = _bounded(_ANSI.sub("", str(error)).partition("Call log:")[0].strip())
        if isinstance(error, PlaywrightError) and any(words in text for words in _GONE):
            raise Unmeasured(f"the browser went away in {where}: {text}") from error
        if not isinstance(error, (PlaywrightError, AssertionError)):
            raise error
        return found(" ".join(text.split()) or type(error).__name__, "the step succeeds", where=where)

    async def _overload(self) -> str:
        """Return how slow the browser itself is, in words; empty where it is quick enough, or gone."""
        from playwright.async_api import Error as PlaywrightError  # noqa: PLC0415 - see the import at the top

        try:
            return await overload(self.page.context)
        except PlaywrightError:
            return ""

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and len(self.console) < _MOST:
            text = _bounded(message.text)
            source = _bounded(message.location.get("url") or "")
            self.console.append(ConsoleLine(message.type, text, source, text.startswith(_REQUEST_FAILED)))

    def _on_exception(self, error: Error) -> None:
        if len(self.console) < _MOST:
            self.console.append(ConsoleLine("exception", _bounded(error.message), _script(error.stack or "")))

    def _on_request(self, request: Request) -> None:
        if len(self.requests) < _MOST:
            seen = PageRequest(request.method, _bounded(request.url), request.resource_type, body=_posted(request))
            self._under_way[request] = seen
            self.requests.append(seen)

    def _on_response(self, response: Response) -> None:
        if seen := self._under_way.pop(response.request, None):
            seen.status = response.status
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            served = seen.status not in _NOTHING_THERE and kind not in _OF_PAGES
            ours = seen.kind in _BY_SCRIPTS and seen.url.startswith(f"{self.target.origin}/")
            if ours and served and len(self.calls) < _MOST:
                self.calls.add(f"{seen.method} {urlsplit(seen.url).path}")

    def _on_failure(self, request: Request) -> None:
        if seen := self._under_way.pop(request, None):
            seen.failure = request.failure or "failed"

    def log(self) -> list[str]:
        """Return the steps, the console and the failed requests as lines for the evidence."""
        return [
            *(f"step      {step}" for step in self.steps),
            *(f"console   {line}" for line in dict.fromkeys(self.console)),
            *(f"failed    {request}" for request in self.failed_requests),
            *(f"elsewhere {host}" for host in self.other_hosts),
            f"at        {self.page.url}",
        ]


def _bounded(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _script(stack: str) -> str:
    """Return the URL of the topmost script in a stack; empty where there is none."""
    match = re.search(r"(https?://[^\s)]+?)(?::\d+){1,2}(?=\)|\s|$)", stack)
    return _bounded(match[1]) if match else ""


def _posted(request: Request) -> str:
    """Return what was posted, bounded; empty for what is no text."""
    try:
        return (request.post_data or "")[: 4 * _LONGEST]
    except UnicodeDecodeError:
        return ""
