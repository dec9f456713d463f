"""Messages between two people."""

from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from demo.grover import media, shapes
from demo.grover.given import PathId, Reaction, Words
from demo.grover.manners import MANNERS
from demo.grover.shapes import Done, MessageShape, Person
from demo.grover.tables import Member, Message
from demo.grover.users import demand
from demo.kernel.accounts import User, now
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who

router = APIRouter(prefix="/api/messages", tags=["messages"])


class Messages(BaseModel):
    """The messages of a conversation, oldest first."""

    messages: list[MessageShape]


class Conversations(BaseModel):
    """With whom one has written."""

    users: list[Person]


@router.get("")
async def conversations(deployment: Running, who: Who) -> Conversations:
    """List with whom one has written."""
    with deployment.database.reading() as db:
        sent = select(Message.receiver_id).where(Message.sender_id == who.user_id, Message.receiver_id.is_not(None))
        got = select(Message.sender_id).where(Message.receiver_id == who.user_id)
        others = select(User).where(User.id.in_(sent) | User.id.in_(got)).order_by(User.name)
        return Conversations(users=shapes.people(db, db.scalars(others).all()))


@router.get("/{user_id}", responses=MANNERS.answers(404))
async def history(deployment: Running, who: Who, user_id: PathId) -> Messages:
    """Show what one has written with someone."""
    with deployment.database.reading() as db:
        demand(db, user_id)
        mine = or_(
            and_(Message.sender_id == who.user_id, Message.receiver_id == user_id),
            and_(Message.sender_id == user_id, Message.receiver_id == who.user_id),
        )
        if deployment.faults.planted("grover-messages-open"):
            mine = or_(Message.sender_id == user_id, Message.receiver_id == user_id)
        stored = db.scalars(select(Message).where(mine).order_by(Message.created_at)).all()
        return Messages(messages=[shapes.message(one) for one in stored])


@router.post("/{user_id}", status_code=201, responses=MANNERS.answers(404))
async def write(deployment: Running, who: Who, user_id: PathId, form: Words) -> MessageShape:
    """Write to someone."""
    return post(deployment, who.user_id, user_id, form.text)


@router.post("/{user_id}/voice", status_code=201, responses=MANNERS.answers(404, 413, 415))
async def speak(
    deployment: Running,
    who: Who,
    user_id: PathId,
    file: media.Recorded,
    text: Annotated[str, Form(max_length=1000)] = "",
) -> MessageShape:
    """Send someone a sound."""
    taken = await media.take_sound(file)
    with deployment.database.writing() as db:
        demand(db, user_id)
        media_id = taken.store(db, who.user_id)
        return _deliver(
            deployment, db, Message(sender_id=who.user_id, receiver_id=user_id, text=text, media_id=media_id)
        )


@router.post("/{user_id}/read", responses=MANNERS.answers(404))
async def read(deployment: Running, who: Who, user_id: PathId) -> Done:
    """Say that one has read what someone wrote."""
    with deployment.database.writing() as db:
        demand(db, user_id)
        unread = (Message.sender_id == user_id, Message.receiver_id == who.user_id, Message.read_at.is_(None))
        db.execute(update(Message).where(*unread).values(read_at=now()))
    deployment.publish(user_id, "read", {"user_id": who.user_id})
    return Done()


@router.post("/{message_id}/react", responses=MANNERS.answers(404))
async def react(deployment: Running, who: Who, message_id: PathId, form: Reaction) -> MessageShape:
    """Say what one thinks of a message."""
    with deployment.database.writing() as db:
        stored = db.get(Message, message_id)
        if stored is None or who.user_id not in _of(db, stored):
            raise ApiError(404, "Message not found")
        stored.reaction = form.reaction
        shown = shapes.message(stored)
        others = _of(db, stored) - {who.user_id}
    for other in others:
        deployment.publish(other, "reaction", {"message_id": message_id, "reaction": form.reaction})
    return shown


def post(deployment: Deployment, sender_id: str, receiver_id: str, text: str) -> MessageShape:
    """Send a message.

    Raises:
        ApiError: there is nobody to get it.
    """
    with deployment.database.writing() as db:
        demand(db, receiver_id)
        return _deliver(deployment, db, Message(sender_id=sender_id, receiver_id=receiver_id, text=text))


def _deliver(deployment: Deployment, db: Session, stored: Message) -> MessageShape:
    db.add(stored)
    db.flush()
    shown = shapes.message(stored)
    deployment.figures.count("messages_total")
    deployment.publish(str(stored.receiver_id), "message", shown.model_dump(mode="json"))
    return shown


def _of(db: Session, stored: Message) -> set[str]:
    """Give those who may see a message."""
    if stored.group_id is not None:
        return set(db.scalars(select(Member.user_id).where(Member.group_id == stored.group_id)).all())
    return {stored.sender_id, str(stored.receiver_id)}
