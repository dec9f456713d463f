"""What holds for any site: its landing page works in a browser, on a desk and on a phone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest_asyncio

from prodworthy.api import (
    PHONE,
    Blocked,
    Browser,
    CheckFailed,
    Evidence,
    Footprint,
    NotApplicable,
    Severity,
    Target,
    Visitor,
    check,
    found,
)
from prodworthy.rules import pages

_HTML = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class LandingVisit:
    """A visit to the landing page, from a desk and with a phone.

    Attributes:
        desk: the visitor with a large window.
        phone: the visitor with a phone.
        failure: why the page did not load; None if it did.
        media_type: of the landing document.
    """

    desk: Visitor
    phone: Visitor
    failure: CheckFailed | None
    media_type: str

    def demand_page(self) -> None:
        """Go on only if there is a page to look at.

        Raises:
            NotApplicable: the landing document is not one for people.
            Blocked: it did not load.
        """
        if self.failure is not None:
            raise Blocked(f"the landing page did not load: {self.failure}")
        if self.media_type not in _HTML:
            raise NotApplicable(f"the landing document is {self.media_type or 'of no declared type'}, not a page")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def landing_visit(browser: Browser, target: Target) -> AsyncIterator[LandingVisit]:
    """One visit to the landing page, judged by several checks."""
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(browser.visitor("visitor at a desk"))
        phone = await stack.enter_async_context(browser.visitor("visitor with a phone", viewport=PHONE, phone=True))
        arrivals = await asyncio.gather(_arrive(desk, target), _arrive(phone, target), return_exceptions=True)
        failures = [one for one in arrivals if isinstance(one, BaseException)]
        if unexpected := [one for one in failures if not isinstance(one, CheckFailed)]:
            raise unexpected[0]
        failure = next((one for one in failures if isinstance(one, CheckFailed)), None)
        media_type = next((one for one in arrivals if isinstance(one, str)), "")
        yield LandingVisit(desk, phone, failure, media_type)


async def _arrive(visitor: Visitor, target: Target) -> str:
    """Go to the landing page, and return the media type of the document."""
    async with visitor.step("the landing page loads", deadline=15):
        status = await visitor.open(target.web.landing)
        if status >= 400:  # noqa: PLR2004 - RFC 9110 section 15
            found(f"status {status}", "a page").raise_if_any()
        media_type: str = await visitor.page.evaluate("document.contentType")
    await visitor.settle()
    return media_type


@check(
    "e2e.landing",
    "The landing page loads in a browser",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    needs={"web"},
    requests=20,
    reference="RFC 9110 section 15",
    remedy="Open the landing page in a browser and look at its network panel: the document itself does not arrive.",
)
async def test_landing(landing_visit: LandingVisit, evidence: Evidence) -> None:
    """A site that answers a monitor, but shows nothing in a browser, is down for everyone who uses it."""
    if landing_visit.failure is not None:
        evidence.log("What happened", [*landing_visit.desk.log(), *landing_visit.phone.log()])
        raise landing_visit.failure
    landing_visit.demand_page()


@check(
    "e2e.console",
    "The landing page runs without errors",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="HTML Living Standard section 8.1.4.6 (uncaught errors)",
    remedy=(
        "Mend the script that throws; a message that is known and accepted goes into [web] ignored_console of the "
        "target file."
    ),
    covers=["HDR-CSP-24"],
)
async def test_console(landing_visit: LandingVisit, target: Target, evidence: Evidence) -> None:
    """An uncaught exception stops a script half-way: buttons that do nothing are how visitors meet it."""
    landing_visit.demand_page()
    desk = landing_visit.desk
    findings = pages.console(desk.console, desk.belongs, target.web.ignored_console)
    if findings:
        evidence.log("What happened", desk.log())
        evidence.file("landing.png", await desk.picture(), "image/png", "The landing page")
    findings.raise_if_any()


@check(
    "e2e.failed_requests",
    "Everything that the landing page is made of loads",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="RFC 9110 section 15",
    remedy="Deploy the missing files, or take their references out of the page; then empty the CDN's cache.",
)
async def test_failed_requests(landing_visit: LandingVisit, evidence: Evidence) -> None:
    """A script, style or image that is missing after a deploy is the usual sign of a half-finished one."""
    landing_visit.demand_page()
    desk = landing_visit.desk
    findings = pages.subresources(desk.requests, desk.belongs)
    evidence.table(
        "Requests of the landing page",
        ["what", "path", "status"],
        [
            (one.kind, urlsplit(one.url).path, one.failure or one.status or "none")
            for one in desk.requests[:40]
            if desk.belongs(one.url)
        ],
    )
    if findings:
        evidence.file("landing.png", await desk.picture(), "image/png", "The landing page")
    findings.raise_if_any()


@check(
    "e2e.document",
    "The landing page says its language and its title",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="WCAG 2.2, 2.4.2 and 3.1.1",
    remedy='Give the html element a lang attribute (such as lang="en"), and the document a title and a main heading.',
    covers=["A11Y-12"],
)
async def test_document(landing_visit: LandingVisit) -> None:
    """A screen reader reads a page without a language in the wrong voice, and a tab without a title is lost."""
    landing_visit.demand_page()
    pages.document(await landing_visit.desk.layout()).raise_if_any()


@check(
    "e2e.phone",
    "The landing page fits on a phone",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="WCAG 2.2, 1.4.10",
    remedy="Declare the viewport with width=device-width, and let no element be wider than the screen at 375 px.",
    covers=["A11Y-06"],
)
async def test_phone(landing_visit: LandingVisit, evidence: Evidence) -> None:
    """Most visitors come with a phone; a page that has to be pushed sideways loses them."""
    landing_visit.demand_page()
    findings = pages.fits(await landing_visit.phone.layout(), PHONE[0])
    if findings:
        evidence.file("phone.png", await landing_visit.phone.picture(), "image/png", "The landing page on a phone")
    findings.raise_if_any()
