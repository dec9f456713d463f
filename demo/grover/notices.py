"""Notifications: what others did, told at once and kept until it is read."""

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from demo.grover.shapes import Done, Person, person
from demo.grover.tables import Notice
from demo.kernel.deployment import Deployment
from demo.kernel.identity import Running, Who
from demo.kernel.wire import Moment

router = APIRouter(prefix="/api/notifications", tags=["notifications"])


class NoticeShape(BaseModel):
    """A notification."""

    id: str
    kind: str
    sender: Person
    created_at: Moment
    read: bool


class Notices(BaseModel):
    """Someone's notifications, newest first."""

    notifications: list[NoticeShape]
    unread: int


@router.get("")
async def mine(deployment: Running, who: Who) -> Notices:
    """List one's notifications."""
    with deployment.database.reading() as db:
        wanted = select(Notice).where(Notice.user_id == who.user_id).order_by(Notice.created_at.desc()).limit(50)
        found = [
            NoticeShape(
                id=one.id, kind=one.kind, sender=person(db, one.from_id), created_at=one.created_at, read=one.read
            )
            for one in db.scalars(wanted).all()
        ]
    return Notices(notifications=found, unread=sum(not one.read for one in found))


@router.post("/read")
async def read(deployment: Running, who: Who) -> Done:
    """Say that one has seen them all."""
    with deployment.database.writing() as db:
        db.execute(update(Notice).where(Notice.user_id == who.user_id).values(read=True))
    return Done()


def tell(deployment: Deployment, db: Session, to_id: str, from_id: str, kind: str) -> None:
    """Tell someone what somebody else did; nobody is told of oneself."""
    if to_id == from_id or deployment.faults.planted("grover-notices-missing"):
        return
    db.add(Notice(user_id=to_id, from_id=from_id, kind=kind))
    deployment.publish(to_id, "notification", {"kind": kind, "from_id": from_id})
