"""The control listener: plants faults and resets, so that a test need not start a server for each fault."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.kernel import sessions, tokens
from demo.kernel.accounts import find_by_email
from demo.kernel.deployment import Deployment
from demo.kernel.faultboard import UnknownFaultError


def application(deployment: Deployment, counts: Callable[[], Mapping[str, int]]) -> Starlette:
    """Make the application of the control listener."""

    async def faults(request: Request) -> Response:
        if request.method == "PUT":
            try:
                names: Any = await request.json()
            except ValueError:
                names = None
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                return JSONResponse({"error": "a JSON list of names is wanted"}, 400)
            try:
                deployment.faults.plant(names)
            except UnknownFaultError as error:
                return JSONResponse({"error": str(error), "nearest": error.nearest}, 404)
        return JSONResponse(deployment.faults.report())

    async def reset(_request: Request) -> Response:
        deployment.reset()
        return Response(status_code=204)

    async def state(_request: Request) -> Response:
        return JSONResponse(dict(counts()))

    async def token(request: Request) -> Response:
        body: Any = await request.json()
        with deployment.database.writing() as db:
            user = find_by_email(db, str(body["email"]))
            if user is None:
                return JSONResponse({"error": "there is no such account"}, 404)
            credentials = sessions.open_session(deployment, db, user)
            claims = tokens.peek(credentials.token)
            made = {
                "valid": credentials.token,
                "expired": tokens.issue(deployment, user, claims["sid"], lifetime=-3600),
                "other_audience": tokens.issue(deployment, user, claims["sid"], audience="another-service"),
            }
        return JSONResponse(made)

    return Starlette(
        routes=[
            Route("/faults", faults, methods=["GET", "PUT"]),
            Route("/reset", reset, methods=["POST"]),
            Route("/tokens", token, methods=["POST"]),
            Route("/state", state, methods=["GET"]),
        ],
    )
