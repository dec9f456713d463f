"""The tables of the product. Money is in cents."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from demo.kernel.accounts import identifier, now
from demo.kernel.database import Base

_USER = "users.id"


class IdentitySession(Base):
    """A sign-in at the identity page that has not been exchanged for a token yet."""

    __tablename__ = "identity_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class Badge(Base):
    """Someone is who they say they are, as the staff has found."""

    __tablename__ = "badges"

    user_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), primary_key=True)


class Media(Base):
    """An uploaded picture, video or sound, as it is delivered."""

    __tablename__ = "media"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    owner_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    media_type: Mapped[str]
    content: Mapped[bytes]


class Post(Base):
    """A post; a collaboration has a second author, a poll has options, one in each line."""

    __tablename__ = "posts"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    author_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    partner_id: Mapped[str | None] = mapped_column(ForeignKey(_USER, ondelete="SET NULL"))
    kind: Mapped[str]
    text: Mapped[str]
    options: Mapped[str] = mapped_column(default="")
    media_id: Mapped[str | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class Mark(Base):
    """What someone has done with a post, once of each kind: a reaction, a vote, or kept it."""

    __tablename__ = "marks"

    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Comment(Base):
    """A comment on a post."""

    __tablename__ = "comments"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"))
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Story(Base):
    """A story; a draft has no end yet."""

    __tablename__ = "stories"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    author_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    text: Mapped[str]
    media_id: Mapped[str | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]


class Group(Base):
    """A group; whoever made it is in it."""

    __tablename__ = "groups"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    name: Mapped[str]
    owner_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"))


class Member(Base):
    """Someone is in a group."""

    __tablename__ = "members"

    group_id: Mapped[str] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), primary_key=True)


class Message(Base):
    """A message to a person or to a group."""

    __tablename__ = "direct_messages"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    sender_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    receiver_id: Mapped[str | None] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    media_id: Mapped[str | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    reaction: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]


class Follow(Base):
    """Someone follows someone."""

    __tablename__ = "follows"

    by_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), primary_key=True)
    of_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), primary_key=True)


class Notice(Base):
    """Someone is told that something has happened."""

    __tablename__ = "notices"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    user_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    from_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"))
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    read: Mapped[bool] = mapped_column(default=False)


class Payment(Base):
    """Money that one person gave another: a tip, a subscription or an order."""

    __tablename__ = "payments"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    payer_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    payee_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    of_id: Mapped[str]
    amount: Mapped[int]
    fee: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Offer(Base):
    """What a creator sells: a tier of subscriptions, or a product."""

    __tablename__ = "offers"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    seller_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    price: Mapped[int]


class Payout(Base):
    """Money that a creator has taken out."""

    __tablename__ = "payouts"

    id: Mapped[str] = mapped_column(primary_key=True, default=identifier)
    user_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), index=True)
    amount: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
