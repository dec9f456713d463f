"""The site: a landing page, the legal pages, and the page where someone keeps a budget."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from demo.kernel import pages
from demo.kernel.deployment import Deployment
from demo.piggybong.keys import Keys

_FAULTS = ("piggybong-budget-forgets", "piggybong-news-missing")
_PAGES = {"/": "landing.html", "/privacy": "privacy.html", "/terms": "terms.html", "/budget": "budget.html"}


class Pages(pages.Pages):
    """Makes the pages of one deployment."""

    errors: Mapping[int, tuple[str, str]] = {
        403: ("You may not see this page", ""),
        404: ("There is nothing here", ""),
        405: ("That cannot be done here", ""),
    }
    other_error: tuple[str, str] = ("Something went wrong on our side", "")


def router(deployment: Deployment, keys: Keys) -> APIRouter:
    """Make the routes of the pages."""
    made = Pages(deployment, Path(__file__).parent / "templates", _FAULTS)
    deployment.error_page = made.error
    routes = APIRouter(include_in_schema=False)

    def page(path: str, template: str) -> None:
        async def show(request: Request) -> Response:
            if template == "terms.html" and deployment.faults.planted("piggybong-terms-missing"):
                raise HTTPException(404)
            return made.show(request, template)

        routes.get(path, name=template)(show)

    for path, template in _PAGES.items():
        page(path, template)

    @routes.get("/static/config.js")
    async def config() -> Response:
        key = keys.service if deployment.faults.planted("piggybong-service-key-shipped") else keys.anon
        script = f'export const KEY = "{key}"; // for every client: it opens what is open to everyone\n'
        return Response(script, media_type="text/javascript", headers={"Cache-Control": "public, max-age=300"})

    return routes
