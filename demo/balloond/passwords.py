"""Changing a password, asking for a new one, and seeing where one is signed in."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field
from sqlalchemy import select

from demo.balloond import entry
from demo.balloond.given import Email, Given, Password
from demo.balloond.manners import MANNERS
from demo.kernel import forms
from demo.kernel.accounts import User, UserSession, find_by_email, hash_password, now
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import IDENTIFIER, CamelCase, Moment

router = APIRouter(prefix="/api/auth", tags=["auth"])


class PasswordChange(Given):
    """The password as it is, and as it is to be."""

    current_password: Annotated[str, Field(min_length=1, max_length=128)]
    new_password: Password


class Forgotten(Given):
    """Whose password is forgotten."""

    email: Email


class Told(CamelCase):
    """What is said to whoever asks for a new password."""

    message: str
    reset_token: str | None = None


class SessionShape(CamelCase):
    """Where someone is signed in."""

    id: str
    created_at: Moment
    current: bool


class Sessions(CamelCase):
    """All of one's sessions."""

    sessions: list[SessionShape]


@router.put("/password", status_code=204, openapi_extra=forms.documented(PasswordChange))
async def change(deployment: Running, who: Who, request: Request) -> None:
    """Change one's password; all other sessions end."""
    body, careless = await forms.raw(request), deployment.faults.planted("password-change-unconfirmed")
    form = forms.validate(PasswordChange, {"currentPassword": "?", **body} if careless else body)
    with deployment.database.reading() as db:
        stored = db.get_one(User, who.user_id).password
    if not careless and not await entry.matches(deployment, stored, form.current_password):
        raise ApiError(403, "WRONG_PASSWORD")
    entry.check_password(form.new_password)
    made = await hash_password(form.new_password)
    with deployment.database.writing() as db:
        db.get_one(User, who.user_id).password = made
        for opened in db.scalars(select(UserSession).where(UserSession.user_id == who.user_id)):
            if opened.id != who.session_id and not deployment.faults.planted("password-change-keeps-sessions"):
                opened.revoked = True


@router.post("/forgot", status_code=202, response_model_exclude_none=True, responses=MANNERS.answers(404))
async def forgot(deployment: Running, form: Forgotten) -> Told:
    """Have a mail sent with which a new password can be set; nobody is told whether there is an account."""
    with deployment.database.reading() as db:
        user = find_by_email(db, form.email)
    if user is None and deployment.faults.planted("reset-enumeration"):
        raise ApiError(404, "There is no account with this address")
    told = Told(message="If there is an account with this address, a mail is on its way")
    if user is not None and deployment.faults.planted("reset-told"):
        told.reset_token = secrets.token_urlsafe(24)
    return told


@router.get("/sessions")
async def listed(deployment: Running, who: Who) -> Sessions:
    """List where one is signed in."""
    with deployment.database.reading() as db:
        found = db.scalars(
            select(UserSession).where(
                UserSession.user_id == who.user_id, ~UserSession.revoked, UserSession.expires_at > now()
            )
        ).all()
    shown = [SessionShape(id=one.id, created_at=one.created_at, current=one.id == who.session_id) for one in found]
    return Sessions(sessions=[one for one in shown if one.current or not deployment.faults.planted("sessions-hidden")])


@router.delete("/sessions/{id}", status_code=204, responses=MANNERS.answers(404))
async def end(deployment: Running, who: Who, session_id: Annotated[str, Path(alias="id", pattern=IDENTIFIER)]) -> None:
    """End one of one's sessions."""
    with deployment.database.writing() as db:
        opened = db.get(UserSession, session_id)
        if opened is None or opened.user_id != who.user_id:
            raise ApiError(404, "Session not found")
        opened.revoked = not deployment.faults.planted("session-outlives-end")
    deployment.end_session(session_id)
