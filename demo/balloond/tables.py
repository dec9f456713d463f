"""The tables of the product."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from demo.kernel.accounts import identifier, now
from demo.kernel.database import Base


class Pop(Base):
    """Someone popped the balloon of someone else; liked is empty until they decide."""

    __tablename__ = "pops"
    __table_args__ = (UniqueConstraint("by_id", "of_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    by_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    of_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    liked: Mapped[bool | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Match(Base):
    """Two people who like each other; the conversation has the same id."""

    __tablename__ = "matches"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    one_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    two_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)

    def other(self, user_id: str) -> str:
        """Give the other person."""
        return self.two_id if user_id == self.one_id else self.one_id


class Message(Base):
    """A message in a conversation."""

    __tablename__ = "messages"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    match_id: Mapped[str] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    sender_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    text: Mapped[str]
    kind: Mapped[str] = mapped_column(default="text")
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]


class Photo(Base):
    """A photo of someone, as it is delivered."""

    __tablename__ = "photos"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    media_type: Mapped[str]
    content: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Voice(Base):
    """The sound of a voice message."""

    __tablename__ = "voices"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes]


class Subscription(Base):
    """A subscription; at most one for each person."""

    __tablename__ = "subscriptions"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    plan: Mapped[str]
    price: Mapped[str]
    renews_at: Mapped[datetime]
    cancelled: Mapped[bool] = mapped_column(default=False)


class Consent(Base):
    """What someone has agreed to."""

    __tablename__ = "consents"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    analytics: Mapped[bool]
    marketing: Mapped[bool]
    version: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(default=now)


class Event(Base):
    """An analytics event, of someone or of nobody in particular."""

    __tablename__ = "events"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    properties: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Report(Base):
    """Someone reports someone."""

    __tablename__ = "reports"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    by_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    of_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]


class Block(Base):
    """Someone does not want to see someone, or be seen."""

    __tablename__ = "blocks"

    by_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    of_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
