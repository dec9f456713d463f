"""The pages: start, the way in step by step, the table, and the legal ones."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from demo.dojopool import entry
from demo.dojopool.given import Login, SignUp
from demo.dojopool.shapes import Self, own
from demo.dojopool.tables import player
from demo.kernel import pages, web
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.identity import Running, signed_in

_FOR_SCRIPTS = ("dojopool-steps-uncounted", "dojopool-tutorial-stuck")
_PUBLIC = {"/": "landing.html", "/privacy": "privacy.html", "/terms": "terms.html", "/login": "login.html"}
_OF_MEMBERS = {"/play": "play.html"}


class Pages(pages.Pages):
    """Makes the pages of one deployment."""

    errors: Mapping[int, tuple[str, str]] = {404: ("There is nothing here", "The ball has left the table.")}

    def of_visitor(self, request: Request | None) -> dict[str, Any]:
        """Say whether someone is signed in."""
        return {"member": request is not None and signed_in(request) is not None}


def router(deployment: Deployment) -> APIRouter:
    """Make the routes of the pages, and of what they call to sign in and out."""
    made = Pages(deployment, Path(__file__).parent / "templates", _FOR_SCRIPTS)
    deployment.error_page = made.error
    routes = APIRouter(include_in_schema=False)
    for path, template in _PUBLIC.items():
        _page(routes, made, path, template, members=False)
    for path, template in _OF_MEMBERS.items():
        _page(routes, made, path, template, members=True)
    _page(routes, made, "/onboarding", "onboarding.html", members=False)
    routes.include_router(_web)
    return routes


def _page(routes: APIRouter, made: Pages, path: str, template: str, *, members: bool) -> None:
    @routes.get(path)
    async def page(request: Request) -> Response:
        if members and signed_in(request) is None:
            return RedirectResponse("/login", 303, headers={"Cache-Control": "no-store"})
        return made.show(request, template)


_web = web.router()


@_web.post("/signup", status_code=201)
async def sign_up(request: Request, deployment: Running, response: Response, form: SignUp) -> Self:
    """Open an account and sign in."""
    return _open(deployment, response, await entry.register(request, deployment, form))


@_web.post("/login")
async def login(request: Request, deployment: Running, response: Response, form: Login) -> Self:
    """Sign in."""
    return _open(deployment, response, await entry.log_in(request, deployment, form))


def _open(deployment: Deployment, response: Response, user: User) -> Self:
    web.open_session(deployment, response, user)
    with deployment.database.reading() as db:
        return own(user, player(db, user.id))
