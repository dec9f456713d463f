"""The pages: start, sign-up and login, legal pages, and everything behind the login."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from demo.grover.pages.legal import CHANGED, PRIVACY, TERMS
from demo.kernel import pages as kernel
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
_MEMBERS: dict[str, tuple[str, dict[str, Any]]] = {
    "/feed": ("feed.html", {"heading": "Feed", "source": "/api/posts/feed"}),
    "/explore": ("feed.html", {"heading": "Explore", "source": "/api/posts/explore"}),
    "/stories": ("stories.html", {}),
    "/messages": ("messages.html", {}),
    "/profile": ("profile.html", {}),
}


class Pages(kernel.Pages):
    """Makes the pages of one deployment."""

    errors: Mapping[int, tuple[str, str]] = {
        403: ("You may not see this page", ""),
        404: ("There is nothing here", ""),
        405: ("That cannot be done here", ""),
    }

    def of_visitor(self, request: Request | None) -> dict[str, Any]:
        """Say who is signed in, and where they can go."""
        user = None if request is None else signed_in(request)
        return {"user": user, "links": _SIGNED_IN if user else _SIGNED_OUT}


def router(deployment: Deployment) -> APIRouter:
    """Make the routes of the pages."""
    pages = Pages(deployment, Path(__file__).parent / "templates", FAULTS)
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
        there = kernel.own_path(request.query_params.get("next", ""), "/feed")
        return pages.show(request, "entry.html", heading="Log in", to="/web/login", next=there, kind="current")

    for path, (template, values) in _MEMBERS.items():
        routes.get(path, name=path)(_page(pages, template, values))
    return routes


def _page(pages: Pages, template: str, values: dict[str, Any]) -> Callable[[Request], Awaitable[Response]]:
    """Make a page behind the login; it is empty: what is in it comes from the API, which asks who it is for."""

    async def show(request: Request) -> Response:
        if signed_in(request) is None:
            return kernel.to_login(request)
        return pages.show(request, template, **values)

    return show
