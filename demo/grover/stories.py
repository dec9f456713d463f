"""Stories: gone after a day, but for their authors, who find them in the archive."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.grover import media, shapes
from demo.grover.given import PathId
from demo.grover.manners import MANNERS
from demo.grover.shapes import StoryShape
from demo.grover.tables import Follow, Story
from demo.kernel.accounts import User, now
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who

router = APIRouter(prefix="/api/stories", tags=["stories"])

_Caption = Annotated[str, Form(max_length=300)]


class Stories(BaseModel):
    """Some stories, newest first."""

    stories: list[StoryShape]


@router.get("")
async def current(deployment: Running, who: Who) -> Stories:
    """List the stories of oneself and of whom one follows, as long as they last."""
    with deployment.database.reading() as db:
        followed = select(Follow.of_id).where(Follow.by_id == who.user_id)
        wanted = select(Story).where(Story.author_id.in_(followed) | (Story.author_id == who.user_id))
        stored = db.scalars(wanted.where(Story.expires_at > now()).order_by(Story.created_at.desc())).all()
        return Stories(stories=[shapes.story(db, one) for one in stored])


@router.post("", status_code=201, responses=MANNERS.answers(413, 415))
async def publish(deployment: Running, who: Who, text: _Caption = "", file: media.Attached = None) -> StoryShape:
    """Show something for a day."""
    taken = None if file is None else await media.take(deployment, file)
    with deployment.database.writing() as db:
        stored = Story(author_id=who.user_id, text=text, media_id=taken.store(db, who.user_id) if taken else None)
        return _shown(deployment, db, stored)


@router.get("/archive")
async def archive(deployment: Running, who: Who) -> Stories:
    """List all of one's own stories, also those that are over."""
    with deployment.database.reading() as db:
        wanted = select(Story).where(Story.author_id == who.user_id, Story.expires_at.is_not(None))
        stored = db.scalars(wanted.order_by(Story.created_at.desc())).all()
        return Stories(stories=[shapes.story(db, one) for one in stored])


@router.get("/drafts")
async def drafts(deployment: Running, who: Who) -> Stories:
    """List one's drafts."""
    with deployment.database.reading() as db:
        wanted = select(Story).where(Story.author_id == who.user_id, Story.expires_at.is_(None))
        stored = db.scalars(wanted.order_by(Story.created_at.desc())).all()
        return Stories(stories=[shapes.story(db, one) for one in stored])


@router.post("/drafts", status_code=201, responses=MANNERS.answers(413, 415))
async def draft(deployment: Running, who: Who, text: _Caption = "", file: media.Attached = None) -> StoryShape:
    """Keep a story back for now."""
    taken = None if file is None else await media.take(deployment, file)
    with deployment.database.writing() as db:
        stored = Story(author_id=who.user_id, text=text, media_id=taken.store(db, who.user_id) if taken else None)
        if deployment.faults.planted("grover-drafts-lost"):
            stored.author_id = db.scalars(select(User.id).where(User.seeded.is_(True))).first() or who.user_id
        db.add(stored)
        db.flush()
        return shapes.story(db, stored)


@router.post("/drafts/{story_id}/publish", responses=MANNERS.answers(404))
async def publish_draft(deployment: Running, who: Who, story_id: PathId) -> StoryShape:
    """Show a draft for a day."""
    with deployment.database.writing() as db:
        stored = db.get(Story, story_id)
        if stored is None or stored.author_id != who.user_id or stored.expires_at is not None:
            raise ApiError(404, "Draft not found")
        return _shown(deployment, db, stored)


def _shown(deployment: Deployment, db: Session, stored: Story) -> StoryShape:
    stored.created_at = now()
    lasts = timedelta(days=30 if deployment.faults.planted("grover-story-stays") else 1)
    stored.expires_at = stored.created_at + lasts
    db.add(stored)
    db.flush()
    for follower in db.scalars(select(Follow.by_id).where(Follow.of_id == stored.author_id)).all():
        deployment.publish(follower, "story", {"id": stored.id, "author_id": stored.author_id})
    return shapes.story(db, stored)
