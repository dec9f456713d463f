"""The pages of Balloon'd before the login."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from prodworthy.api import Newcomer, Visitor

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Locator

_CONTINUE = re.compile(r"^(continue|next|confirm|enter|submit)\b", re.IGNORECASE)
_YEAR = re.compile(r"year", re.IGNORECASE)
_MONTH = re.compile(r"month", re.IGNORECASE)
_DAY = re.compile(r"\bday\b", re.IGNORECASE)


class AgeGate:
    """The question for the date of birth that stands before the sign-up."""

    path = "/age"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    @property
    def year(self) -> Locator:
        """Where the year goes."""
        return self.page.get_by_label(_YEAR)

    @property
    def month(self) -> Locator:
        """Where the month goes."""
        return self.page.get_by_label(_MONTH)

    @property
    def day(self) -> Locator:
        """Where the day goes."""
        return self.page.get_by_label(_DAY)

    @property
    def form(self) -> Locator:
        """The form with the date."""
        return self.page.locator("form").filter(has=self.page.get_by_label(_YEAR))

    @property
    def heading(self) -> Locator:
        """What the page is."""
        return self.page.get_by_role("heading", level=1)

    async def open(self) -> None:
        """Go to the question."""
        await self.visitor.open(self.path)

    async def asks(self) -> bool:
        """Return whether the question is there to be answered."""
        return await self.year.count() > 0 and await self.year.first.is_visible()

    async def answer(self, born: dt.date) -> None:
        """Enter a date of birth and go on, until the next page is there."""
        await fill_date(self.year, self.month, self.day, born)
        async with self.page.expect_navigation(wait_until="domcontentloaded"):
            await self.form.get_by_role("button", name=_CONTINUE).click()


class SignUp:
    """The form for a new account."""

    path = "/signup"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    @property
    def email(self) -> Locator:
        """Where the e-mail address goes."""
        return self.page.get_by_role("textbox", name=re.compile(r"e-?mail", re.IGNORECASE))

    async def fill(self, person: Newcomer) -> None:
        """Fill in everything."""
        page = self.page
        await fill_date(page.get_by_label(_YEAR), page.get_by_label(_MONTH), page.get_by_label(_DAY), person.born)
        await page.get_by_label("Name", exact=True).fill(person.name)
        await self.email.fill(person.email)
        await page.get_by_label("Password", exact=True).fill(person.password)
        await page.get_by_label(re.compile("confirm password", re.IGNORECASE)).fill(person.password)
        for box in await page.get_by_role("checkbox").all():
            await box.check()

    async def send(self) -> None:
        """Send the form."""
        await self.page.get_by_role("button", name=re.compile("sign up|create", re.IGNORECASE)).click()

    async def is_here(self) -> bool:
        """Return whether the form is shown, once the page has come to rest."""
        return await shown_at_rest(self.visitor, self.email)


async def fill_date(year: Locator, month: Locator, day: Locator, born: dt.date) -> None:
    """Enter a date into three fields, whether they are typed into or chosen from."""
    for place, value in ((year, born.year), (month, born.month), (day, born.day)):
        if await place.evaluate("field => field.tagName") == "SELECT":
            await place.select_option(str(value))
        else:
            await place.fill(str(value))


async def shown_at_rest(visitor: Visitor, locator: Locator) -> bool:
    """Return whether something is shown, at once or when the page has come to rest."""
    if not await locator.first.is_visible():
        await visitor.settle(quiet=0.2)
    return await locator.first.is_visible()
