"""The pages of DojoPool: the way in, and the table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prodworthy.api import Newcomer, Visitor
from prodworthy.rules.pictures import png

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import FilePayload, Locator

_WALLET = "0x52908400098527886E0F7030069857D2E4169EE7"  # an example of EIP-55, which nobody owns
_MOST_TIPS = 10


class WayIn:
    """The way in, step by step."""

    path = "/onboarding"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def _heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=re.compile(name, re.IGNORECASE), level=2)

    async def _send(self, button: str, then: str) -> None:
        await self.page.get_by_role("button", name=re.compile(button, re.IGNORECASE)).click()
        await self._heading(then).wait_for(state="visible")

    async def welcome(self, *, counting: bool) -> None:
        """Begin, and say whether steps may be counted."""
        await self.visitor.open(self.path)
        await self._heading("welcome").wait_for(state="visible")
        await self.page.get_by_role("checkbox", name=re.compile("count", re.IGNORECASE)).set_checked(counting)
        await self._send("begin", "account")

    async def account(self, person: Newcomer) -> None:
        """Open an account."""
        username = person.email.partition("@")[0].replace("-", "")
        await self.page.get_by_role("textbox", name=re.compile("name in the game", re.IGNORECASE)).fill(username)
        await self.page.get_by_role("textbox", name=re.compile("e-?mail", re.IGNORECASE)).fill(person.email)
        await self.page.get_by_label(re.compile("password", re.IGNORECASE)).fill(person.password)
        await self._send("create account", "confirm")

    async def verify(self, code: str) -> None:
        """Confirm the address."""
        await self.page.get_by_role("textbox", name=re.compile("code", re.IGNORECASE)).fill(code)
        await self._send("confirm", "profile")

    async def profile(self, words: str) -> None:
        """Say something about oneself."""
        await self.page.get_by_role("textbox", name=re.compile("about", re.IGNORECASE)).fill(words)
        await self._send("save", "avatar")

    async def avatar(self) -> None:
        """Send a photo, and see the avatar that is made of it."""
        photo: FilePayload = {"name": "photo.png", "mimeType": "image/png", "buffer": png()}
        await self.page.get_by_label(re.compile("photo", re.IGNORECASE)).set_input_files([photo])
        await self._send("avatar", "wallet")
        await self.page.get_by_role("img", name=re.compile("avatar", re.IGNORECASE)).wait_for(state="visible")

    async def wallet(self) -> None:
        """Connect a wallet."""
        await self.page.get_by_role("textbox", name=re.compile("wallet", re.IGNORECASE)).fill(_WALLET)
        await self._send("connect", "purchase")

    async def transaction(self) -> None:
        """Buy something for the first time."""
        await self._send("buy", "how to play")

    async def tutorial(self) -> None:
        """Read all the tips."""
        done = self._heading("you are in")
        for _ in range(_MOST_TIPS):
            await self.page.get_by_role("button", name=re.compile("next", re.IGNORECASE)).click()
            await self.visitor.settle(quiet=0.15)
            if await done.is_visible():
                return
        await done.wait_for(state="visible", timeout=1000)

    async def first_match(self) -> None:
        """Go to the table and play a ball against the house."""
        await self.page.get_by_role("link", name=re.compile("first match", re.IGNORECASE)).click()
        await self.page.get_by_role("button", name=re.compile("against the house", re.IGNORECASE)).click()
        await self.page.get_by_role("button", name="8", exact=True).click()
        await self.page.get_by_text(re.compile("you played ball 8", re.IGNORECASE)).wait_for(state="visible")
