"""The application of a deployment: the product's routes within the kernel's layers."""

from fastapi import FastAPI, HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from demo.kernel import errors, metrics, openapi, wellknown
from demo.kernel.bodies import StrictBodies
from demo.kernel.careless import Careless
from demo.kernel.cors import CrossOrigin
from demo.kernel.delivery import Delivery
from demo.kernel.deployment import Deployment, Product
from demo.kernel.edge import Edge
from demo.kernel.headers import SecurityHeaders
from demo.kernel.stale import Stale
from demo.kernel.throttle import Throttle


def build(product: Product, deployment: Deployment) -> ASGIApp:
    """Put the application together."""
    app = FastAPI(title=product.name, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.deployment = deployment
    errors.install(app, deployment)
    app.add_middleware(errors.UnhandledErrors, deployment=deployment)  # within the framework's own, which would raise
    app.include_router(wellknown.router(deployment))
    app.include_router(deployment.assets.router())
    product.mount(app, deployment)
    paths = openapi.document(app, deployment)["paths"]
    app.state.methods = {path: {method.upper() for method in item} for path, item in paths.items()}

    made: list[
        JSONResponse
    ] = []  # the document takes a tenth of a second to make, and is the same until a fault is planted
    deployment.faults.on_change(made.clear)

    async def docs() -> Response:
        if deployment.faults.planted("openapi-missing"):
            raise HTTPException(404)
        if not made:
            made.append(JSONResponse(openapi.document(app, deployment)))
        return Response(made[0].body, media_type=made[0].media_type)

    if deployment.manners.document is not None:
        app.add_api_route(deployment.manners.document, docs, include_in_schema=False)

    # From the inside out: the first one here stands nearest to the routes.
    layered: ASGIApp = Routing(app, product.sockets(deployment), deployment)
    layered = StrictBodies(layered, deployment)
    layered = errors.UnhandledErrors(layered, deployment)
    layered = Delivery(layered, deployment)
    layered = Throttle(layered, deployment)
    layered = CrossOrigin(layered, deployment)
    layered = Edge(layered, deployment)
    if deployment.manners.around is not None:
        layered = deployment.manners.around(layered, deployment)
    layered = metrics.Measured(layered, deployment)
    layered = SecurityHeaders(layered, deployment)
    layered = Stale(layered, deployment)
    return Careless(layered, deployment)


class Routing:
    """Settles what the router leaves open.

    A documented path has only the methods it documents, though it may also look like the address of some id. And with
    a fault planted, every unknown path is the start page, as a single-page app's fallback makes it.
    """

    def __init__(self, app: FastAPI, sockets: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._sockets = sockets
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a request to its route."""
        if scope["path"].startswith("/socket.io/"):
            await self._sockets(scope, receive, send)
            return
        if scope["type"] == "http":
            documented = self._app.state.methods.get(scope["path"])
            if documented is not None and scope["method"] not in documented:
                allowed = {"Allow": ", ".join(errors.allowed_methods(self._app, scope))}
                refusal = self._deployment.manners.error(405, ["Method Not Allowed"], allowed)
                await refusal(scope, receive, send)
                return
            if self._deployment.faults.planted("soft-404"):
                known = any(route.matches(scope)[0] is not Match.NONE for route in self._app.routes)
                if not known:
                    scope = {**scope, "method": "GET", "path": "/", "raw_path": b"/"}
        await self._app(scope, receive, send)
