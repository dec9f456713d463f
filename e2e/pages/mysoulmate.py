"""The pages of MySoulmate, in whichever language they are shown."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from prodworthy.api import Account, Visitor

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Locator

_WORDS = {
    "day": "day|jour|día",
    "month": "month|mois|mes",
    "year": "year|année|año",
    "go": "continue|continuer|continuar",
    "language": "language|langue|idioma",
    "change": "change|changer|cambiar",
    "email": ".*e-?mail.*|correo electrónico",
    "password": "password|mot de passe|contraseña",
    "login": "log in|se connecter|iniciar sesión",
    "message": "message|mensaje",
    "send": "send|envoyer|enviar",
}


def named(word: str) -> re.Pattern[str]:
    """Return what something may be called, in all languages."""
    return re.compile(f"^(?:{_WORDS[word]})$", re.IGNORECASE)


class AgeQuestion:
    """The question for the date of birth."""

    path = "/age"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    @property
    def year(self) -> Locator:
        """Where the year goes."""
        return self.page.get_by_label(named("year"))

    async def answer(self, born: dt.date) -> None:
        """Enter a date of birth and go on, until the next page is there."""
        await self.page.get_by_label(named("day")).fill(str(born.day))
        await self.page.get_by_label(named("month")).fill(str(born.month))
        await self.year.fill(str(born.year))
        async with self.page.expect_navigation(wait_until="domcontentloaded"):
            await self.page.get_by_role("button", name=named("go")).click()


class Login:
    """The form to log in."""

    path = "/login"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    async def enter(self, account: Account) -> None:
        """Log in, until the next page is there."""
        await self.page.get_by_role("textbox", name=named("email")).fill(account.email)
        await self.page.get_by_label(named("password")).fill(account.password)
        await self.page.locator("form").get_by_role("button", name=named("login")).click()
        await self.page.wait_for_url(lambda url: self.path not in url, wait_until="domcontentloaded")


class Talk:
    """The page of a companion."""

    path = "/companion"

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    @property
    def said(self) -> Locator:
        """What was said, oldest first."""
        return self.page.get_by_role("log").get_by_role("listitem")

    async def say(self, text: str) -> None:
        """Say something."""
        await self.page.get_by_role("textbox", name=named("message")).fill(text)
        await self.page.get_by_role("button", name=named("send")).click()


async def choose_language(visitor: Visitor, tag: str) -> None:
    """Choose a language in the page's head, until the page is shown in it."""
    page = visitor.page
    await page.get_by_role("combobox", name=named("language")).select_option(tag)
    async with page.expect_navigation(wait_until="domcontentloaded"):
        await page.get_by_role("button", name=named("change")).click()
