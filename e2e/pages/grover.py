"""The pages of Grover."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prodworthy.api import Visitor

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Locator


class Feed:
    """Posts and their comments: one's feed, or what everybody posts."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def post(self, text: str) -> Locator:
        """Return the post with that text."""
        return self.page.get_by_role("article").filter(has_text=text)

    async def publish(self, text: str) -> None:
        """Post a text from the feed."""
        await self.visitor.open("/feed")
        await self.page.get_by_role("textbox", name=re.compile("what is new", re.IGNORECASE)).fill(text)
        await self.page.get_by_role("button", name="Post", exact=True).click()

    async def explore(self) -> None:
        """Open what everybody posts."""
        await self.visitor.open("/explore")

    async def comment(self, post: str, text: str) -> None:
        """Comment on the post with a text."""
        await self.post(post).get_by_role("textbox", name="Comment").fill(text)
        await self.post(post).get_by_role("button", name="Comment").click()

    async def see_comment(self, post: str, text: str) -> None:
        """Wait until a comment is shown at the post."""
        comments = self.post(post).get_by_role("list", name="Comments")
        await comments.get_by_role("listitem").filter(has_text=text).wait_for(state="visible")


class Stories:
    """Stories."""

    path = "/stories"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    async def share(self, text: str) -> None:
        """Share a story."""
        await self.visitor.open(self.path)
        await self.page.get_by_role("textbox", name=re.compile("your story", re.IGNORECASE)).fill(text)
        await self.page.get_by_role("button", name=re.compile("share", re.IGNORECASE)).click()

    async def see(self, text: str) -> str:
        """Wait until a story is shown, and return all that is told of it."""
        shown = self.page.get_by_role("list", name="Stories").get_by_role("listitem").filter(has_text=text)
        await shown.wait_for(state="visible")
        return await shown.inner_text()


class Messages:
    """A conversation."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    async def open_with(self, user_id: str) -> None:
        """Open the conversation with someone."""
        await self.visitor.open(f"/messages?with={user_id}")
        await self._field.wait_for(state="visible")

    async def say(self, text: str) -> None:
        """Write something."""
        await self._field.fill(text)
        await self.page.get_by_role("button", name="Send").click()

    async def hear(self, text: str) -> None:
        """Wait until something is shown."""
        await self.page.get_by_role("log", name="Messages").get_by_text(text, exact=True).wait_for(state="visible")

    @property
    def _field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message")
