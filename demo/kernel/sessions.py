"""Sessions: what a sign-in opens, a refresh token prolongs, and a logout ends."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from demo.kernel import tokens
from demo.kernel.accounts import RefreshToken, User, UserSession, now
from demo.kernel.deployment import Deployment

_LIFETIME = timedelta(days=30)
COOKIE_LIFETIME = int(timedelta(days=7).total_seconds())
"""Seconds a session cookie is good for."""

# Asked with every request, and so written once.
_OPENED = select(User, UserSession).join(UserSession, UserSession.user_id == User.id)
_BY_ID = _OPENED.where(UserSession.id == bindparam("value"))
_BY_COOKIE = _OPENED.where(UserSession.cookie == bindparam("value"))


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client gets at sign-in."""

    token: str
    refresh_token: str


def digest(secret: str) -> str:
    """Hash a random secret for storage; it is long, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(deployment: Deployment, db: Session, user: User) -> Credentials:
    """Open a session for an API client."""
    opened = UserSession(user_id=user.id, expires_at=now() + _LIFETIME)
    db.add(opened)
    db.flush()
    return _credentials(deployment, db, user, opened)


def open_web_session(db: Session, user: User, fixed: str = "") -> str:
    """Open a session for a browser and give the value of its cookie, always a new one unless a fault fixes it."""
    cookie = fixed if fixed and by_cookie(db, fixed) is None else secrets.token_urlsafe(32)
    db.add(
        UserSession(user_id=user.id, cookie=digest(cookie), expires_at=now() + timedelta(seconds=COOKIE_LIFETIME)),
    )
    return cookie


def refresh(deployment: Deployment, db: Session, refresh_token: str) -> Credentials | None:
    """Exchange a refresh token for a new pair; one that was used before ends the whole session."""
    stored = db.get(RefreshToken, digest(refresh_token))
    if stored is None:
        return None
    opened = db.get(UserSession, stored.session_id)
    if opened is None or not _alive(opened) or stored.expires_at <= now():
        return None
    if stored.used and not deployment.faults.planted("refresh-reuse-allowed"):
        opened.revoked = not deployment.faults.planted("refresh-family-survives")
        return None
    stored.used = True
    return _credentials(deployment, db, db.get_one(User, opened.user_id), opened)


def by_token(deployment: Deployment, db: Session, token: str) -> tuple[User, UserSession] | None:
    """Find who an access token belongs to."""
    claims = tokens.read(deployment, token)
    if claims is None:
        return _by_refresh_token(db, token) if deployment.faults.planted("refresh-as-access") else None
    found = _found(db, _BY_ID, str(claims.get("sid")))
    if found is not None and deployment.faults.planted("jwt-signature-unchecked"):
        user = db.get(User, str(claims.get("sub")))
        return None if user is None else (user, found[1])
    return found if found is not None and found[0].id == claims.get("sub") and _alive(found[1]) else None


def by_cookie(db: Session, cookie: str) -> tuple[User, UserSession] | None:
    """Find who a session cookie belongs to."""
    found = _found(db, _BY_COOKIE, digest(cookie))
    return found if found is not None and _alive(found[1]) else None


def end(deployment: Deployment, session_id: str) -> None:
    """End a session: its tokens and its cookie are refused from now on, and what is open for it is dropped."""
    if not deployment.faults.planted("logout-does-nothing"):
        with deployment.database.writing() as db:
            opened = db.get(UserSession, session_id)
            if opened is not None:
                opened.revoked = True
    deployment.end_session(session_id)


def _by_refresh_token(db: Session, token: str) -> tuple[User, UserSession] | None:
    stored = db.get(RefreshToken, digest(token))
    opened = None if stored is None else db.get(UserSession, stored.session_id)
    return None if opened is None or not _alive(opened) else (db.get_one(User, opened.user_id), opened)


def _found(db: Session, asked: Select[User, UserSession], value: str) -> tuple[User, UserSession] | None:
    row = db.execute(asked, {"value": value}).one_or_none()
    return None if row is None else (row[0], row[1])


def _alive(opened: UserSession) -> bool:
    return not opened.revoked and opened.expires_at > now()


def _credentials(deployment: Deployment, db: Session, user: User, opened: UserSession) -> Credentials:
    refresh_token = secrets.token_urlsafe(32)
    db.add(RefreshToken(digest=digest(refresh_token), session_id=opened.id, expires_at=opened.expires_at))
    return Credentials(tokens.issue(deployment, user, opened.id), refresh_token)
