"""What the staff does."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import func, select

from demo.grover.given import PathId
from demo.grover.manners import MANNERS
from demo.grover.shapes import Person, person
from demo.grover.tables import Badge, Post
from demo.grover.users import demand
from demo.kernel.accounts import User
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who


class Statistics(BaseModel):
    """How much there is."""

    users: int
    posts: int


async def _staff(deployment: Running, who: Who) -> None:
    with deployment.database.reading() as db:
        if db.get_one(User, who.user_id).role != "admin" and not deployment.faults.planted("grover-admin-open"):
            raise ApiError(403, "For the staff only")


Staff = Annotated[None, Depends(_staff)]

router = APIRouter(prefix="/api/admin", tags=["admin"])


@router.get("/stats")
async def statistics(deployment: Running, _staff: Staff) -> Statistics:
    """Count what there is."""
    with deployment.database.reading() as db:
        users = db.scalar(select(func.count()).select_from(User)) or 0
        posts = db.scalar(select(func.count()).select_from(Post)) or 0
    return Statistics(users=users, posts=posts)


@router.post("/users/{user_id}/verify", responses=MANNERS.answers(404))
async def verify(deployment: Running, _staff: Staff, user_id: PathId) -> Person:
    """Say that someone is who they say they are."""
    with deployment.database.writing() as db:
        demand(db, user_id)
        if not deployment.faults.planted("grover-badge-lost"):
            db.merge(Badge(user_id=user_id))
            db.flush()
        return person(db, user_id)
