"""PiggyBong: a budget for fans of music from Korea, with the manners of Supabase."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from demo.kernel import tokens
from demo.kernel.accounts import User, UserSession
from demo.kernel.database import Database
from demo.kernel.deployment import Deployment
from demo.kernel.manners import Manners
from demo.kernel.monitoring import Watched
from demo.piggybong import auth, functions, pages, rest, seed
from demo.piggybong.keys import Keys
from demo.piggybong.manners import MANNERS
from demo.piggybong.realtime import Channels
from demo.piggybong.tables import Profile, Purchase
from demo.piggybong.watched import WATCHED


class PiggyBong:
    """The product, as the kernel sees it."""

    name: str = "piggybong"
    version: str = "2.3.0"
    origins: tuple[str, ...] = ("https://app.piggybong.test",)
    pages: Path = Path(__file__).parent / "static"
    manners: Manners = MANNERS
    attests: tuple[str, ...] = ()
    watched: tuple[Watched, ...] = WATCHED

    def __init__(self) -> None:
        self._keys = Keys.make()

    def seed(self, database: Database) -> None:
        """Fill an empty database."""
        seed.fill(database)

    def mount(self, app: FastAPI, deployment: Deployment) -> None:
        """Add the routes."""
        app.state.keys = self._keys
        app.include_router(functions.router(deployment))
        app.include_router(auth.router)
        app.include_router(rest.router)
        app.include_router(Channels(deployment, self._keys).router())
        app.include_router(pages.router(deployment, self._keys))

    def sockets(self, deployment: Deployment) -> ASGIApp:
        """Answer where other products have Socket.IO: there is nothing of the kind."""
        return deployment.manners.error(404, [])

    def controls(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        """Name what else the control listener does: nothing."""
        return {}

    def declares(self, deployment: Deployment) -> dict[str, Any]:
        """Tell what a target file may declare of the deployment: its keys."""
        return {
            "auth.signing_secret": tokens.private_pem(deployment),
            "reach.headers.apikey": self._keys.anon,
            "values.service_key": self._keys.service,
        }

    def counts(self, database: Database) -> dict[str, int]:
        """Count what is stored."""
        return {
            "users": database.count(User),
            "sessions": database.count(UserSession),
            "profiles": database.count(Profile),
            "purchases": database.count(Purchase),
        }
