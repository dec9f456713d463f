"""Five healthy deployments that do things differently, each with what its owner would declare of it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.healthy.accounts import Accounts, accounts_declared

_HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}

_HELMET = {
    **_HSTS,
    "Content-Security-Policy": (
        "default-src 'self';base-uri 'none';font-src 'self';form-action 'self';frame-ancestors 'self';"
        "img-src 'self' data:;object-src 'none';script-src 'self';script-src-attr 'none';style-src 'self';"
        "upgrade-insecure-requests"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Download-Options": "noopen",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-XSS-Protection": "0",
}
_API = {
    **_HSTS,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_INLINE = "document.documentElement.dataset.ready = 'yes'"
_DIGEST = base64.b64encode(hashlib.sha256(_INLINE.encode()).digest()).decode()
_STATIC = {
    **_HSTS,
    "Cache-Control": "public, max-age=0, must-revalidate",
    "Content-Security-Policy": (
        f"default-src 'none'; script-src 'sha256-{_DIGEST}'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Via": "1.1 edge",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/assets/site.8f3a1c2d.css">{head}'
    '</head><body><main><h1>{title}</h1><p><a href="/login">Log in</a></p></main></body></html>'
)


class Headed:
    """Adds header fields to every answer, those of the framework's own errors included."""

    def __init__(self, app: ASGIApp, fields: Mapping[str, str]) -> None:
        self._app = app
        self._fields = fields

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                cached = {"Age": "17", "X-Cache": "HIT"} if "Via" in self._fields and message["status"] == 200 else {}
                for name, value in {**self._fields, **cached}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, headed)


@dataclass(frozen=True, slots=True)
class Deployment:
    """A healthy deployment.

    Attributes:
        app: what answers.
        declared: the target file's tables, beyond its name and address.
    """

    app: ASGIApp
    declared: Mapping[str, Any]


def helmet() -> Deployment:
    """Pages of a server framework with helmet's defaults and a strict policy, behind a proxy that ends TLS."""

    async def page(request: Request) -> Response:
        answer = HTMLResponse(_PAGE.format(title="Workshop", head='<script src="/assets/app.5b7e90aa.js"></script>'))
        answer.headers["Cache-Control"] = "private, no-cache"
        if "connect.sid" not in request.cookies:
            value = f"s%3A{secrets.token_urlsafe(24)}.{secrets.token_urlsafe(32)}"
            answer.set_cookie("connect.sid", value, secure=True, httponly=True, samesite="lax")
        return answer

    routes = [Route("/", page), Route("/login", page), *_assets()]
    return Deployment(Headed(_application(routes, _error_page), _HELMET), {"capabilities": ["web"]})


def json_api() -> Deployment:
    """An API without pages, whose every answer says that nothing may be loaded by it."""
    routes = [Route("/", _answering({"service": "parcels"})), Route("/healthz", _answering({"status": "ok"}))]
    return Deployment(
        Headed(_application(routes, _problem), _API), {"capabilities": [], "health": {"live": "/healthz"}}
    )


def static_site() -> Deployment:
    """Files on an edge network, with an inline script that the policy knows by its digest."""

    async def page(_: Request) -> Response:
        return HTMLResponse(_PAGE.format(title="Handbook", head=f"<script>{_INLINE}</script>"))

    return Deployment(
        Headed(_application([Route("/", page), *_assets()], _error_page), _STATIC), {"capabilities": ["web"]}
    )


def strangers_get_404() -> Deployment:
    """An API that does not tell strangers what there is: what is not theirs is not found."""
    erase = {"request": "DELETE /v1/notes/{note_id}", "name": "erase it", "expect": {"status": 204}}
    declared = accounts_declared(delete=erase)
    return Deployment(Headed(_application(Accounts(404).routes(), _problem), _API), declared)


def bearer_tokens() -> Deployment:
    """A single page and its API, with bearer tokens in the client's memory and no cookie anywhere."""

    async def page(_: Request) -> Response:
        answer = HTMLResponse(_PAGE.format(title="Notes", head='<script src="/assets/app.5b7e90aa.js"></script>'))
        answer.headers["Content-Security-Policy"] = _HELMET["Content-Security-Policy"]
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    routes = [Route("/", page), *_assets(), *Accounts(401).routes()]
    declared = {**accounts_declared(), "capabilities": ["accounts", "web"]}
    return Deployment(Headed(_application(routes, _problem), _API), declared)


def _assets() -> list[Route]:
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}

    def file(text: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(_: Request) -> Response:
            return PlainTextResponse(text, media_type=media_type, headers=kept)

        return answer

    return [
        Route("/assets/site.8f3a1c2d.css", file("body { margin: 2rem }", "text/css")),
        Route("/assets/app.5b7e90aa.js", file("document.title += ''", "text/javascript")),
    ]


def _answering(document: Mapping[str, str]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return JSONResponse(document)

    return answer


def _application(routes: list[Route], explain: Callable[[Request, Exception], Awaitable[Response]]) -> Starlette:
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=90)
    text = f"Contact: mailto:security@site.example\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"

    async def security_txt(_: Request) -> Response:
        return PlainTextResponse(text)

    routes = [*routes, Route("/.well-known/security.txt", security_txt)]
    return Starlette(routes=routes, exception_handlers={HTTPException: explain})


async def _error_page(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    text = _PAGE.format(title=str(error.detail), head="")
    return HTMLResponse(text, error.status_code, headers={**(error.headers or {}), "Cache-Control": "no-store"})


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = {"title": error.detail, "status": error.status_code}
    return JSONResponse(problem, error.status_code, error.headers, media_type="application/problem+json")
