"""Signing in by the session id of the identity page, for programs and for the pages."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from demo.grover import identity
from demo.grover.given import Login, SignUp
from demo.grover.manners import MANNERS
from demo.grover.shapes import Self, own
from demo.kernel import cookies, sessions, tokens
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who, deployment_of, same_origin

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
    _end(deployment, who.session_id)
    return {"message": "Logged out"}


async def _from_our_pages(request: Request) -> None:
    if not same_origin(request, deployment_of(request)):
        raise ApiError(403, "Cross-site request")


web = APIRouter(prefix="/web", include_in_schema=False, dependencies=[Depends(_from_our_pages)])
"""What the pages call: a session cookie instead of a token, which no script ever sees."""


@web.post("/signup", status_code=201)
async def sign_up(request: Request, deployment: Running, response: Response, form: SignUp) -> Self:
    """Open an account and sign in."""
    return _open(deployment, response, await identity.create(request, deployment, form))


@web.post("/login")
async def login(request: Request, deployment: Running, response: Response, form: Login) -> Self:
    """Sign in."""
    return _open(deployment, response, await identity.log_in(request, deployment, form))


@web.post("/logout", status_code=204)
async def sign_out(deployment: Running, who: Who, response: Response) -> None:
    """Sign out, and have the browser forget us."""
    _end(deployment, who.session_id)
    cookies.clear_session(deployment, response)


def _open(deployment: Deployment, response: Response, user: User) -> Self:
    with deployment.database.writing() as db:
        value = sessions.open_web_session(db, user)
    cookies.set_session(deployment, response, value)
    with deployment.database.reading() as db:
        return own(db, user.id)


def _end(deployment: Deployment, session_id: str) -> None:
    with deployment.database.writing() as db:
        sessions.revoke(deployment, db, session_id)
    deployment.end_session(session_id)
