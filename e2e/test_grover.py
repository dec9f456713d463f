"""Grover: two people post, comment, share a story and write to each other, in two browsers at the same time."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest_asyncio

from e2e.pages.grover import Feed, Messages, Stories
from e2e.pages.login import Login
from e2e.stages import Stage, Stages
from prodworthy.api import (
    Account,
    Accounts,
    Browser,
    Evidence,
    Footprint,
    Phase,
    Run,
    Severity,
    Visitor,
    check,
    found,
    observation,
)

_NEEDS = {"web", "accounts", "flow:grover"}
_HOURS_LEFT = re.compile(r"\b(2[34]) (?:hours|h)\b")


@observation(phase=Phase.WRITING, deadline=30.0, requests=8, needs=_NEEDS)
async def neighbours(accounts: Accounts) -> tuple[Account, Account]:
    """Two test accounts, of Mara and Jon."""
    mara, jon = await asyncio.gather(accounts.adult(), accounts.adult())
    return mara, jon


class Afternoon:
    """What Mara and Jon do, stage by stage.

    Args:
        mara: her browser.
        jon: his browser.
        accounts: of both.
        run: names what they write.

    Attributes:
        stages: what came of each.
    """

    def __init__(self, mara: Visitor, jon: Visitor, accounts: tuple[Account, Account], run: Run) -> None:
        self.mara = mara
        self.jon = jon
        self._accounts = accounts
        self._post = f"Mara's post of {run.id}"
        self._comment = f"Jon's comment of {run.id}"
        self._story = f"Mara's story of {run.id}"
        self._words = (f"Hello Jon, this is {run.id}", f"Hello Mara, read you in {run.id}")
        self.stages = Stages(mara, jon)

    async def take_place(self) -> None:
        """Go through the stages; what fails does not keep the others from being tried, but for the login."""
        await self.stages.go_through(
            Stage("login", self._log_in),
            Stage("post", self._publish, after="login"),
            Stage("comment", self._say_something, after="post"),
            Stage("story", self._share, after="login"),
            Stage("message", self._write, after="login"),
        )

    async def _log_in(self) -> None:
        async def enter(one: Visitor, account: Account) -> None:
            async with one.step(f"{one.name} logs in", deadline=10):
                await Login(one).log_in(account)

        await asyncio.gather(enter(self.mara, self._accounts[0]), enter(self.jon, self._accounts[1]))

    async def _publish(self) -> None:
        feed = Feed(self.mara)
        async with self.mara.step("Mara posts something, and sees it in her feed"):
            await feed.publish(self._post)
            await feed.post(self._post).wait_for(state="visible")

    async def _say_something(self) -> None:
        feed = Feed(self.jon)
        async with self.jon.step("Jon finds the post and comments on it", deadline=15):
            await self._find(feed)
            await feed.comment(self._post, self._comment)
            await feed.see_comment(self._post, self._comment)
        async with self.mara.step("Mara sees the comment"):
            await self.mara.open("/feed")
            await Feed(self.mara).see_comment(self._post, self._comment)

    async def _find(self, feed: Feed) -> None:
        """Look for the post where everybody's posts are shown, which may be some seconds old."""
        while True:
            await feed.explore()
            await feed.page.get_by_role("article").first.wait_for(state="visible")
            if await feed.post(self._post).count():
                return
            await asyncio.sleep(1)

    async def _share(self) -> None:
        stories = Stories(self.mara)
        async with self.mara.step("Mara shares a story, and sees how long it lasts"):
            await stories.share(self._story)
            told = await stories.see(self._story)
            if not _HOURS_LEFT.search(told):
                found(f"the story says {told!r:.120}", "that 24 hours are left").raise_if_any()

    async def _write(self) -> None:
        hello, answer = self._words
        mara, jon = Messages(self.mara), Messages(self.jon)
        async with self.mara.step("Mara writes to Jon, and sees what she wrote"):
            await mara.open_with(self._accounts[1].user_id)
            await mara.say(hello)
            await mara.hear(hello)
        async with self.jon.step("Jon opens the conversation, reads it and answers"):
            await jon.open_with(self._accounts[0].user_id)
            await jon.hear(hello)
            await jon.say(answer)
        async with self.mara.step("Mara's open window shows the answer"):
            await mara.hear(answer)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def afternoon(browser: Browser, neighbours: tuple[Account, Account], run: Run) -> AsyncIterator[Afternoon]:
    """Mara and Jon have done what they do, as far as they came."""
    async with browser.visitor("Mara") as mara, browser.visitor("Jon") as jon:
        one = Afternoon(mara, jon, neighbours, run)
        await one.take_place()
        yield one


@check(
    "e2e.feed_login",
    "Someone with an account gets to the feed by the login page",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    creates="two test accounts, removed at the end",
    reference="the product's main journey",
    remedy="Log in by hand with a fresh account, and look at the login's requests in the browser's network panel.",
)
async def test_feed_login(afternoon: Afternoon, evidence: Evidence) -> None:
    """Who cannot log in has lost friends, posts and income."""
    afternoon.stages.judge("login", evidence)


@check(
    "e2e.post",
    "What someone posts on the page shows in the feed",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=10,
    creates="a post of a test account",
    reference="the product's main journey",
    remedy="Post something by hand, and look at the request of the form and at how the feed is loaded afterwards.",
)
async def test_post(afternoon: Afternoon, evidence: Evidence) -> None:
    """Posting is what the product is for; who does not see the post believes that it is lost, and posts it again."""
    afternoon.stages.judge("post", evidence)


@check(
    "e2e.comment",
    "A comment shows at its post, to both people",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    creates="a comment of a test account",
    reference="the product's main journey",
    remedy="Comment by hand on the post of a second account, and look at the request of the form.",
)
async def test_comment(afternoon: Afternoon, evidence: Evidence) -> None:
    """Posts that nobody can answer are a notice board, and people leave it."""
    afternoon.stages.judge("comment", evidence)


@check(
    "e2e.story",
    "A story can be shared on its page, and says that it lasts for a day",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=10,
    creates="a story of a test account",
    reference="the product's promise of stories that expire after 24 hours",
    remedy="Share a story by hand; look at the request of the form and at the expiry in its answer.",
)
async def test_story(afternoon: Afternoon, evidence: Evidence) -> None:
    """People share in a story what they would not leave standing; how long it stands has to be told and true."""
    afternoon.stages.judge("story", evidence)


@check(
    "e2e.message",
    "A message between two people shows in the other one's open window",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=30,
    creates="two messages between test accounts",
    reference="the product's main journey",
    remedy="Open one conversation in two browsers and look at the real-time connection of the one that hears nothing.",
)
async def test_message(afternoon: Afternoon, evidence: Evidence) -> None:
    """People who do not see an answer write it off as silence, and leave."""
    afternoon.stages.judge("message", evidence)
