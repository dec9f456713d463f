"""The tables of the product."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from demo.kernel.accounts import Created, Key, Owner
from demo.kernel.database import Base


class Standing(Base):
    """What has become of an account: whether its address is confirmed, and its second factor."""

    __tablename__ = "standings"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    verified: Mapped[bool] = mapped_column(default=False)
    secret: Mapped[str | None]
    two_factor: Mapped[bool] = mapped_column(default=False)


class Event(Base):
    """An analytics event of someone."""

    __tablename__ = "events"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    name: Mapped[str]
    properties: Mapped[str]
    created_at: Mapped[Created]


class Message(Base):
    """What someone and a companion said to each other."""

    __tablename__ = "messages"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    companion_id: Mapped[str]
    author: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[Created]


class PushDevice(Base):
    """Where someone's notifications are sent."""

    __tablename__ = "devices"

    token: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[Owner]
    platform: Mapped[str]


def standing(db: Session, user_id: str) -> Standing:
    """Give the standing of an account, to be changed within the session."""
    found = db.get(Standing, user_id)
    if found is None:
        found = Standing(user_id=user_id)
        db.add(found)
        db.flush()
    return found
