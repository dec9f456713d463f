"""The pages: start, sign-up and login, legal pages, and everything behind the login."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from demo.grover.pages.legal import CHANGED, PRIVACY, TERMS
from demo.kernel.deployment import Deployment
from demo.kernel.identity import signed_in

FAULTS = (
    "grover-feed-silent",
    "grover-comment-silent",
    "grover-story-page-stuck",
    "grover-chat-silent",
    "grover-login-stuck",
)
"""The faults that the scripts know of."""

_SIGNED_OUT = (("/signup", "Join"), ("/login", "Log in"))
_SIGNED_IN = (
    ("/feed", "Feed"), ("/explore", "Explore"), ("/stories", "Stories"), ("/messages", "Messages"),
    ("/profile", "Profile"),
)  # fmt: skip
_ERRORS = {403: "You may not see this page", 404: "There is nothing here", 405: "That cannot be done here"}
_MEMBERS: dict[str, tuple[str, dict[str, Any]]] = {
    "/feed": ("feed.html", {"heading": "Feed", "source": "/api/posts/feed"}),
    "/explore": ("feed.html", {"heading": "Explore", "source": "/api/posts/explore"}),
    "/stories": ("stories.html", {}),
    "/messages": ("messages.html", {}),
    "/profile": ("profile.html", {}),
}


class Pages:
    """Makes the pages of one deployment; nothing in them is inline."""

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

    def show(self, request: Request, template: str, **values: Any) -> HTMLResponse:
        """Make a page for the sender of a request; it is never stored."""
        html = self._render(template, path=request.url.path, user=signed_in(request), **values)
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    def error(self, status: int) -> str:
        """Make the page for an error, which knows nothing of the one who sees it."""
        return self._render("error.html", path="", user=None, heading=_ERRORS.get(status, "Something went wrong"))

    def _render(self, template: str, **values: Any) -> str:
        planted = " ".join(filter(self._deployment.faults.planted, FAULTS))
        links = _SIGNED_IN if values["user"] else _SIGNED_OUT
        return self._environment.get_template(template).render(planted=planted, links=links, **values)


def router(deployment: Deployment) -> APIRouter:
    """Make the routes of the pages."""
    pages = Pages(deployment)
    deployment.error_page = pages.error
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def start(request: Request) -> Response:
        return pages.show(request, "landing.html")

    @routes.get("/privacy")
    async def privacy(request: Request) -> Response:
        return pages.show(request, "legal.html", heading="Privacy policy", sections=PRIVACY, changed=CHANGED)

    @routes.get("/terms")
    async def terms(request: Request) -> Response:
        return pages.show(request, "legal.html", heading="Terms of service", sections=TERMS, changed=CHANGED)

    @routes.get("/signup")
    async def sign_up(request: Request) -> Response:
        return pages.show(request, "entry.html", heading="Join Grover", to="/web/signup", next="/feed", kind="new")

    @routes.get("/login")
    async def log_in(request: Request) -> Response:
        there = _own_path(request.query_params.get("next", ""))
        return pages.show(request, "entry.html", heading="Log in", to="/web/login", next=there, kind="current")

    for path, (template, values) in _MEMBERS.items():
        routes.get(path, name=path)(_page(pages, template, values))
    return routes


def _page(pages: Pages, template: str, values: dict[str, Any]) -> Callable[[Request], Awaitable[Response]]:
    """Make a page behind the login; it is empty: what is in it comes from the API, which asks who it is for."""

    async def show(request: Request) -> Response:
        if signed_in(request) is None:
            there = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?next={quote(there, safe='')}", 303)
        return pages.show(request, template, **values)

    return show


def _own_path(path: str) -> str:
    """Give a path of ours to go on to; whatever leads elsewhere becomes the feed."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/feed"
