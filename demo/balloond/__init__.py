"""Balloon'd: a dating service for adults, with the manners of a NestJS service."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from demo.balloond import (
    admin,
    auth,
    chat,
    experiments,
    google,
    graph_route,
    health,
    matching,
    notes,
    older,
    outside,
    pages,
    passwords,
    people,
    photos,
    privacy,
    safety,
    seed,
    subscription,
    users,
    web,
)
from demo.balloond.careless_gate import CarelessGate
from demo.balloond.manners import MANNERS
from demo.balloond.realtime import Realtime
from demo.balloond.tables import Block, Event, Match, Message, Photo, Pop, Report, Subscription
from demo.balloond.watched import WATCHED
from demo.kernel import tokens
from demo.kernel.accounts import User, UserSession
from demo.kernel.database import Database
from demo.kernel.deployment import Deployment
from demo.kernel.manners import Manners
from demo.kernel.monitoring import Watched

# Photos, safety and privacy stand before users: their paths would else be taken for the id of a user.
_ROUTED = (
    auth,
    passwords,
    google,
    older,
    admin,
    photos,
    privacy,
    safety,
    users,
    matching,
    notes,
    chat,
    subscription,
    experiments,
    web,
    outside,
    people,
    graph_route,
)


class Balloond:
    """The product, as the kernel sees it."""

    name: str = "balloond"
    version: str = "1.4.2"
    origins: tuple[str, ...] = ("https://app.balloond.test",)
    pages: Path = Path(__file__).parent / "pages" / "static"
    manners: Manners = MANNERS
    attests: tuple[str, ...] = ("BAL-03",)
    watched: tuple[Watched, ...] = WATCHED

    def __init__(self) -> None:
        self._provider = google.IdentityProvider()
        self._staff = {name: secrets.token_urlsafe(18) for name in seed.SPECIAL}

    def seed(self, database: Database) -> None:
        """Fill an empty database."""
        seed.fill(database, self._staff)

    def mount(self, app: FastAPI, deployment: Deployment) -> None:
        """Add the routes."""
        app.state.identity_provider = self._provider
        app.add_middleware(CarelessGate, deployment=deployment)
        app.include_router(health.router(deployment))
        for module in _ROUTED:
            app.include_router(module.router)
        app.include_router(pages.router(deployment))

    def sockets(self, deployment: Deployment) -> ASGIApp:
        """Make the Socket.IO server."""
        return Realtime(deployment).app

    def controls(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        """Let the control listener have the stand-in of the identity provider say something of someone."""
        return {"/identity-provider": lambda claims: {"idToken": self._provider.issue(claims)}}

    def declares(self, deployment: Deployment) -> dict[str, Any]:
        """Tell what a target file may declare of the deployment: keys and identities for tests."""
        day = 24 * 3600
        known = {"email": "pw-known-to-google@mail.example", "name": "Prodworthy Check"}
        return {
            "auth.signing_secret": tokens.private_pem(deployment),
            "auth.federated.google.id_token": self._provider.issue({**known, "exp": int(time.time()) + day}),
        } | {
            f"auth.roles.{name}.user": {"email": seed.SPECIAL[name], "password": password}
            for name, password in self._staff.items()
        }

    def counts(self, database: Database) -> dict[str, int]:
        """Count what is stored."""
        return {
            "users": database.count(User),
            "sessions": database.count(UserSession),
            "pops": database.count(Pop),
            "matches": database.count(Match),
            "messages": database.count(Message),
            "photos": database.count(Photo),
            "events": database.count(Event),
            "subscriptions": database.count(Subscription),
            "reports": database.count(Report),
            "blocks": database.count(Block),
        }
