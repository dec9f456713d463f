"""Fixtures of the browser checks: the browser, the people who visit, and the accounts that they make through pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from prodworthy import __version__
from prodworthy.facts.outcome import Outcome, Unmeasured
from prodworthy.facts.running import Run
from prodworthy.plugin.evidence import Evidence
from prodworthy.plugin.keys import ACTIVE, ITEM
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.browser import Browser
from prodworthy.probes.visitor import Visitor
from prodworthy.target import Target

__all__ = ["browser", "newcomers", "visitor", "visitors"]

_YEAR_DAYS = 365.25
_AGE_OF_ADULTS = 12  # years above the minimum age: far from any boundary


@dataclass(slots=True)
class Visitors:
    """Lets people arrive for one check; they leave with its end.

    Attributes:
        arrived: those who did.
    """

    _browser: Browser
    _stack: AsyncExitStack
    arrived: list[Visitor] = field(default_factory=list)

    async def arrive(self, name: str = "visitor", **options: Any) -> Visitor:
        """Let a new person arrive, with cookies and storage of their own; options as of `Browser.visitor`."""
        one = await self._stack.enter_async_context(self._browser.visitor(name, **options))
        self.arrived.append(one)
        return one


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone who is about to sign up through a page.

    Attributes:
        name: what to call them.
        email: an address that receives no mail.
        password: new, and known to the redactor.
        born: the date of birth.
    """

    name: str
    email: str
    password: str = field(repr=False)
    born: dt.date


@dataclass(slots=True)
class Newcomers:
    """Makes people who sign up through pages; the accounts they may get are removed at the end of the run."""

    _accounts: Accounts
    _target: Target

    def adult(self, name: str = "") -> Newcomer:
        """Return someone well above the minimum age.

        Raises:
            Unmeasured: what they would make could not be removed again.
        """
        return self._born(_birthday(self._target, _AGE_OF_ADULTS), name)

    def minor(self, name: str = "") -> Newcomer:
        """Return someone a year below the minimum age.

        Raises:
            Unmeasured: what they might make could not be removed again.
        """
        return self._born(_birthday(self._target, -1), name)

    def _born(self, born: dt.date, name: str) -> Newcomer:
        auth = self._target.auth
        if auth is None or auth.login is None or auth.delete is None:
            raise Unmeasured(
                "an account made through the pages could not be removed again: declare [auth.login] and [auth.delete]"
            )
        identity = self._accounts.identity(born)
        self._accounts.adopt(identity)
        return Newcomer(name or identity["name"], identity["email"], identity["password"], born)


def _birthday(target: Target, years: float) -> dt.date:
    """Return a date of birth so many years above the minimum age, or below it."""
    minimum = target.age_gate.minimum_age if target.age_gate else 18
    return dt.datetime.now(dt.UTC).date() - dt.timedelta(days=round((minimum + years) * _YEAR_DAYS))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(target: Target, run: Run) -> AsyncIterator[Browser]:
    """The browser of this run."""
    identity = f"prodworthy/{__version__} (run {run.id})"
    async with Browser.launch(target, identity=identity, calls=run.page_calls) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(request: pytest.FixtureRequest, browser: Browser, evidence: Evidence) -> AsyncIterator[Visitors]:
    """Lets people arrive; what they saw becomes evidence if the check does not pass."""
    async with AsyncExitStack() as stack:
        people = Visitors(browser, stack)
        yield people
        judgement = request.node.stash[ITEM].judgement
        if judgement is None or judgement.outcome is Outcome.PASSED:
            return
        for number, one in enumerate(people.arrived, 1):
            evidence.log(f"What happened to the {one.name}", one.log())
            if picture := await one.picture():
                evidence.file(f"{number}.png", picture, "image/png", f"What the {one.name} saw last")


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(visitors: Visitors) -> Visitor:
    """One person with one browser window."""
    return await visitors.arrive()


@pytest.fixture(scope="session")
def newcomers(request: pytest.FixtureRequest, target: Target) -> Newcomers:
    """Makes people who sign up through pages."""
    return Newcomers(request.config.stash[ACTIVE].resources.accounts, target)
