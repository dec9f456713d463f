"""How the pages sign in: who was found to be a minor stays out, whatever is typed next."""

from typing import Annotated

from fastapi import Depends, Request, Response

from demo.balloond import entry
from demo.balloond.given import Login
from demo.balloond.pages import marks
from demo.balloond.shapes import Self, own
from demo.kernel import cookies, web
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, deployment_of


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


router = web.router()


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


def _open(deployment: Deployment, response: Response, user: User, fixed: str = "") -> None:
    web.open_session(deployment, response, user, fixed)
    if deployment.faults.planted("request-token-idle"):
        cookies.set_idle_token(response)
