"""The tables of the product. Money is in cents."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from demo.kernel.accounts import Created, Key, Owner
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

    id: Mapped[Key]
    owner_id: Mapped[Owner]
    media_type: Mapped[str]
    content: Mapped[bytes]


class Post(Base):
    """A post; a collaboration has a second author, a poll has options, one in each line."""

    __tablename__ = "posts"

    id: Mapped[Key]
    author_id: Mapped[Owner]
    partner_id: Mapped[str | None] = mapped_column(ForeignKey(_USER, ondelete="SET NULL"))
    kind: Mapped[str]
    text: Mapped[str]
    options: Mapped[str] = mapped_column(default="")
    media_id: Mapped[str | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    created_at: Mapped[Created]


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

    id: Mapped[Key]
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"))
    text: Mapped[str]
    created_at: Mapped[Created]


class Story(Base):
    """A story; a draft has no end yet."""

    __tablename__ = "stories"

    id: Mapped[Key]
    author_id: Mapped[Owner]
    text: Mapped[str]
    media_id: Mapped[str | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    created_at: Mapped[Created]
    expires_at: Mapped[datetime | None]


class Group(Base):
    """A group; whoever made it is in it."""

    __tablename__ = "groups"

    id: Mapped[Key]
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

    id: Mapped[Key]
    sender_id: Mapped[Owner]
    receiver_id: Mapped[Owner | None]
    group_id: Mapped[str | None] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    media_id: Mapped[str | None] = mapped_column(ForeignKey("media.id", ondelete="SET NULL"))
    reaction: Mapped[str | None]
    created_at: Mapped[Created]
    read_at: Mapped[datetime | None]


class Follow(Base):
    """Someone follows someone."""

    __tablename__ = "follows"

    by_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), primary_key=True)
    of_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"), primary_key=True)


class Notice(Base):
    """Someone is told that something has happened."""

    __tablename__ = "notices"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    from_id: Mapped[str] = mapped_column(ForeignKey(_USER, ondelete="CASCADE"))
    kind: Mapped[str]
    created_at: Mapped[Created]
    read: Mapped[bool] = mapped_column(default=False)


class Payment(Base):
    """Money that one person gave another: a tip, a subscription or an order."""

    __tablename__ = "payments"

    id: Mapped[Key]
    payer_id: Mapped[Owner]
    payee_id: Mapped[Owner]
    kind: Mapped[str]
    of_id: Mapped[str]
    amount: Mapped[int]
    fee: Mapped[int]
    created_at: Mapped[Created]


class Offer(Base):
    """What a creator sells: a tier of subscriptions, or a product."""

    __tablename__ = "offers"

    id: Mapped[Key]
    seller_id: Mapped[Owner]
    kind: Mapped[str]
    name: Mapped[str]
    price: Mapped[int]


class Payout(Base):
    """Money that a creator has taken out."""

    __tablename__ = "payouts"

    id: Mapped[Key]
    user_id: Mapped[Owner]
    amount: Mapped[int]
    created_at: Mapped[Created]
