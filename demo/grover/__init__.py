"""Grover: a social network with creators' income, with the manners of a FastAPI service."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.types import ASGIApp

from demo.grover import (
    admin,
    analytics,
    auth,
    groups,
    health,
    identity,
    media,
    messages,
    money,
    notices,
    pages,
    posts,
    seed,
    stories,
    streams,
    users,
)
from demo.grover.manners import MANNERS
from demo.grover.realtime import Realtime
from demo.grover.tables import Comment, Media, Message, Payment, Post, Story
from demo.kernel import tokens
from demo.kernel.accounts import User, UserSession
from demo.kernel.database import Database
from demo.kernel.deployment import Deployment
from demo.kernel.manners import Manners
from demo.kernel.monitoring import Watched

_ROUTED = (identity, auth, users, posts, stories, messages, groups, money, streams, analytics, notices, admin, media)


class Grover:
    """The product, as the kernel sees it."""

    name: str = "grover"
    version: str = "2.3.0"
    origins: tuple[str, ...] = ("https://app.grover.test",)
    pages: Path = Path(__file__).parent / "pages" / "static"
    manners: Manners = MANNERS
    attests: tuple[str, ...] = ("GRO-14", "GRO-16")
    watched: tuple[Watched, ...] = ()

    def __init__(self) -> None:
        self._staff = secrets.token_urlsafe(18)
        self._state = State()

    def seed(self, database: Database) -> None:
        """Fill an empty database."""
        seed.fill(database, self._staff)

    def mount(self, app: FastAPI, deployment: Deployment) -> None:
        """Add the routes."""
        app.include_router(health.router(deployment))
        app.include_router(posts.explore(deployment))  # before the posts by their ids
        for module in _ROUTED:
            app.include_router(module.router)
        app.include_router(auth.pages)
        app.include_router(pages.router(deployment))
        self._state = app.state

    def sockets(self, deployment: Deployment) -> ASGIApp:
        """Make the Socket.IO server."""
        return Realtime(deployment).app

    def controls(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        """Do nothing more on the control listener."""
        return {}

    def declares(self, deployment: Deployment) -> dict[str, Any]:
        """Tell what a target file may declare of the deployment: keys, identities, and how small this one is."""
        return {
            "auth.signing_secret": tokens.private_pem(deployment),
            "auth.roles.admin.user": {"email": seed.STAFF, "password": self._staff},
            "values.staff_email": seed.STAFF,
            "values.staff_password": self._staff,
            "contract.operations": sum(map(len, self._state.methods.values())),
        }

    def counts(self, database: Database) -> dict[str, int]:
        """Count what is stored."""
        return {
            "users": database.count(User),
            "sessions": database.count(UserSession),
            "posts": database.count(Post),
            "comments": database.count(Comment),
            "stories": database.count(Story),
            "messages": database.count(Message),
            "media": database.count(Media),
            "payments": database.count(Payment),
        }
