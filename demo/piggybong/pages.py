"""The site: a landing page, the legal pages, and the page where someone keeps a budget."""

from pathlib import Path

from fastapi import APIRouter, HTTPException
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from demo.kernel.deployment import Deployment
from demo.piggybong.keys import Keys

_ERRORS = {403: "You may not see this page", 404: "There is nothing here", 405: "That cannot be done here"}
_FAULTS = ("piggybong-budget-forgets", "piggybong-news-missing")


def router(deployment: Deployment, keys: Keys) -> APIRouter:
    """Make the routes of the pages."""
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = deployment.assets.url
    routes = APIRouter(include_in_schema=False)

    def made(template: str, path: str, **values: str) -> str:
        planted = " ".join(filter(deployment.faults.planted, _FAULTS))
        return environment.get_template(template).render(path=path, planted=planted, **values)

    def page(path: str, template: str) -> None:
        async def show() -> Response:
            if template == "terms.html" and deployment.faults.planted("piggybong-terms-missing"):
                raise HTTPException(404)
            return HTMLResponse(made(template, path), headers={"Cache-Control": "no-store"})

        routes.get(path, name=template)(show)

    for path, template in {
        "/": "landing.html", "/privacy": "privacy.html", "/terms": "terms.html", "/budget": "budget.html",
    }.items():  # fmt: skip
        page(path, template)

    @routes.get("/static/config.js")
    async def config() -> Response:
        key = keys.service if deployment.faults.planted("piggybong-service-key-shipped") else keys.anon
        script = f'export const KEY = "{key}"; // for every client: it opens what is open to everyone\n'
        return Response(script, media_type="text/javascript", headers={"Cache-Control": "public, max-age=300"})

    deployment.error_page = lambda status: made(
        "error.html", "", heading=_ERRORS.get(status, "Something went wrong on our side")
    )
    return routes
