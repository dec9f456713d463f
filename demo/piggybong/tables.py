"""What PiggyBong stores besides accounts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from demo.kernel.accounts import Created, Key, Owner, now
from demo.kernel.database import Base


class Artist(Base):
    """A group or a singer."""

    __tablename__ = "artists"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    agency: Mapped[str]
    debut_year: Mapped[int]


class News(Base):
    """An entry of the news feed."""

    __tablename__ = "news_feed"

    id: Mapped[int] = mapped_column(primary_key=True)
    artist_id: Mapped[int] = mapped_column(ForeignKey("artists.id"))
    title: Mapped[str]
    published_at: Mapped[datetime]


class Profile(Base):
    """What someone has set; made with the account."""

    __tablename__ = "profiles"

    id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    display_name: Mapped[str]
    monthly_budget: Mapped[float] = mapped_column(default=100.0)
    tier: Mapped[str] = mapped_column(default="free")


class Purchase(Base):
    """Something that someone has bought."""

    __tablename__ = "purchases"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    artist_id: Mapped[int | None] = mapped_column(ForeignKey("artists.id"))
    item: Mapped[str]
    amount: Mapped[float]
    bought_on: Mapped[date] = mapped_column(default=lambda: now().date())
    created_at: Mapped[Created]
