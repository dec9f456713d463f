"""The tables of the product."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from demo.kernel.accounts import Created, Key, Owner
from demo.kernel.database import Base


class Player(Base):
    """What the game knows of someone."""

    __tablename__ = "players"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    verified: Mapped[bool] = mapped_column(default=False)
    wallet: Mapped[str | None]
    coins: Mapped[int] = mapped_column(default=100)
    toured: Mapped[bool] = mapped_column(default=False)


class Picture(Base):
    """The avatar of someone, or the photo that it is made of."""

    __tablename__ = "pictures"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    generated: Mapped[bool] = mapped_column(default=False)
    media_type: Mapped[str]
    content: Mapped[bytes]


class CheckIn(Base):
    """Someone is at a venue."""

    __tablename__ = "check_ins"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    venue_id: Mapped[str]
    created_at: Mapped[Created]


class Game(Base):
    """A match between two people, or of one against the house."""

    __tablename__ = "games"

    id: Mapped[Key]
    one_id: Mapped[Owner]
    two_id: Mapped[Owner | None]
    shots: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]


class Payment(Base):
    """Coins that changed hands; the key makes a repeated request the same payment."""

    __tablename__ = "payments"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    key: Mapped[str]
    item: Mapped[str]
    coins: Mapped[int]
    created_at: Mapped[Created]


class Event(Base):
    """A step of the way in that someone has taken."""

    __tablename__ = "events"

    id: Mapped[Key]
    user_id: Mapped[Owner | None]
    name: Mapped[str]


def player(db: Session, user_id: str) -> Player:
    """Find what the game knows of someone."""
    return db.get_one(Player, user_id)
