"""What the pages call to sign in and out: a session cookie instead of tokens, which no script ever sees."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from demo.balloond import entry
from demo.balloond.given import Login
from demo.balloond.pages import marks
from demo.balloond.shapes import Self, own
from demo.kernel import cookies, sessions
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who, deployment_of, same_origin


async def _from_our_pages(request: Request) -> None:
    if not same_origin(request, deployment_of(request)):
        raise ApiError(403, "CROSS_SITE_REQUEST")


async def _applicant(request: Request) -> entry.Applicant:
    """Read a sign-up; a minor is remembered, so that another date on the same form does not help."""
    deployment = deployment_of(request)
    if marks.refused(request, deployment):
        raise ApiError(403, "AGE_RESTRICTED")
    try:
        return await entry.applicant(request, deployment)
    except ApiError as refusal:
        if "AGE_RESTRICTED" not in refusal.detail or deployment.faults.planted("signup-forgets-minor"):
            raise
        raise ApiError(
            403, "AGE_RESTRICTED", headers={"Set-Cookie": marks.cookie(deployment, let_in=False)}
        ) from refusal


router = APIRouter(prefix="/web", include_in_schema=False, dependencies=[Depends(_from_our_pages)])


@router.post("/signup", status_code=201)
async def sign_up(
    deployment: Running, response: Response, applicant: Annotated[entry.Applicant, Depends(_applicant)]
) -> Self:
    """Open an account and sign in."""
    user = await entry.create(deployment, applicant)
    _open(deployment, response, user)
    return own(user)


@router.post("/login")
async def login(request: Request, deployment: Running, response: Response, form: Login) -> Self:
    """Sign in."""
    user = await entry.log_in(request, deployment, form)
    brought = request.cookies.get(cookies.NAME, "") if deployment.faults.planted("session-fixed") else ""
    _open(deployment, response, user, brought)
    return own(user)


@router.post("/logout", status_code=204)
async def logout(deployment: Running, who: Who, response: Response) -> None:
    """Sign out, and have the browser forget us."""
    with deployment.database.writing() as db:
        sessions.revoke(deployment, db, who.session_id)
    deployment.end_session(who.session_id)
    cookies.clear_session(deployment, response)


def _open(deployment: Deployment, response: Response, user: User, fixed: str = "") -> None:
    with deployment.database.writing() as db:
        value = sessions.open_web_session(db, user, fixed)
    cookies.set_session(deployment, response, value)
    if deployment.faults.planted("request-token-idle"):
        cookies.set_idle_token(response)
