"""The pages for people: made on the server, in the language that is wanted, with scripts only where they are needed."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from demo.kernel import age, web
from demo.kernel import pages as kernel
from demo.kernel.deployment import Deployment
from demo.kernel.identity import same_origin
from demo.mysoulmate import entry, languages
from demo.mysoulmate.given import Login
from demo.mysoulmate.shapes import Self, own

_AGE = "__Host-age"
_DAY_S = 24 * 3600
_YEAR_S = 365 * _DAY_S
_FOR_PAGES = ("mysoulmate-companion-silent", "mysoulmate-legal-untranslated")


class Pages(kernel.Pages):
    """Makes the pages of one deployment."""

    def of_visitor(self, request: Request | None) -> dict[str, Any]:
        """Say who is signed in, and which language they want."""
        return {"user": None if request is None else self.user(request), "lang": languages.current()}

    def error(self, status: int) -> str:
        """Make the page for an error, the same for each of them."""
        del status
        return self.render("error.html", path="/", **self.of_visitor(None))

    def mark(self, *, adult: bool) -> str:
        """Give what a browser carries after the age question; it tells the browser nothing that it could change."""
        return hmac.new(self.deployment.secret, f"age {adult}".encode(), hashlib.sha256).hexdigest()[:32]

    def refused(self, request: Request) -> bool:
        """Say whether the visitor was turned away."""
        return hmac.compare_digest(request.cookies.get(_AGE, ""), self.mark(adult=False))


def router(deployment: Deployment) -> APIRouter:
    """Make the routes of the pages, and of what their scripts call to sign in and out."""
    ready = {code: name for code, name in languages.NAMES.items() if code in languages.READY}
    pages = Pages(deployment, Path(__file__).parent / "templates", _FOR_PAGES, t=languages.text, names=ready)
    deployment.error_page = pages.error
    routes = APIRouter(include_in_schema=False)
    _open(routes, pages)
    _age(routes, pages)
    _sessions(routes, deployment)
    return routes


def _open(routes: APIRouter, pages: Pages) -> None:
    for path, template in {"/": "start", "/login": "login", "/privacy": "privacy", "/terms": "terms"}.items():
        routes.get(path, name=template)(_page(pages, f"{template}.html"))

    @routes.get("/api-docs")
    async def explorer(request: Request) -> Response:
        lost = pages.deployment.faults.planted("mysoulmate-api-page-empty")
        return pages.show(request, "docs.html", document="/openapi.json" if lost else "/api-docs.json")

    @routes.get("/companion")
    async def companion(request: Request) -> Response:
        user = pages.user(request)
        if user is None:
            return RedirectResponse("/login", 303)
        if user.date_of_birth is None:
            return RedirectResponse("/age", 303)
        return pages.show(request, "companion.html")

    @routes.post("/language")
    async def choose(request: Request) -> Response:
        async with request.form() as form:
            wanted, there = languages.known(str(form.get("lang", ""))), str(form.get("next", ""))
        response = RedirectResponse(kernel.own_path(there, "/"), 303)
        stuck = pages.deployment.faults.planted("mysoulmate-language-stuck")
        if wanted is not None and not stuck and same_origin(request, pages.deployment):
            response.set_cookie(languages.COOKIE, wanted, _YEAR_S, path="/", secure=True, httponly=True, samesite="lax")
        return response


def _age(routes: APIRouter, pages: Pages) -> None:
    @routes.get("/age")
    async def ask(request: Request) -> Response:
        if pages.refused(request):
            return pages.show(request, "refused.html", 403)
        return pages.show(request, "age.html", wrong=False)

    @routes.post("/age")
    async def decide(request: Request) -> Response:
        if pages.refused(request) or not same_origin(request, pages.deployment):
            return pages.show(request, "refused.html", 403)
        async with request.form() as form:
            written = f"{form.get('year', '')!s:0>4}-{form.get('month', '')!s:0>2}-{form.get('day', '')!s:0>2}"
        verdict, _ = age.judge(written)
        if verdict is age.Verdict.INVALID:
            return pages.show(request, "age.html", 400, wrong=True)
        adult = verdict is age.Verdict.ADULT or pages.deployment.faults.planted("mysoulmate-page-admits-minors")
        user = pages.user(request)
        if adult and user is not None:
            entry.tell_age(pages.deployment, user.id, written)
        response = RedirectResponse(("/login" if user is None else "/companion") if adult else "/age", 303)
        response.set_cookie(_AGE, pages.mark(adult=adult), _DAY_S, path="/", secure=True, httponly=True, samesite="lax")
        return response


def _sessions(routes: APIRouter, deployment: Deployment) -> None:
    ways = web.router()

    @ways.post("/login")
    async def login(request: Request, response: Response, form: Login) -> Self:
        user = await entry.log_in(request, deployment, form)
        web.open_session(deployment, response, user)
        return own(user)

    routes.include_router(ways)


def _page(pages: Pages, template: str) -> Callable[[Request], Awaitable[Response]]:
    async def show(request: Request) -> Response:
        return pages.show(request, template)

    return show
