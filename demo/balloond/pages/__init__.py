"""The pages: start, age question, sign-up and login, legal pages, and everything behind the login."""

from collections.abc import Awaitable, Callable
from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import RedirectResponse, Response

from demo.balloond import seed
from demo.balloond.pages import consent
from demo.balloond.pages.gate import Gate
from demo.balloond.pages.rendering import Pages
from demo.kernel.deployment import Deployment
from demo.kernel.identity import same_origin
from demo.kernel.pages import own_path, to_login
from demo.privacy_faults import SHOWN

FAULTS = (
    "page-console-error", "page-broken-asset", "page-untitled", "page-too-wide", "gate-suggests-adult",
    "gate-date-in-url", "gate-client-only", "gate-error-mute", "terms-silent",
    "menu-stuck", "landing-calls-undocumented",
    "signup-page-broken", "signup-page-sends-other-date", "login-page-broken", "deletion-page-broken",
    "card-spaces-refused", "decline-untold", "onboarding-stuck", "onboarding-forgets", "reveal-missing", "match-silent",
    "chat-not-delivered",
    *(name for name, _ in SHOWN),
    "paywall-missing", "price-wrong", "error-no-retry", "analytics-before-consent", "analytics-missing",
)  # fmt: skip
"""The faults that the templates and scripts know of."""

_EMPTY_DATE = {"year": "", "month": "", "day": ""}


class Choice(BaseModel):
    """A privacy choice."""

    model_config = ConfigDict(extra="forbid")

    choice: Literal["accepted", "rejected"]


def router(deployment: Deployment) -> APIRouter:
    """Make the routes of the pages."""
    pages = Pages(deployment, FAULTS)
    gate = Gate(deployment, pages)
    deployment.error_page = pages.error
    routes = APIRouter(include_in_schema=False)
    _public(routes, pages, deployment)
    _legal(routes, pages, deployment)
    _asking(routes, pages, deployment)
    _entry(routes, pages, gate, deployment)
    _choices(routes, deployment)
    _members(routes, pages, deployment)
    return routes


def _public(routes: APIRouter, pages: Pages, deployment: Deployment) -> None:
    @routes.get("/")
    async def start(request: Request) -> Response:
        for_browser = request.headers.get("sec-fetch-dest") == "document"
        if for_browser and deployment.faults.planted("landing-fails-in-browser"):
            raise RuntimeError("hydration failed: window is not defined")
        return pages.show(request, "landing.html", people=seed.told())

    @routes.get("/api/hints")
    async def hints() -> list[str]:
        if not deployment.faults.planted("landing-calls-undocumented"):
            raise HTTPException(404)
        return ["Try another city"]


def _legal(routes: APIRouter, pages: Pages, deployment: Deployment) -> None:
    @routes.get("/privacy")
    async def privacy(request: Request) -> Response:
        if deployment.faults.planted("policy-soft-404"):
            heading, sentence = "There is nothing here", "The page has floated away, or has never been here."
            return pages.show(request, "error.html", heading=heading, sentence=sentence)
        return pages.show(request, "privacy.html")

    @routes.get("/sitemap.xml")
    async def sitemap() -> Response:
        shown = ["/", "/privacy", "/terms", *(["/balloons"] if deployment.faults.planted("gate-in-sitemap") else [])]
        named = "".join(f"<url><loc>{deployment.addresses.url}{path}</loc></url>" for path in shown)
        text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{named}</urlset>'
        return Response(text, media_type="application/xml", headers={"Cache-Control": "public, max-age=86400"})

    @routes.get("/terms")
    async def terms(request: Request) -> Response:
        if deployment.faults.planted("terms-missing"):
            raise HTTPException(404)
        return pages.show(request, "terms.html")


def _asking(routes: APIRouter, pages: Pages, deployment: Deployment) -> None:
    """Add the pages on how to ask for something without an account."""

    @routes.get("/delete-account")
    async def leave(request: Request) -> Response:
        if deployment.faults.planted("deletion-page-walled"):
            return RedirectResponse("/login?next=%2Fdelete-account", 303)
        return pages.show(request, "delete-account.html")

    @routes.get("/report")
    async def report(request: Request) -> Response:
        if deployment.faults.planted("notice-page-walled"):
            return RedirectResponse("/login?next=%2Freport", 303)
        return pages.show(request, "report.html")

    @routes.get("/accessibility")
    async def accessibility(request: Request) -> Response:
        return pages.show(request, "accessibility.html")


def _entry(routes: APIRouter, pages: Pages, gate: Gate, deployment: Deployment) -> None:
    @routes.get("/age")
    async def ask(request: Request) -> Response:
        if "year" in request.query_params and deployment.faults.planted("gate-date-in-url"):
            return gate.decide(request, dict(request.query_params))
        return gate.ask(request)

    @routes.post("/age")
    async def decide(request: Request) -> Response:
        async with request.form() as form:
            return gate.decide(request, dict(form))

    @routes.get("/signup")
    async def sign_up(request: Request) -> Response:
        if pages.user(request):
            return RedirectResponse("/balloons", 303)
        if not gate.passed(request):
            return RedirectResponse("/age", 303)
        return pages.show(request, "signup.html", values=_EMPTY_DATE)

    @routes.get("/login")
    async def log_in(request: Request) -> Response:
        return pages.show(request, "login.html", next=own_path(request.query_params.get("next", ""), "/balloons"))


def _members(routes: APIRouter, pages: Pages, deployment: Deployment) -> None:
    """Add the pages behind the login. They are empty: what is in them comes from the API, which asks who it is for."""

    def page(name: str) -> Callable[[Request], Awaitable[Response]]:
        async def show(request: Request) -> Response:
            if pages.user(request) is None:
                forgotten = deployment.faults.planted("deep-link-lost")
                return RedirectResponse("/login", 303) if forgotten else to_login(request)
            return pages.show(request, f"{name}.html")

        return show

    for name in ("onboarding", "balloons", "chat", "subscription", "profile"):
        routes.get(f"/{name}", name=name)(page(name))


def _choices(routes: APIRouter, deployment: Deployment) -> None:
    @routes.post("/consent")
    async def choose(request: Request) -> Response:
        async with request.form() as form:
            choice, there = str(form.get("choice")), own_path(str(form.get("next", "")), "/balloons")
        response = RedirectResponse(there, 303)
        ignored = choice == "rejected" and deployment.faults.planted("withdrawal-ignored")
        if choice in consent.CHOICES and same_origin(request, deployment) and not ignored:
            consent.keep(response, choice)
        return response

    @routes.post("/web/consent", status_code=204)
    async def choose_by_script(request: Request, form: Choice, response: Response) -> None:
        forgotten = form.choice == "rejected" and deployment.faults.planted("refusal-forgotten")
        if same_origin(request, deployment) and not forgotten:
            consent.keep(response, form.choice)
