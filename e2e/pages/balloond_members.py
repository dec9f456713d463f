"""The pages of Balloon'd behind the login."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from e2e.pages.login import Login
from prodworthy.api import Account, Blocked, CheckFailed, Visitor

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Locator

_PRICE = re.compile(r"(?:US)?\$\s?(\d+[.,]\d{2})|(\d+[.,]\d{2})\s?(?:US)?\$")


async def sign_in(visitor: Visitor, account: Account, to: str) -> None:
    """Log in and go on to a page, for a check of something else.

    Raises:
        Blocked: the login does not work, which is another check's finding.
    """
    try:
        async with visitor.step("logging in", deadline=10):
            await Login(visitor).log_in(account, to)
    except CheckFailed as failure:
        raise Blocked(f"the login did not work, see e2e.login: {failure}") from failure


class PrivacyChoice:
    """The banner that asks whether use may be counted."""

    def __init__(self, visitor: Visitor) -> None:
        self.banner = visitor.page.get_by_role("region", name=re.compile("privacy|cookie|consent", re.IGNORECASE))

    async def choose(self, answer: str) -> None:
        """Press `Accept` or `Reject`, and wait until the banner is gone."""
        await self.banner.get_by_role("button", name=re.compile(f"^{answer}", re.IGNORECASE)).click()
        await self.banner.wait_for(state="hidden")


class Tutorial:
    """The tutorial after the sign-up."""

    path = "/onboarding"

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page

    @property
    def practice(self) -> Locator:
        """The balloon to practise on."""
        return self.page.get_by_role("button", name=re.compile("practice balloon", re.IGNORECASE))

    async def begin(self) -> None:
        """Go to the balloon."""
        await self.page.get_by_role("button", name="Show me").click()
        await self.practice.wait_for(state="visible")

    async def pop(self) -> None:
        """Pop the balloon and go on."""
        await self.practice.click()
        await self.page.get_by_role("button", name="Continue").click()

    async def finish(self) -> None:
        """Go to the real balloons."""
        await self.page.get_by_role("link", name="To the balloons").click()
        await self.page.wait_for_url("**/balloons*", wait_until="domcontentloaded")


class Sky:
    """The grid of balloons."""

    path = "/balloons"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.person = self.page.get_by_role("dialog").filter(has=self.page.get_by_role("button", name="Like"))
        self.match = self.page.get_by_role("dialog", name=re.compile("match", re.IGNORECASE))
        self.paywall = self.page.get_by_role("dialog").filter(has=self.page.get_by_role("link", name="See Premium"))

    @property
    def balloons(self) -> Locator:
        """The balloons that can be popped."""
        return self.page.get_by_role("button", name=re.compile(r"^balloon \d+", re.IGNORECASE), disabled=False)

    async def open_at(self, user_id: str) -> None:
        """Open the grid with the balloon of a certain person first, as a notification's link does."""
        await self.visitor.open(f"{self.path}?balloon={user_id}")

    async def pop(self) -> str:
        """Pop the first balloon, and return what is told of the person in it."""
        await self.balloons.first.click()
        await self.person.wait_for(state="visible")
        return await self.person.inner_text()

    async def decide(self, decision: str) -> None:
        """Press `Like` or `Pass`."""
        await self.person.get_by_role("button", name=decision).click()
        await self.person.wait_for(state="hidden")


class Chat:
    """The conversations."""

    path = "/chat"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    async def open_first(self) -> None:
        """Open the newest conversation."""
        await self.visitor.open(self.path)
        await self.page.get_by_role("navigation", name="Conversations").get_by_role("link").first.click()

    async def say(self, text: str) -> None:
        """Send a message in the open conversation."""
        await self.page.get_by_role("textbox", name="Message", exact=True).fill(text)
        await self.page.get_by_role("button", name="Send").click()

    async def hear(self, text: str) -> None:
        """Wait until a message is shown in the open conversation."""
        await self.page.get_by_role("log").get_by_text(text, exact=True).wait_for(state="visible")


class Premium:
    """The page where premium is bought."""

    path = "/subscription"

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page

    @property
    def plans(self) -> Locator:
        """The plans that can be chosen."""
        return self.page.get_by_role("radio")

    async def price(self, plan: str) -> str:
        """Return the price of a plan, such as `9.99`; empty where none is told."""
        choice = self.page.get_by_role("radio", name=re.compile(plan, re.IGNORECASE))
        found = _PRICE.search(await self.page.locator("label").filter(has=choice).inner_text())
        return (found[1] or found[2]).replace(",", ".") if found else ""

    async def pay(self, card: str) -> None:
        """Fill in a card and pay."""
        await self.page.get_by_label("Card number").fill(card)
        await self.page.get_by_label(re.compile("^Expires")).fill("12/31")
        await self.page.get_by_label("Security code").fill("123")
        await self.page.get_by_role("button", name=re.compile("^Subscribe")).click()
