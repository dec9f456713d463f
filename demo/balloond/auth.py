"""The ways in and out over the API."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from demo.balloond import careless_logins, entry
from demo.balloond.given import Login, Refresh, SignUp
from demo.balloond.manners import MANNERS
from demo.balloond.shapes import Self, SignedIn, Tokens, own
from demo.balloond.signing import signed_in
from demo.kernel import forms, sessions, tokens
from demo.kernel.accounts import User
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who, deployment_of


async def _applicant(request: Request) -> entry.Applicant:
    return await entry.applicant(request, deployment_of(request))


router = APIRouter(prefix="/api/auth", tags=["auth"])


@router.post(
    "/signup", status_code=201, responses=MANNERS.answers(400, 403, 409), openapi_extra=forms.documented(SignUp)
)
async def sign_up(deployment: Running, applicant: Annotated[entry.Applicant, Depends(_applicant)]) -> SignedIn:
    """Open an account, for adults only."""
    user = await entry.create(deployment, applicant)
    return signed_in(deployment, user)


@router.post("/login", responses=MANNERS.answers(400, 401), openapi_extra=forms.documented(Login))
async def login(request: Request, deployment: Running) -> SignedIn:
    """Log in with e-mail and password."""
    body = await forms.raw(request)
    user = careless_logins.let_in(deployment, body)
    if user is None:
        user = await entry.log_in(request, deployment, forms.validate(Login, body))
    return signed_in(deployment, user)


@router.post("/refresh", responses=MANNERS.answers(401))
async def refresh(deployment: Running, form: Refresh) -> Tokens:
    """Exchange a refresh token, which is good for one use, for a new pair."""
    with deployment.database.writing() as db:
        credentials = sessions.refresh(deployment, db, form.refresh_token)
    if credentials is None:
        raise ApiError(401, "Invalid refresh token", headers={"WWW-Authenticate": "Bearer"})
    return Tokens(token=credentials.token, refresh_token=credentials.refresh_token, expires_in=tokens.LIFETIME)


@router.post("/logout", status_code=204)
async def logout(deployment: Running, who: Who) -> None:
    """End the session: its tokens are refused from now on."""
    sessions.end(deployment, who.session_id)


@router.get("/profile")
async def profile(request: Request, deployment: Running, who: Who) -> Self:
    """Show who is signed in."""
    named = request.query_params.get("userId") if deployment.faults.planted("profile-of-parameter") else None
    with deployment.database.reading() as db:
        return own(db.get(User, named or "") or db.get_one(User, who.user_id))
