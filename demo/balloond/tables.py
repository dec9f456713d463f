"""The tables of the product."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from demo.kernel.accounts import Created, Key, Owner
from demo.kernel.database import Base


class Pop(Base):
    """Someone popped the balloon of someone else; liked is empty until they decide."""

    __tablename__ = "pops"
    __table_args__ = (UniqueConstraint("by_id", "of_id"),)

    id: Mapped[Key]
    by_id: Mapped[Owner]
    of_id: Mapped[Owner]
    liked: Mapped[bool | None]
    created_at: Mapped[Created]


class Match(Base):
    """Two people who like each other; the conversation has the same id."""

    __tablename__ = "matches"

    id: Mapped[Key]
    one_id: Mapped[Owner]
    two_id: Mapped[Owner]
    created_at: Mapped[Created]

    def other(self, user_id: str) -> str:
        """Give the other person."""
        return self.two_id if user_id == self.one_id else self.one_id


class Message(Base):
    """A message in a conversation."""

    __tablename__ = "messages"

    id: Mapped[Key]
    match_id: Mapped[str] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    sender_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    text: Mapped[str]
    kind: Mapped[str] = mapped_column(default="text")
    created_at: Mapped[Created]
    read_at: Mapped[datetime | None]


class Photo(Base):
    """A photo of someone, as it is delivered."""

    __tablename__ = "photos"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    media_type: Mapped[str]
    content: Mapped[bytes]
    created_at: Mapped[Created]


class Note(Base):
    """Something that someone wants to remember."""

    __tablename__ = "notes"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    text: Mapped[str]
    created_at: Mapped[Created]


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
    decided_at: Mapped[Created]


class Event(Base):
    """An analytics event, of someone or of nobody in particular."""

    __tablename__ = "events"

    id: Mapped[Key]
    user_id: Mapped[Owner | None]
    name: Mapped[str]
    properties: Mapped[str]
    created_at: Mapped[Created]


class Report(Base):
    """Someone reports someone."""

    __tablename__ = "reports"

    id: Mapped[Key]
    by_id: Mapped[Owner]
    of_id: Mapped[Owner]
    reason: Mapped[str]


class Block(Base):
    """Someone does not want to see someone, or be seen."""

    __tablename__ = "blocks"

    by_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    of_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
