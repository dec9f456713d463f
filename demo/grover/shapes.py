"""What is sent to clients."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demo.grover.tables import Badge, Comment, Follow, Mark, Message, Post, Story
from demo.kernel.accounts import User
from demo.kernel.wire import Moment

LIKES = "reaction"
"""The kind of mark that reactions are."""


class Done(BaseModel):
    """Something was done."""

    ok: bool = True


class Person(BaseModel):
    """Someone as others see them."""

    id: str
    name: str
    bio: str
    verified: bool
    followers: int


class Self(Person):
    """Someone as they see themselves."""

    email: str
    role: str
    created_at: Moment


class PostShape(BaseModel):
    """A post."""

    id: str
    author: Person
    collaborator: Person | None
    kind: Literal["text", "image", "video", "poll"]
    text: str
    options: list[str]
    media_url: str | None
    reactions: int
    comments: int
    created_at: Moment


class CommentShape(BaseModel):
    """A comment."""

    id: str
    author: Person
    text: str
    created_at: Moment


class StoryShape(BaseModel):
    """A story; a draft does not expire."""

    id: str
    author: Person
    text: str
    media_url: str | None
    created_at: Moment
    expires_at: Moment | None


class MessageShape(BaseModel):
    """A message."""

    id: str
    sender_id: str
    receiver_id: str | None
    group_id: str | None
    text: str
    kind: Literal["text", "voice"]
    media_url: str | None
    reaction: str | None
    created_at: Moment
    read_at: Moment | None


def person(db: Session, user_id: str) -> Person:
    """Show someone to others."""
    return people(db, [db.get_one(User, user_id)])[0]


def people(db: Session, users: Sequence[User]) -> list[Person]:
    """Show many to others, with as few questions to the database as for one."""
    ids = [user.id for user in users]
    counted = select(Follow.of_id, func.count()).where(Follow.of_id.in_(ids)).group_by(Follow.of_id)
    followers = dict(db.execute(counted).tuples().all())
    verified = set(db.scalars(select(Badge.user_id).where(Badge.user_id.in_(ids))))
    return [
        Person(id=one.id, name=one.name, bio=one.bio, verified=one.id in verified, followers=followers.get(one.id, 0))
        for one in users
    ]


def own(db: Session, user_id: str) -> Self:
    """Show someone to themselves."""
    user = db.get_one(User, user_id)
    shown = person(db, user_id)
    return Self(**shown.model_dump(), email=user.email, role=user.role, created_at=user.created_at)


def media_url(media_id: str | None) -> str | None:
    """Give the address from which a file is delivered."""
    return None if media_id is None else f"/cdn/media/{media_id}"


def post(db: Session, stored: Post) -> PostShape:
    """Show a post."""
    reactions = select(func.count()).select_from(Mark).where(Mark.post_id == stored.id, Mark.kind == LIKES)
    comments = select(func.count()).select_from(Comment).where(Comment.post_id == stored.id)
    return PostShape(
        id=stored.id,
        author=person(db, stored.author_id),
        collaborator=person(db, stored.partner_id) if stored.partner_id else None,
        kind=stored.kind,  # type: ignore[arg-type]  # only these kinds are stored
        text=stored.text,
        options=stored.options.splitlines(),
        media_url=media_url(stored.media_id),
        reactions=db.scalar(reactions) or 0,
        comments=db.scalar(comments) or 0,
        created_at=stored.created_at,
    )


def comment(db: Session, stored: Comment) -> CommentShape:
    """Show a comment."""
    return CommentShape(
        id=stored.id, author=person(db, stored.author_id), text=stored.text, created_at=stored.created_at
    )


def story(db: Session, stored: Story) -> StoryShape:
    """Show a story."""
    return StoryShape(
        id=stored.id, author=person(db, stored.author_id), text=stored.text, media_url=media_url(stored.media_id),
        created_at=stored.created_at, expires_at=stored.expires_at,
    )  # fmt: skip


def message(stored: Message) -> MessageShape:
    """Show a message."""
    return MessageShape(
        id=stored.id, sender_id=stored.sender_id, receiver_id=stored.receiver_id, group_id=stored.group_id,
        text=stored.text, kind="voice" if stored.media_id else "text", media_url=media_url(stored.media_id),
        reaction=stored.reaction, created_at=stored.created_at, read_at=stored.read_at,
    )  # fmt: skip


def money(cents: int) -> str:
    """Write an amount with its cents."""
    return f"{Decimal(cents) / 100:.2f}"
