"""DojoPool: from the welcome to the first match, and what is counted on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest_asyncio

from e2e.pages.dojopool import WayIn
from prodworthy.api import (
    Blocked,
    Browser,
    CheckFailed,
    Evidence,
    Footprint,
    Newcomer,
    Newcomers,
    Run,
    Severity,
    Target,
    Unmeasured,
    Visitor,
    Visitors,
    check,
)
from prodworthy.rules import analytics

_NEEDS = {"web", "accounts", "flow:dojopool"}
_EVENTS = (
    "welcome",
    "account_created",
    "email_verified",
    "profile_completed",
    "avatar_created",
    "wallet_connected",
    "first_transaction",
    "tutorial_completed",
)
_DEADLINE_S = 60.0


@dataclass(frozen=True, slots=True)
class Entry:
    """How someone came in.

    Attributes:
        visitor: their browser.
        person: who they are.
        failure: the first step that failed, if one did.
    """

    visitor: Visitor
    person: Newcomer
    failure: CheckFailed | None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def entry(browser: Browser, newcomers: Newcomers, target: Target, run: Run) -> AsyncIterator[Entry]:
    """Someone goes the whole way in, and lets each step be counted."""
    code = target.auth.verification_code if target.auth else ""
    if not code:
        raise Unmeasured("the address of a test account cannot be confirmed: declare auth.verification_code")
    async with browser.visitor("newcomer") as visitor:
        person = newcomers.adult()
        way = WayIn(visitor)
        steps: dict[str, Callable[[], Awaitable[None]]] = {
            "begin": lambda: way.welcome(counting=True),
            "open an account": lambda: way.account(person),
            "confirm the address": lambda: way.verify(code),
            "say something about themselves": lambda: way.profile(f"Checked by {run.id}"),
            "have an avatar made": way.avatar,
            "connect a wallet": way.wallet,
            "buy something": way.transaction,
            "read the tutorial": way.tutorial,
            "play the first match": way.first_match,
        }
        yield Entry(visitor, person, await _first_failure(visitor, steps))


async def _first_failure(visitor: Visitor, steps: dict[str, Callable[[], Awaitable[None]]]) -> CheckFailed | None:
    for title, step in steps.items():
        try:
            async with visitor.step(f"newcomers {title}", deadline=10):
                await step()
        except CheckFailed as failure:
            return failure
    return None


@check(
    "e2e.dojopool_way_in",
    "Newcomers get from the welcome to their first match",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=40,
    creates="one test account, removed at the end",
    reference="the product's promise of its way in",
    remedy="Look at the step that failed, in the log and the picture, and mend what it calls.",
    deadline_s=_DEADLINE_S,
)
async def test_way_in(entry: Entry, evidence: Evidence) -> None:
    """Whoever is stuck on the way in never plays, and nobody tells the ones who run the game."""
    evidence.log("The way in", entry.visitor.log())
    if entry.failure is not None:
        raise entry.failure


@check(
    "e2e.dojopool_steps_counted",
    "Each step of the way in is counted once, and none for those who did not agree",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=50,
    reference="the product's promise of an onboarding pipeline; GDPR art. 5(1)(c) and 7",
    remedy="Send each step's event when the step is done, and only where counting was agreed to.",
    deadline_s=_DEADLINE_S,
)
async def test_steps_counted(entry: Entry, visitors: Visitors, evidence: Evidence) -> None:
    """Where people give up is known from these numbers alone, and nobody notices when they quietly stop."""
    if entry.failure is not None:
        raise Blocked(f"the way in failed before its end: {entry.failure}")
    carried = analytics.events(entry.visitor.requests, _EVENTS)
    evidence.table("Steps that were counted", ["event", "sent"], [(name, len(sent)) for name, sent in carried.items()])
    analytics.complete(carried, {entry.person.email, entry.person.password}).raise_if_any()
    silent = await visitors.arrive("someone who did not agree")
    async with silent.step("someone begins without agreeing", deadline=10):
        await WayIn(silent).welcome(counting=False)
        await silent.settle()
    analytics.none(analytics.events(silent.requests, _EVENTS), "without agreement").raise_if_any()
