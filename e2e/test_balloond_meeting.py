"""Balloon'd: the way from the tutorial to a conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from e2e.conftest import Members
from e2e.meeting import EVENTS, PLACES, Meeting
from e2e.pages.balloond_members import Tutorial, sign_in
from e2e.site import judge_by_law
from prodworthy.api import (
    Browser,
    Control,
    Evidence,
    Footprint,
    Parts,
    Refusal,
    Run,
    Severity,
    Visitors,
    check,
)
from prodworthy.rules import analytics

_NEEDS = {"web", "accounts", "flow:balloond"}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def meeting(browser: Browser, members: Members, run: Run) -> AsyncIterator[Meeting]:
    """Ada and Ben have met, as far as they came."""
    async with browser.visitor("Ada") as ada, browser.visitor("Ben") as ben:
        one = Meeting(ada, ben, members, run)
        await one.take_place()
        yield one


@check(
    "e2e.login",
    "Someone with an account can log in on the page",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    creates="two test accounts, removed at the end",
    reference="the product's main journey",
    remedy="Log in by hand with a fresh account, and look at the login's requests in the browser's network panel.",
)
async def test_login(meeting: Meeting, evidence: Evidence) -> None:
    """Who cannot log in has no service at all, and a paying customer has every reason to complain."""
    meeting.stages.judge("login", evidence)


@check(
    "e2e.tutorial",
    "The tutorial can be gone through: its balloon pops",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    reference="the product's promise of an interactive onboarding",
    remedy="Go through the onboarding by hand; the step that the evidence names does not go on.",
)
async def test_tutorial(meeting: Meeting, evidence: Evidence) -> None:
    """A newcomer who is stuck in the tutorial never sees the product."""
    meeting.stages.judge("tutorial", evidence)


@check(
    "e2e.reveal",
    "A popped balloon shows who was in it",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=10,
    reference="the product's main journey",
    remedy="Pop a balloon by hand; what should open afterwards does not.",
)
async def test_reveal(meeting: Meeting, evidence: Evidence) -> None:
    """It is what the product is about; without it a pop is lost and nobody meets."""
    meeting.stages.judge("reveal", evidence)


@check(
    "e2e.match",
    "Two people who like each other are told of their match",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=10,
    reference="the product's main journey",
    remedy="Let two test accounts like each other and look at the second one's answer and page.",
    covers=["A11Y-09"],  # by buttons: there is nothing to drag
)
async def test_match(meeting: Meeting, evidence: Evidence) -> None:
    """A match that nobody hears of is a match that did not happen."""
    meeting.stages.judge("match", evidence)


@check(
    "e2e.chat",
    "A message reaches the other one's open window",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=40,
    creates="two messages between test accounts",
    reference="the product's main journey",
    remedy="Open one conversation in two browsers and look at the real-time connection of the one that hears nothing.",
    covers=["A11Y-10"],  # the messages stand in a log, which screen readers announce
)
async def test_chat(meeting: Meeting, evidence: Evidence) -> None:
    """People who do not see an answer write it off as silence, and leave."""
    meeting.stages.judge("chat", evidence)


@check(
    "e2e.meeting_accessible",
    "The way to a conversation has no barrier that the law names and a machine can find",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    reference="WCAG 2.1 A and AA, as in EN 301 549 v3.2.1 (Directive (EU) 2019/882)",
    remedy="Mend what axe-core names (its rules are at dequeuniversity.com/rules/axe); then go that way by hand.",
    covers=["A11Y-01", "A11Y-04"],
)
async def test_meeting_accessible(meeting: Meeting, parts: Parts) -> None:
    """Dialogs and lists that scripts fill are where barriers are, and no look at the first page finds them."""
    for place in PLACES:
        with parts.part(place):
            judge_by_law(meeting.look(place))


@check(
    "e2e.analytics_sent",
    "What someone agreed to have counted is counted, once, and without personal data",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    reference="the product's promise of analytics events; GDPR art. 5(1)(c)",
    remedy="Send each event once where it happens, with ids in place of names and addresses.",
    covers=["OPS-ANL-01"],
)
async def test_analytics_sent(meeting: Meeting, evidence: Evidence) -> None:
    """Decisions on the product rest on these numbers, and nobody notices when they quietly stop."""
    meeting.stages.demand_all()
    carried = analytics.events(meeting.ada.requests, EVENTS)
    evidence.table("Events of Ada, who agreed", ["event", "sent"], [(name, len(r)) for name, r in carried.items()])
    analytics.complete(carried, meeting.told()).raise_if_any()


@check(
    "e2e.analytics_refused",
    "Nothing is counted of someone who refused, or who has not answered yet",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    refusal=True,
    reference="Directive 2002/58/EC art. 5(3); GDPR art. 7",
    remedy="Look at the stored choice before any event is sent, and send none until it says yes.",
    covers=["OPS-ANL-02", "PRV-CON-05"],
)
async def test_analytics_refused(meeting: Meeting, visitors: Visitors, members: Members, refusal: Refusal) -> None:
    """Counting against someone's word is what data protection authorities fine, and it is easy for them to see."""
    meeting.stages.demand_all()
    undecided = await visitors.arrive("undecided visitor")
    tutorial = Tutorial(undecided)
    await sign_in(undecided, members.patient, Tutorial.path)
    async with undecided.step("they go through the tutorial without an answer to the question about counting"):
        await tutorial.begin()
        await tutorial.pop()
        await tutorial.finish()
    agreed = analytics.events(meeting.ada.requests, EVENTS)
    seen = f"{sum(map(bool, agreed.values()))} of {len(EVENTS)} events were seen of Ada, who agreed"
    uninvited = analytics.none(analytics.events(meeting.ben.requests, EVENTS), "after refusing")
    uninvited += analytics.none(analytics.events(undecided.requests, EVENTS), "before an answer")
    uninvited.raise_if_any()
    refusal.require(Control("events are sent after consent", any(agreed.values()), seen))
