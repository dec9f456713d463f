"""DojoPool: a game for pool halls, with the manners of a NestJS service and pages of their own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from demo.dojopool import auth, avatar, economy, health, matches, site, telemetry, venues
from demo.dojopool.manners import MANNERS
from demo.dojopool.tables import CheckIn, Event, Game, Payment, Picture
from demo.dojopool.watched import WATCHED
from demo.kernel import tokens
from demo.kernel.accounts import User, UserSession
from demo.kernel.confirming import TEST_CODE
from demo.kernel.database import Database
from demo.kernel.deployment import Deployment
from demo.kernel.manners import Manners
from demo.kernel.monitoring import Watched

_ROUTERS = (
    auth.router, auth.people, venues.router, matches.router, economy.router, avatar.router, avatar.delivered,
    telemetry.router,
)  # fmt: skip


class DojoPool:
    """The product, as the kernel sees it."""

    name: str = "dojopool"
    version: str = "3.0.1"
    origins: tuple[str, ...] = ("https://play.dojopool.test",)
    pages: Path = Path(__file__).parent / "static"
    manners: Manners = MANNERS
    attests: tuple[str, ...] = ()
    watched: tuple[Watched, ...] = WATCHED

    def seed(self, database: Database) -> None:
        """Leave the database empty: everybody comes by the way in."""

    def mount(self, app: FastAPI, deployment: Deployment) -> None:
        """Add the routes."""
        app.include_router(health.router(deployment))
        for router in _ROUTERS:
            app.include_router(router)
        app.include_router(site.router(deployment))

    def sockets(self, deployment: Deployment) -> ASGIApp:
        """Make the Socket.IO server."""
        return matches.Live(deployment).app

    def controls(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        """Nothing."""
        return {}

    def declares(self, deployment: Deployment) -> dict[str, Any]:
        """Tell what a target file may declare of the deployment: keys for tests."""
        return {
            "auth.signing_secret": tokens.private_pem(deployment),
            "auth.verification_code": TEST_CODE,
        }

    def counts(self, database: Database) -> dict[str, int]:
        """Count what is stored."""
        tables = {"users": User, "sessions": UserSession, "games": Game, "check_ins": CheckIn, "payments": Payment,
                  "pictures": Picture, "events": Event}  # fmt: skip
        return {name: database.count(table) for name, table in tables.items()}
