"""The pages of PiggyBong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prodworthy.api import Account, Visitor

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Locator

_AMOUNT = re.compile(r"-?\d+[.,]\d{2}")


class Landing:
    """The page that everyone sees first."""

    path = "/"

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page

    @property
    def news(self) -> Locator:
        """What the groups do."""
        return self.page.get_by_role("region", name=re.compile("news", re.IGNORECASE)).get_by_role("listitem")


class Budget:
    """The page where someone keeps a budget."""

    path = "/budget"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    @property
    def left(self) -> Locator:
        """What is left of it."""
        return self.page.get_by_role("status").filter(has_text=_AMOUNT)

    @property
    def purchases(self) -> Locator:
        """What was bought."""
        return self.page.get_by_role("list", name=re.compile("bought", re.IGNORECASE)).get_by_role("listitem")

    @property
    def complaint(self) -> Locator:
        """What went wrong."""
        return self.page.get_by_role("alert").filter(has_text=re.compile(r"\w"))

    async def open(self) -> None:
        """Go there."""
        await self.visitor.open(self.path)

    async def log_in(self, account: Account, password: str = "") -> None:
        """Fill in the login and send it, with another password if one is given."""
        await self.page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(account.email)
        await self.page.get_by_label(re.compile("password", re.IGNORECASE)).fill(password or account.password)
        await self.page.get_by_role("button", name=re.compile(r"^(log|sign) in", re.IGNORECASE)).click()

    async def write_down(self, item: str, amount: str) -> None:
        """Write a purchase down."""
        await self.page.get_by_label(re.compile("what did you buy", re.IGNORECASE)).fill(item)
        await self.page.get_by_label(re.compile("cost", re.IGNORECASE)).fill(amount)
        await self.page.get_by_role("button", name=re.compile("write", re.IGNORECASE)).click()

    async def amount_left(self) -> float:
        """Read what is left."""
        match = _AMOUNT.search(await self.left.inner_text())
        return float(match[0].replace(",", ".")) if match else 0.0
