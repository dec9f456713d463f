"""A visit to a site: by someone who refuses, someone who agrees, someone whose browser refuses; and its legal pages."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from prodworthy.outcome import CheckFailed, Unmeasured, found
from prodworthy.page import Layout
from prodworthy.probes import axe, keyboard
from prodworthy.probes.browser import DESKTOP, Browser
from prodworthy.probes.consent import ConsentQuestion, trace
from prodworthy.probes.visitor import Visitor
from prodworthy.rules.accessibility import NARROW_PX, Moving, Violation, Walk
from prodworthy.rules.consent import Choice, Trace
from prodworthy.target import Target

_LEGAL_QUIET_S = 0.2
_NARROW_HEIGHT = 256
_LONGEST_TEXT = 100_000
_READ = """() => ({
  text: document.body ? document.body.innerText : '', title: document.title, type: document.contentType,
  language: document.documentElement.lang, direction: getComputedStyle(document.documentElement).direction,
  password: !!document.querySelector('input[type=password]'), forms: document.forms.length,
  links: [...document.links].slice(0, 1000).map((link) => [link.href, (link.innerText || link.ariaLabel || '').trim()]),
})"""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as it reads once its scripts have run.

    Attributes:
        path: what was asked for.
        status: of the document.
        url: where it ended.
        text: what can be read.
        title: the document's.
        language: what the document says of its language.
        direction: `ltr` or `rtl`, as it is laid out.
        links: address and text of each.
        media_type: the document's.
        asks_password: whether it has a field for one.
        forms: how many forms it has.
    """

    path: str
    status: int
    url: str
    text: str = ""
    title: str = ""
    language: str = ""
    direction: str = "ltr"
    links: tuple[tuple[str, str], ...] = ()
    media_type: str = "text/html"
    asks_password: bool = False
    forms: int = 0


@dataclass(slots=True)
class Inspection:
    """What was found of a page's accessibility.

    Attributes:
        violations: rules that it breaks; None where the engine could not say.
        problem: why it could not.
        narrow: the page at a zoom of 400 %.
        moving: what moves, although less motion was asked for.
        walk: a walk with the Tab key, where one was made.
    """

    violations: tuple[Violation, ...] | None = None
    problem: str = ""
    narrow: Layout | None = None
    moving: tuple[Moving, ...] = ()
    walk: Walk | None = None


@dataclass(slots=True)
class SiteVisit:
    """What people with different wishes saw of a site.

    Attributes:
        landing: the first page.
        before: what it loaded and stored before any choice.
        choice: how the choice is offered; None where nothing is asked.
        refused: what was loaded and stored from the refusal on; None where nobody could refuse.
        asked_after_refusal: whether the question comes again after it.
        accepted: what was loaded and stored from the agreement on.
        asked_after_acceptance: whether the question comes again after it.
        withdrawn: what was loaded after the consent was withdrawn, and is still stored; None where nobody could.
        signalled: what was loaded and stored where the browser itself refuses.
        pages: the legal pages by their path, without a fragment.
        unknown: a page that cannot exist.
        inspections: what was found of the accessibility of the pages, by path.
        failures: what could not be done, by who tried, or by path.
        belongs: says whether a URL is on a host of the target, its delivery network included.
    """

    landing: ReadPage | None = None
    before: Trace | None = None
    choice: Choice | None = None
    refused: Trace | None = None
    asked_after_refusal: bool = False
    accepted: Trace | None = None
    asked_after_acceptance: bool = False
    withdrawn: Trace | None = None
    signalled: Trace | None = None
    pages: dict[str, ReadPage] = field(default_factory=dict)
    unknown: ReadPage | None = None
    inspections: dict[str, Inspection] = field(default_factory=dict)
    failures: dict[str, CheckFailed] = field(default_factory=dict)
    belongs: Callable[[str], bool] = field(default=lambda _: True)

    def page(self, path: str) -> ReadPage:
        """Return a legal page.

        Raises:
            CheckFailed: it could not be read.
        """
        path = without_fragment(path)
        if path not in self.pages:
            raise self.failures.get(path) or CheckFailed(found("the page was not read", "a page", where=path))
        return self.pages[path]


def without_fragment(path: str) -> str:
    """Return a path without what follows its `#`."""
    return path.partition("#")[0]


async def visit_site(browser: Browser, target: Target, legal: Iterable[str]) -> SiteVisit:
    """Visit the first page and the legal pages, all at once, as strangers to each other.

    Args:
        browser: to visit with.
        target: what to visit.
        legal: paths of the legal pages.
    """
    visit = SiteVisit()
    await asyncio.gather(
        *(_as_someone(browser, target, visit, name) for name in _PEOPLE),
        *(_read_legal(browser, visit, path) for path in dict.fromkeys(map(without_fragment, legal))),
        *([_read_unknown(browser, visit)] if legal else []),
    )
    return visit


async def inspect(visitor: Visitor, *, walking: bool = False) -> Inspection:
    """Look at the page that a visitor is on for its accessibility; the window is as it was afterwards.

    Args:
        visitor: whose page.
        walking: whether to walk through it with the Tab key.
    """
    seen = Inspection()
    try:
        seen.violations = await axe.violations(visitor.page)
    except Unmeasured as error:
        seen.problem = error.reason
    seen.moving = await keyboard.moving(visitor.page)
    if walking:
        seen.walk = await keyboard.walk_through(visitor.page)
    size = visitor.page.viewport_size or {"width": DESKTOP[0], "height": DESKTOP[1]}
    await visitor.page.set_viewport_size({"width": NARROW_PX, "height": _NARROW_HEIGHT})
    seen.narrow = await visitor.layout()
    await visitor.page.set_viewport_size(size)
    return seen


async def read(visitor: Visitor, path: str, quiet: float = 0.3) -> ReadPage:
    """Go to a page, and return it as it reads once it has come to rest."""
    status = await visitor.open(path)
    await visitor.settle(quiet)
    seen = await visitor.page.evaluate(_READ)
    return ReadPage(
        path=path,
        status=status,
        url=visitor.page.url,
        text=str(seen["text"])[:_LONGEST_TEXT],
        title=str(seen["title"])[:300],
        language=str(seen["language"])[:80],
        direction=str(seen["direction"]),
        links=tuple((str(url)[:500], str(text)[:120]) for url, text in seen["links"]),
        media_type=str(seen["type"]),
        asks_password=bool(seen["password"]),
        forms=int(seen["forms"]),
    )


async def _as_someone(browser: Browser, target: Target, visit: SiteVisit, name: str) -> None:
    async with browser.visitor(name, privacy_signal=name == BY_BROWSER) as visitor:
        question = ConsentQuestion(visitor, target.privacy.consent if target.privacy else None)
        try:
            await _PEOPLE[name](visitor, question, target, visit)
        except CheckFailed as failure:
            visit.failures[name] = failure


async def _refuse(visitor: Visitor, question: ConsentQuestion, target: Target, visit: SiteVisit) -> None:
    delivery = urlsplit(target.delivery.url).hostname
    visit.belongs = lambda url: visitor.belongs(url) or urlsplit(url).hostname == delivery
    async with visitor.step("the first page loads", deadline=15):
        visit.landing = await read(visitor, target.web.landing)
        visit.before = await trace(visitor)
        visit.choice = await question.measured()
    async with visitor.step("the first page is looked at", deadline=40):
        visit.inspections[target.web.landing] = await inspect(visitor, walking=True)
    async with visitor.step("the visitor refuses", deadline=10):
        reject = await question.reject() if visit.choice else None
        if reject is None and visit.choice and (settings := await question.settings()):
            await settings.click()
            reject = await question.reject()
        if reject is None:
            return
        since = len(visitor.requests)
        await reject.click()
        await visitor.settle()
        await visitor.open(target.web.landing)
        await visitor.settle()
        visit.refused = await trace(visitor, since)
        visit.asked_after_refusal = await question.accept() is not None


async def _agree(visitor: Visitor, question: ConsentQuestion, target: Target, visit: SiteVisit) -> None:
    async with visitor.step("the visitor agrees", deadline=20):
        await visitor.open(target.web.landing)
        await visitor.settle()
        accept = await question.accept()
        if accept is None:
            return
        since = len(visitor.requests)
        await accept.click()
        await visitor.settle()
        await visitor.open(target.web.landing)
        await visitor.settle()
        visit.accepted = await trace(visitor, since)
        visit.asked_after_acceptance = await question.accept() is not None
    declared = target.privacy.consent if target.privacy else None
    if declared is None or declared.withdraw is None:
        return
    async with visitor.step("the visitor withdraws the consent", deadline=15):
        if without_fragment(declared.withdraw_at) != target.web.landing:
            await visitor.open(declared.withdraw_at)
            await visitor.settle()
        withdraw = await question.withdraw()
        if withdraw is None:
            return
        await withdraw.click()
        await visitor.settle()
        since = len(visitor.requests)
        await visitor.open(target.web.landing)
        await visitor.settle()
        visit.withdrawn = await trace(visitor, since)


async def _signal(visitor: Visitor, question: ConsentQuestion, target: Target, visit: SiteVisit) -> None:
    del question  # whoever says it by the browser is asked nothing more
    async with visitor.step("someone with Global Privacy Control arrives", deadline=15):
        await visitor.open(target.web.landing)
        await visitor.settle()
        visit.signalled = await trace(visitor)


REFUSES, AGREES, BY_BROWSER = "visitor who refuses", "visitor who agrees", "visitor whose browser refuses"
_Way = Callable[[Visitor, ConsentQuestion, Target, SiteVisit], Awaitable[None]]
_PEOPLE: Mapping[str, _Way] = {REFUSES: _refuse, AGREES: _agree, BY_BROWSER: _signal}


async def _read_legal(browser: Browser, visit: SiteVisit, path: str) -> None:
    async with browser.visitor(f"reader of {path}") as reader:
        try:
            async with reader.step(f"the page at {path} is read", deadline=15):
                visit.pages[path] = await read(reader, path, _LEGAL_QUIET_S)
            async with reader.step(f"the page at {path} is looked at", deadline=40):
                visit.inspections[path] = await inspect(reader)
        except CheckFailed as failure:
            visit.failures[path] = failure


async def _read_unknown(browser: Browser, visit: SiteVisit) -> None:
    path = f"/{secrets.token_hex(6)}/{secrets.token_hex(4)}"
    async with browser.visitor("reader of nothing") as reader:
        try:
            async with reader.step("a page that cannot exist is read", deadline=15):
                visit.unknown = await read(reader, path, _LEGAL_QUIET_S)
        except CheckFailed as failure:
            visit.failures["a page that cannot exist"] = failure
