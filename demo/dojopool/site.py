"""The pages: start, the way in step by step, the table, and the legal ones."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse

from demo.dojopool import entry
from demo.dojopool.given import Login, SignUp
from demo.dojopool.shapes import Self, own
from demo.dojopool.tables import player
from demo.kernel import web
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.identity import Running, signed_in

_FOR_SCRIPTS = ("dojopool-steps-uncounted", "dojopool-tutorial-stuck")
_PUBLIC = {"/": "landing.html", "/privacy": "privacy.html", "/terms": "terms.html", "/login": "login.html"}
_OF_MEMBERS = {"/play": "play.html"}
_ERRORS = {404: ("There is nothing here", "The ball has left the table.")}
_OTHER_ERROR = ("Something went wrong", "It is not your fault. Please try again in a moment.")


class Pages:
    """Makes the pages of one deployment."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["asset"] = deployment.assets.url

    def show(self, request: Request, template: str) -> Response:
        """Make a page; it is never stored."""
        html = self._render(template, path=request.url.path, member=signed_in(request) is not None)
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    def error(self, status: int) -> str:
        """Make the page for an error."""
        heading, sentence = _ERRORS.get(status, _OTHER_ERROR)
        return self._render("error.html", path="", member=False, heading=heading, sentence=sentence)

    def _render(self, template: str, **values: Any) -> str:
        planted = " ".join(name for name in _FOR_SCRIPTS if self._deployment.faults.planted(name))
        return self._environment.get_template(template).render(planted=planted, **values)


def router(deployment: Deployment) -> APIRouter:
    """Make the routes of the pages, and of what they call to sign in and out."""
    pages = Pages(deployment)
    deployment.error_page = pages.error
    routes = APIRouter(include_in_schema=False)
    for path, template in _PUBLIC.items():
        _page(routes, pages, path, template, members=False)
    for path, template in _OF_MEMBERS.items():
        _page(routes, pages, path, template, members=True)
    _page(routes, pages, "/onboarding", "onboarding.html", members=False)
    routes.include_router(_web)
    return routes


def _page(routes: APIRouter, pages: Pages, path: str, template: str, *, members: bool) -> None:
    @routes.get(path)
    async def page(request: Request) -> Response:
        if members and signed_in(request) is None:
            return RedirectResponse("/login", 303, headers={"Cache-Control": "no-store"})
        return pages.show(request, template)


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
