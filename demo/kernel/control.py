"""The control listener: plants faults and resets, so that a test need not start a server for each fault."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.kernel import sessions, tokens
from demo.kernel.accounts import find_by_email
from demo.kernel.deployment import Deployment, Product
from demo.kernel.faultboard import UnknownFaultError


class Control:
    """What the control listener answers."""

    def __init__(self, deployment: Deployment, product: Product) -> None:
        self._deployment = deployment
        self._product = product

    def application(self) -> Starlette:
        """Make the application of the listener."""
        further = self._product.controls().items()
        return Starlette(
            routes=[
                Route("/faults", self._faults, methods=["GET", "PUT"]),
                Route("/reset", self._reset, methods=["POST"]),
                Route("/state", self._state, methods=["GET"]),
                Route("/tokens", self._tokens, methods=["POST"]),
                *(Route(path, _endpoint(answer), methods=["POST"]) for path, answer in further),
            ],
        )

    async def _faults(self, request: Request) -> Response:
        board = self._deployment.faults
        if request.method == "PUT":
            try:
                names: Any = await request.json()
            except ValueError:
                names = None
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                return JSONResponse({"error": "a JSON list of names is wanted"}, 400)
            try:
                board.plant(names)
            except UnknownFaultError as error:
                return JSONResponse({"error": str(error), "nearest": error.nearest}, 404)
        return JSONResponse(board.report())

    async def _reset(self, _request: Request) -> Response:
        self._deployment.reset()
        return Response(status_code=204)

    async def _state(self, _request: Request) -> Response:
        return JSONResponse(self._product.counts(self._deployment.database))

    async def _tokens(self, request: Request) -> Response:
        """Make tokens of an account that the site itself would not issue, as samples for whoever tests it."""
        body: Any = await request.json()
        deployment = self._deployment
        with deployment.database.writing() as db:
            user = find_by_email(db, str(body["email"]))
            if user is None:
                return JSONResponse({"error": "there is no such account"}, 404)
            valid = sessions.open_session(deployment, db, user).token
            session_id = tokens.peek(valid)["sid"]
            made = {
                "valid": valid,
                "expired": tokens.issue(deployment, user, session_id, lifetime=-3600),
                "other_audience": tokens.issue(deployment, user, session_id, audience="another-service"),
            }
        return JSONResponse(made)


def _endpoint(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return JSONResponse(answer(await request.json()))

    return endpoint
