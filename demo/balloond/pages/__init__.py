"""The pages."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from demo.kernel.deployment import Deployment


def router(app_state: Deployment) -> APIRouter:
    """Make the routes of the pages."""
    del app_state
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    async def start() -> Response:
        return HTMLResponse(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Balloon\'d</title></head>'
            "<body><main><h1>Balloon'd</h1></main></body></html>"
        )

    return routes
