"""MySoulmate: companions to talk to, in eight languages, with the manners of an Express service."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.kernel import tokens
from demo.kernel.accounts import User, UserSession, hash_password_now
from demo.kernel.confirming import TEST_CODE
from demo.kernel.database import Database
from demo.kernel.deployment import Deployment
from demo.kernel.manners import Manners
from demo.kernel.monitoring import Watched
from demo.mysoulmate import auth, data, health, i18n, members, pages, shop
from demo.mysoulmate.manners import MANNERS
from demo.mysoulmate.tables import Event, Message, Standing
from demo.mysoulmate.watched import WATCHED

_ROUTED = (auth, members, data, i18n, shop)
_STAFF = "staff@mysoulmate.example"


class MySoulmate:
    """The product, as the kernel sees it."""

    name: str = "mysoulmate"
    version: str = "2.1.0"
    origins: tuple[str, ...] = ("https://app.mysoulmate.test",)
    pages: Path = Path(__file__).parent / "pages" / "static"
    manners: Manners = MANNERS
    attests: tuple[str, ...] = ("SOU-15",)
    watched: tuple[Watched, ...] = WATCHED

    def __init__(self) -> None:
        self._password = secrets.token_urlsafe(18)

    def seed(self, database: Database) -> None:
        """Put one of the staff into an empty database."""
        with database.writing() as db:
            staff = User(email=_STAFF, name="Staff", password=hash_password_now(self._password), role="admin")
            db.add(staff)
            db.flush()
            db.add(Standing(user_id=staff.id, verified=True))

    def mount(self, app: FastAPI, deployment: Deployment) -> None:
        """Add the routes: the API at its path, and at the older one."""
        app.include_router(health.router(deployment))
        for module in _ROUTED:
            app.include_router(module.router, prefix="/api/v1")
            app.include_router(module.router, prefix="/api", include_in_schema=False)
        app.include_router(pages.router(deployment))

    def sockets(self, deployment: Deployment) -> ASGIApp:
        """There are no real-time connections."""

        async def none(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http":
                await deployment.manners.error(404, [])(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})

        return none

    def controls(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        """Nothing."""
        return {}

    def declares(self, deployment: Deployment) -> dict[str, Any]:
        """Tell what a target file may declare of the deployment: keys and identities for tests."""
        return {
            "auth.signing_secret": tokens.private_pem(deployment),
            "auth.verification_code": TEST_CODE,
            "auth.roles.admin.user": {"email": _STAFF, "password": self._password},
        }

    def counts(self, database: Database) -> dict[str, int]:
        """Count what is stored."""
        return {
            "users": database.count(User),
            "sessions": database.count(UserSession),
            "events": database.count(Event),
            "messages": database.count(Message),
        }
