"""Balloon'd: a dating service for adults, with the manners of a NestJS service."""

from pathlib import Path

from fastapi import FastAPI

from demo.balloond import auth, chat, matching, pages, seed, users, web
from demo.balloond.tables import Match, Message, Pop
from demo.kernel.accounts import User, UserSession
from demo.kernel.database import Database
from demo.kernel.deployment import Deployment


class Balloond:
    """The product, as the kernel sees it."""

    name: str = "balloond"
    version: str = "1.4.2"
    origins: tuple[str, ...] = ("https://app.balloond.test",)
    pages: Path = Path(__file__).parent / "pages" / "static"

    def seed(self, database: Database) -> None:
        """Fill an empty database."""
        seed.fill(database)

    def mount(self, app: FastAPI, deployment: Deployment) -> None:
        """Add the routes."""
        for module in (auth, users, matching, chat, web):
            app.include_router(module.router)
        app.include_router(pages.router(deployment))

    def counts(self, database: Database) -> dict[str, int]:
        """Count what is stored."""
        return {
            "users": database.count(User),
            "sessions": database.count(UserSession),
            "pops": database.count(Pop),
            "matches": database.count(Match),
            "messages": database.count(Message),
        }
