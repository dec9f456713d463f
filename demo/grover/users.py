"""Profiles, and who follows whom."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from demo.grover import notices
from demo.grover.given import PathId, ProfileChange
from demo.grover.manners import MANNERS
from demo.grover.shapes import Person, Self, own, people, person
from demo.grover.tables import Follow, Media
from demo.kernel.accounts import User
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who

router = APIRouter(prefix="/api/users", tags=["users"])


class People(BaseModel):
    """Some people."""

    users: list[Person]


class Following(BaseModel):
    """Whether one follows someone."""

    following: bool
    followers: int


@router.get("/suggestions")
async def suggestions(deployment: Running, _who: Who, limit: Annotated[int, Query(ge=1, le=60)] = 10) -> People:
    """List people whom one may want to know."""
    with deployment.database.reading() as db:
        found = db.scalars(select(User).where(User.seeded.is_(True)).order_by(User.email).limit(limit)).all()
        return People(users=people(db, found))


@router.put("/me")
async def change(deployment: Running, who: Who, form: ProfileChange) -> Self:
    """Change one's profile."""
    with deployment.database.writing() as db:
        user = db.get_one(User, who.user_id)
        user.name = user.name if form.name is None else form.name
        user.bio = user.bio if form.bio is None else form.bio
        db.flush()
        return own(db, who.user_id)


@router.delete("/me", status_code=204)
async def remove(deployment: Running, who: Who) -> None:
    """Delete one's account and everything that belongs to it."""
    with deployment.database.writing() as db:
        files = db.scalars(select(Media.id).where(Media.owner_id == who.user_id)).all()
        db.execute(delete(User).where(User.id == who.user_id))
    for file in files:
        deployment.purge(f"/cdn/media/{file}")
    deployment.end_session(who.session_id)


@router.get("/{user_id}", response_model=Person, responses=MANNERS.answers(404))
async def other(deployment: Running, _who: Who, user_id: PathId) -> Person | Response:
    """Show someone's public profile."""
    with deployment.database.reading() as db:
        demand(db, user_id)
        if deployment.faults.planted("grover-profile-tells-all"):
            return JSONResponse(own(db, user_id).model_dump(mode="json"))
        return person(db, user_id)


@router.post("/{user_id}/follow", responses=MANNERS.answers(400, 404))
async def follow(deployment: Running, who: Who, user_id: PathId) -> Following:
    """Follow someone."""
    with deployment.database.writing() as db:
        demand(db, user_id)
        if user_id == who.user_id:
            raise ApiError(400, "You cannot follow yourself")
        if db.get(Follow, (who.user_id, user_id)) is None:
            db.add(Follow(by_id=who.user_id, of_id=user_id))
            notices.tell(deployment, db, user_id, who.user_id, "follow")
        db.flush()
        return Following(following=True, followers=person(db, user_id).followers)


@router.delete("/{user_id}/follow", responses=MANNERS.answers(404))
async def unfollow(deployment: Running, who: Who, user_id: PathId) -> Following:
    """Follow someone no longer."""
    with deployment.database.writing() as db:
        demand(db, user_id)
        db.execute(delete(Follow).where(Follow.by_id == who.user_id, Follow.of_id == user_id))
        return Following(following=False, followers=person(db, user_id).followers)


def demand(db: Session, user_id: str) -> User:
    """Give someone.

    Raises:
        ApiError: there is nobody with that identifier.
    """
    found = db.get(User, user_id)
    if found is None:
        raise ApiError(404, "User not found")
    return found
