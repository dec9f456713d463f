"""Errors: one shape for the API, a page for people, and never anything internal."""

import http
import logging
import secrets
import traceback
from collections.abc import Mapping

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from demo.kernel.deployment import Deployment
from demo.kernel.faultboard import PlantedError

_log = logging.getLogger(__name__)


class ApiError(HTTPException):
    """A refusal that is told to the client.

    Args:
        status: the status of the response.
        messages: what is told, one sentence or code each.
        headers: further headers.
    """

    def __init__(self, status: int, *messages: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail=list(messages), headers=dict(headers) if headers else None)


def error_page(deployment: Deployment, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Make an error page."""
    phrase = http.HTTPStatus(status).phrase
    if deployment.error_page is not None:
        html = deployment.error_page(status)
    else:
        html = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{phrase}</title></head>'
            f'<body><main><h1>{phrase}</h1><p><a href="/">Start page</a></p></main></body></html>'
        )
    return HTMLResponse(html, status, headers=dict(headers) if headers else None)


def install(app: FastAPI, deployment: Deployment) -> None:
    """Answer all refusals of the application in the one shape."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)  # noqa: S101 - narrows the type that the handler is registered for
        headers = dict(error.headers or {})
        if error.status_code == http.HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(allowed_methods(app, request.scope))
        if not deployment.manners.is_api(request.url.path):
            return error_page(deployment, error.status_code, headers)
        messages = error.detail if isinstance(error.detail, list) else [str(error.detail)]
        return deployment.manners.error(error.status_code, messages, headers)

    async def invalid(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - narrows the type that the handler is registered for
        if deployment.faults.planted("error-stack-trace"):
            return Response("".join(traceback.format_exception(error)), 400, media_type="text/plain")
        manners = deployment.manners
        return JSONResponse(manners.invalid(error.errors()), manners.invalid_status)

    app.add_exception_handler(StarletteHTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)


class UnhandledErrors:
    """Answers what nobody caught with an error id, and keeps the rest for the log."""

    def __init__(self, app: ASGIApp, deployment: Deployment) -> None:
        self._app = app
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in place of an exception."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if started:
                raise
            error_id = secrets.token_hex(8)
            # A planted failure is expected: its traceback would only be noise.
            _log.warning("error %s: %r", error_id, error, exc_info=not isinstance(error, PlantedError))
            if self._deployment.manners.is_api(scope["path"]):
                shown = f"{error}" if self._shows(error) else f"Something went wrong. Error id: {error_id}"
                response: Response = self._deployment.manners.error(500, [shown])
            else:
                response = error_page(self._deployment, 500)
            await response(scope, receive, send)

    def _shows(self, error: Exception) -> bool:
        return isinstance(error, SQLAlchemyError) and self._deployment.faults.planted("error-sql")


def allowed_methods(app: FastAPI, scope: Scope) -> list[str]:
    """List the methods of a path."""
    # A documented path tells its own methods: that it also looks like /api/users/{id} does not count.
    documented: dict[str, set[str]] = app.state.methods
    methods = set(documented.get(scope["path"], ()))
    if not methods:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in app.routes):
                methods.add(method)
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)
