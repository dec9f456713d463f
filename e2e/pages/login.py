"""A login page with address and password, in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prodworthy.api import Account, Visitor

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Locator


class Login:
    """The login."""

    path = "/login"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    @property
    def email(self) -> Locator:
        """Where the e-mail address goes."""
        return self.page.get_by_role("textbox", name=re.compile(r"e-?mail", re.IGNORECASE))

    async def enter(self, account: Account) -> None:
        """Log in from the form that is shown, until another page is there."""
        await self.email.fill(account.email)
        await self.page.get_by_label("Password", exact=True).fill(account.password)
        async with self.page.expect_navigation(wait_until="domcontentloaded"):
            await self.page.get_by_role("button", name=re.compile("log in|sign in", re.IGNORECASE)).click()

    async def log_in(self, account: Account, to: str = "") -> None:
        """Log in, and go on to a page, if one is named."""
        await self.visitor.open(self.path)
        await self.enter(account)
        if to:
            await self.visitor.open(to)
