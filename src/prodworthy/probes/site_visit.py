"""A visit to a site: by someone who refuses, someone who agrees, someone whose browser refuses; and its legal pages."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from prodworthy.facts.outcome import CheckFailed, found
from prodworthy.probes.browser import Browser
from prodworthy.probes.consent import ConsentQuestion, trace
from prodworthy.probes.page_reading import Inspection, ReadPage, inspect, read
from prodworthy.probes.visitor import Visitor
from prodworthy.rules import policy_text
from prodworthy.rules.consent import Choice, Trace
from prodworthy.target import Target

_LEGAL_QUIET_S = 0.2


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
        scriptless: what was loaded and stored where no scripts run.
        text_refused: what the first page reads after a refusal.
        text_accepted: what it reads after an agreement.
        found: the legal pages that the first page links to, path by kind, where none are declared.
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
    scriptless: Trace | None = None
    text_refused: str = ""
    text_accepted: str = ""
    found: dict[str, str] = field(default_factory=dict)
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
    people = [_as_someone(browser, target, visit, name) for name in _PEOPLE]
    declared = list(dict.fromkeys(map(without_fragment, legal)))
    await _together(*people, *_readers(browser, visit, declared))
    if not declared and visit.landing:
        visit.found = _legal_links(visit.landing)
        await _together(*_readers(browser, visit, list(visit.found.values())))
    return visit


async def _together(*what: Awaitable[None]) -> None:
    """Wait for all, so that everyone has left before the browser closes, and then raise what one of them raised."""
    for done in await asyncio.gather(*what, return_exceptions=True):
        if isinstance(done, BaseException):
            raise done


def _readers(browser: Browser, visit: SiteVisit, paths: Sequence[str]) -> list[Awaitable[None]]:
    return [
        *(_read_legal(browser, visit, path) for path in paths),
        *([_read_unknown(browser, visit)] if paths else []),
    ]


def _legal_links(landing: ReadPage) -> dict[str, str]:
    """Return the paths of the legal pages that the first page links to, on the target's own hosts."""
    here = urlsplit(landing.url)
    found = {}
    for kind, url in policy_text.links_of(landing.links).items():
        there = urlsplit(url)
        if (there.scheme, there.netloc) == (here.scheme, here.netloc) and there.path.rstrip("/") != here.path.rstrip(
            "/"
        ):
            found[kind] = there._replace(scheme="", netloc="", fragment="").geturl()
    return found


async def _as_someone(browser: Browser, target: Target, visit: SiteVisit, name: str) -> None:
    async with browser.visitor(name, privacy_signal=name == BY_BROWSER, javascript=name != NO_SCRIPTS) as visitor:
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
        visit.text_refused = (await read(visitor, target.web.landing)).text
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
        visit.text_accepted = (await read(visitor, target.web.landing)).text
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


async def _without_scripts(visitor: Visitor, question: ConsentQuestion, target: Target, visit: SiteVisit) -> None:
    del question  # it may take a script to be asked; nothing may be loaded meanwhile
    async with visitor.step("someone arrives where no scripts run", deadline=15):
        await visitor.open(target.web.landing)
        await visitor.settle()
        visit.scriptless = await trace(visitor)


REFUSES, AGREES, BY_BROWSER = "visitor who refuses", "visitor who agrees", "visitor whose browser refuses"
NO_SCRIPTS = "visitor without scripts"
_Way = Callable[[Visitor, ConsentQuestion, Target, SiteVisit], Awaitable[None]]
_PEOPLE: Mapping[str, _Way] = {REFUSES: _refuse, AGREES: _agree, BY_BROWSER: _signal, NO_SCRIPTS: _without_scripts}


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
