"""Signing in by the session id of the identity page, for programs and for the pages."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from demo.grover import identity
from demo.grover.given import Login, SignUp
from demo.grover.manners import MANNERS
from demo.grover.shapes import Self, own
from demo.kernel import sessions, tokens, web
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who

router = APIRouter(prefix="/api/auth", tags=["auth"])


class SignedIn(BaseModel):
    """Someone with their token."""

    token: str
    expires_in: int
    user: Self


@router.get("/session", responses=MANNERS.answers(401))
async def session(
    deployment: Running, session_id: Annotated[str, Query(pattern=r"^[A-Za-z0-9_-]{20,80}$")]
) -> SignedIn:
    """Exchange a session id for a token."""
    user = identity.redeem(deployment, session_id)
    if user is None:
        raise ApiError(401, "Invalid session id", headers={"WWW-Authenticate": "Bearer"})
    with deployment.database.writing() as db:
        credentials = sessions.open_session(deployment, db, user)
        return SignedIn(token=credentials.token, expires_in=tokens.LIFETIME, user=own(db, user.id))


@router.get("/me")
async def me(deployment: Running, who: Who) -> Self:
    """Show who is signed in."""
    with deployment.database.reading() as db:
        return own(db, who.user_id)


@router.post("/logout")
async def logout(deployment: Running, who: Who) -> dict[str, str]:
    """End the session: its token is refused from now on."""
    sessions.end(deployment, who.session_id)
    return {"message": "Logged out"}


pages = web.router()
"""What the pages call: a session cookie instead of a token, which no script ever sees."""


@pages.post("/signup", status_code=201)
async def sign_up(request: Request, deployment: Running, response: Response, form: SignUp) -> Self:
    """Open an account and sign in."""
    return _open(deployment, response, await identity.create(request, deployment, form))


@pages.post("/login")
async def login(request: Request, deployment: Running, response: Response, form: Login) -> Self:
    """Sign in."""
    return _open(deployment, response, await identity.log_in(request, deployment, form))


def _open(deployment: Deployment, response: Response, user: User) -> Self:
    web.open_session(deployment, response, user)
    with deployment.database.reading() as db:
        return own(db, user.id)
