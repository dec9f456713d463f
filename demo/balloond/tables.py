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
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
