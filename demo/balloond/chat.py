"""Conversations between people who matched."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from demo.balloond import matching
from demo.balloond.shapes import (
    IDENTIFIER,
    Conversation,
    Conversations,
    Messages,
    MessageShape,
    Text,
    person,
)
from demo.balloond.tables import Match, Message
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.openapi import answers

ChatId = Annotated[str, Path(pattern=IDENTIFIER)]


router = APIRouter(prefix="/api/chat", tags=["chat"])


@router.get("/conversations")
async def conversations(deployment: Running, who: Who) -> Conversations:
    """List one's conversations."""
    with deployment.database.reading() as db:
        return Conversations(
            conversations=[
                Conversation(
                    chat_id=match.id,
                    user=person(other),
                    last_message=_last(db, match),
                    unread=_unread(db, match, who.user_id),
                )
                for match, other in matching.of_user(db, who.user_id)
            ],
        )


@router.get("/conversations/{chat_id}/messages", responses=answers(404))
async def messages(deployment: Running, who: Who, chat_id: ChatId) -> Messages:
    """Read a conversation one takes part in."""
    with deployment.database.reading() as db:
        match = conversation(deployment, db, chat_id, who.user_id)
        found = db.scalars(select(Message).where(Message.match_id == match.id).order_by(Message.created_at)).all()
    return Messages(messages=[shape(message) for message in found])


@router.post("/conversations/{chat_id}/messages", status_code=201, responses=answers(404))
async def send(deployment: Running, who: Who, chat_id: ChatId, form: Text) -> MessageShape:
    """Send a message in a conversation one takes part in."""
    with deployment.database.writing() as db:
        match = conversation(deployment, db, chat_id, who.user_id)
        message = Message(match_id=match.id, sender_id=who.user_id, text=form.text)
        db.add(message)
        db.flush()
        return shape(message)


def conversation(deployment: Deployment, db: Session, chat_id: str, user_id: str) -> Match:
    """Find a conversation; to those outside it there is none.

    Raises:
        ApiError: there is no such conversation for this person.
    """
    match = db.get(Match, chat_id)
    open_to_all = deployment.faults.planted("bola-messages")
    if match is None or (user_id not in {match.one_id, match.two_id} and not open_to_all):
        raise ApiError(404, "Conversation not found")
    return match


def shape(message: Message) -> MessageShape:
    """Show a message."""
    return MessageShape(
        id=message.id,
        chat_id=message.match_id,
        sender_id=message.sender_id,
        text=message.text,
        created_at=message.created_at,
        read_at=message.read_at,
    )


def _last(db: Session, match: Match) -> MessageShape | None:
    query = select(Message).where(Message.match_id == match.id).order_by(Message.created_at.desc()).limit(1)
    message = db.scalar(query)
    return None if message is None else shape(message)


def _unread(db: Session, match: Match, user_id: str) -> int:
    query = select(func.count()).select_from(Message)
    unread = query.where(Message.match_id == match.id, Message.sender_id != user_id, Message.read_at.is_(None))
    return db.scalar(unread) or 0
