"""The ways in and out, as GoTrue has them under /auth/v1."""

from typing import Any, Literal

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import JSONResponse, Response

from demo.kernel import forms, sessions, tokens
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running
from demo.piggybong import entry
from demo.piggybong.callers import Call, Member, Operator
from demo.piggybong.given import PasswordGrant, RefreshGrant, SignUp, UserChange

router = APIRouter(prefix="/auth/v1", tags=["auth"])


@router.post("/signup", openapi_extra=forms.documented(SignUp))
async def sign_up(request: Request, deployment: Running, call: Call) -> Response:
    """Open an account, for people of 13 and older."""
    del call
    user = await entry.open_account(request, deployment, forms.validate(SignUp, await forms.raw(request)))
    return _signed_in(deployment, user)


@router.post("/token")
async def token(
    request: Request, deployment: Running, call: Call, grant_type: Literal["password", "refresh_token"]
) -> Response:
    """Exchange a password, or a refresh token, for tokens."""
    del call
    body = await forms.raw(request)
    if grant_type == "password":
        return _signed_in(deployment, await entry.log_in(request, deployment, forms.validate(PasswordGrant, body)))
    form = forms.validate(RefreshGrant, body)
    with deployment.database.writing() as db:
        credentials = sessions.refresh(deployment, db, form.refresh_token)
    if credentials is None:
        raise ApiError(400, "Invalid Refresh Token: Already Used or Not Found")
    return JSONResponse(_granted(credentials))


@router.post("/logout", status_code=204)
async def logout(deployment: Running, who: Member) -> None:
    """End the session: its tokens are refused from now on."""
    sessions.end(deployment, who.session_id)


@router.get("/user")
async def user(deployment: Running, who: Member) -> Response:
    """Show who is signed in."""
    with deployment.database.reading() as db:
        return JSONResponse(_shown(db.get_one(User, who.user_id)))


@router.put("/user", openapi_extra=forms.documented(UserChange))
async def change(request: Request, deployment: Running, who: Member) -> Response:
    """Change what was said at sign-up, but for the birth date."""
    form = forms.validate(UserChange, await forms.raw(request))
    with deployment.database.writing() as db:
        found = db.get_one(User, who.user_id)
        found.name = form.data.name
    return JSONResponse(_shown(found))


@router.get("/admin/users")
async def everyone(deployment: Running, call: Operator) -> Response:
    """List all accounts, for who has the service key."""
    del call
    with deployment.database.reading() as db:
        return JSONResponse({"users": [_shown(one) for one in db.scalars(select(User).limit(50))], "aud": "piggybong"})


def _signed_in(deployment: Deployment, found: User) -> Response:
    with deployment.database.writing() as db:
        credentials = sessions.open_session(deployment, db, found)
    return JSONResponse({**_granted(credentials), "user": _shown(found)})


def _granted(credentials: sessions.Credentials) -> dict[str, Any]:
    return {
        "access_token": credentials.token,
        "token_type": "bearer",
        "expires_in": tokens.LIFETIME,
        "refresh_token": credentials.refresh_token,
    }


def _shown(found: User) -> dict[str, Any]:
    return {
        "id": found.id,
        "aud": "authenticated",
        "role": "authenticated",
        "email": found.email,
        "user_metadata": {"name": found.name, "birth_date": str(found.date_of_birth)},
        "created_at": f"{found.created_at.isoformat()}Z",
    }
