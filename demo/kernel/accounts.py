"""Accounts, sessions and refresh tokens, and the hashing of passwords."""

import asyncio
import uuid
from datetime import UTC, date, datetime
from typing import Annotated

import argon2
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from demo.kernel.database import Base

# Real argon2id with small parameters: a run creates many accounts on a small machine.
_HASHER = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
_NOBODY = _HASHER.hash("the password of no account")


def now() -> datetime:
    """Give the time in UTC, without a zone, as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def identifier() -> str:
    """Make an identifier that cannot be guessed."""
    return str(uuid.uuid4())


Key = Annotated[str, mapped_column(primary_key=True, default=identifier)]
"""A column: the identifier of a row."""

Owner = Annotated[str, mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)]
"""A column: whose a row is, which goes with them."""

Created = Annotated[datetime, mapped_column(default=now)]
"""A column: when a row was made."""


class User(Base):
    """Someone with an account."""

    __tablename__ = "users"

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str | None]
    name: Mapped[str]
    date_of_birth: Mapped[date | None]
    role: Mapped[str] = mapped_column(default="user")
    bio: Mapped[str] = mapped_column(default="")
    premium: Mapped[bool] = mapped_column(default=False)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    seeded: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Created]


class UserSession(Base):
    """A sign-in on one device; ends with logout, or when one of its refresh tokens is used twice."""

    __tablename__ = "sessions"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    cookie: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[Created]
    expires_at: Mapped[datetime]
    revoked: Mapped[bool] = mapped_column(default=False)


class RefreshToken(Base):
    """A refresh token, stored as a hash."""

    __tablename__ = "refresh_tokens"

    digest: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used: Mapped[bool] = mapped_column(default=False)


async def hash_password(password: str) -> str:
    """Hash a password off the event loop."""
    return await asyncio.to_thread(_HASHER.hash, password)


def hash_password_now(password: str) -> str:
    """Hash a password at once; for the seed."""
    return _HASHER.hash(password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Compare a password; where there is no account the same work is done, so that time does not tell."""
    try:
        await asyncio.to_thread(_HASHER.verify, stored or _NOBODY, password)
    except argon2.exceptions.VerifyMismatchError:
        return False
    return stored is not None


def find_by_email(session: Session, email: str) -> User | None:
    """Find an account; letter case does not matter."""
    return session.scalar(select(User).where(User.email == email.lower()))
