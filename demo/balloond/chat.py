"""Conversations between people who matched."""

from typing import Annotated

from fastapi import APIRouter, File, Path, UploadFile
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from demo.balloond import matching, moderation, safety
from demo.balloond.given import Text
from demo.balloond.manners import MANNERS
from demo.balloond.shapes import Conversation, Conversations, Messages, MessageShape, person
from demo.balloond.tables import Match, Message, Voice
from demo.kernel.accounts import now
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import IDENTIFIER

_VOICE_LIMIT = 2 * 1024 * 1024
_SOUNDS = {b"OggS": "audio/ogg", b"RIFF": "audio/wav", b"\x1aE\xdf\xa3": "audio/webm"}

ChatId = Annotated[str, Path(pattern=IDENTIFIER)]


router = APIRouter(prefix="/api/chat", tags=["chat"])


@router.delete("/conversations/{chatId}/messages", include_in_schema=False)
async def forget(deployment: Running, _who: Who, chat_id: Annotated[str, Path(alias="chatId")]) -> None:
    """Delete all messages of a conversation: what only a fault does."""
    if not deployment.faults.planted("history-deletable"):
        raise ApiError(405, "Method Not Allowed", headers={"Allow": "GET, HEAD, POST"})
    with deployment.database.writing() as db:
        db.execute(delete(Message).where(Message.match_id == chat_id))


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


@router.get("/conversations/{chat_id}/messages", responses=MANNERS.answers(404))
async def messages(deployment: Running, who: Who, chat_id: ChatId) -> Messages:
    """Read a conversation one takes part in."""
    with deployment.database.reading() as db:
        match = conversation(deployment, db, chat_id, who.user_id)
        found = db.scalars(select(Message).where(Message.match_id == match.id).order_by(Message.created_at)).all()
    return Messages(messages=[shape(message) for message in found])


@router.post("/conversations/{chat_id}/messages", status_code=201, responses=MANNERS.answers(403, 404))
async def send(deployment: Running, who: Who, chat_id: ChatId, form: Text) -> MessageShape:
    """Send a message in a conversation one takes part in."""
    return post(deployment, who.user_id, chat_id, form.text)


@router.post("/conversations/{chat_id}/read", status_code=204, responses=MANNERS.answers(404))
async def read(deployment: Running, who: Who, chat_id: ChatId) -> None:
    """Mark what the other person wrote as read."""
    with deployment.database.writing() as db:
        match = conversation(deployment, db, chat_id, who.user_id)
        unread = select(Message).where(Message.match_id == match.id, Message.sender_id != who.user_id)
        for message in db.scalars(unread.where(Message.read_at.is_(None))):
            message.read_at = now()


@router.post("/conversations/{chat_id}/typing", status_code=204, responses=MANNERS.answers(404))
async def typing(deployment: Running, who: Who, chat_id: ChatId) -> None:
    """Let the other person know that one is writing."""
    with deployment.database.reading() as db:
        match = conversation(deployment, db, chat_id, who.user_id)
        other = match.other(who.user_id)
    deployment.publish(other, "typing", {"chatId": chat_id, "userId": who.user_id})


@router.post("/conversations/{chat_id}/voice", status_code=201, responses=MANNERS.answers(400, 404, 413, 415))
async def speak(
    deployment: Running, who: Who, chat_id: ChatId, voice: Annotated[UploadFile, File(description="Ogg, WAV or WebM")]
) -> MessageShape:
    """Send a voice message."""
    content = await voice.read(_VOICE_LIMIT + 1)
    if len(content) > _VOICE_LIMIT:
        raise ApiError(413, "voice: is larger than 2 MiB")
    media_type = next((kind for sign, kind in _SOUNDS.items() if content.startswith(sign)), None)
    if media_type is None:
        raise ApiError(400, "voice: is not a sound")
    with deployment.database.writing() as db:
        match = conversation(deployment, db, chat_id, who.user_id)
        message = Message(match_id=match.id, sender_id=who.user_id, text="", kind="voice")
        db.add(message)
        db.flush()
        db.add(Voice(message_id=message.id, media_type=media_type, content=content))
        made = shape(message)
        people = (match.one_id, match.two_id)
    deployment.figures.count("messages_total")
    _tell(deployment, people, made)
    return made


@router.delete("/messages/{id}", status_code=204, responses=MANNERS.answers(404))
async def remove(
    deployment: Running, who: Who, message_id: Annotated[str, Path(alias="id", pattern=IDENTIFIER)]
) -> None:
    """Delete a message one has sent."""
    with deployment.database.writing() as db:
        message = db.get(Message, message_id)
        if message is None or (message.sender_id != who.user_id and not deployment.faults.planted("bola-delete")):
            raise ApiError(404, "Message not found")
        db.delete(message)


def post(deployment: Deployment, sender_id: str, chat_id: str, text: str) -> MessageShape:
    """Send a message, for every way in: REST, Socket.IO and GraphQL.

    Raises:
        ApiError: the sender is not in the conversation, or may not write this.
    """
    with deployment.database.writing() as db:
        match = conversation(deployment, db, chat_id, sender_id)
        moderation.check(deployment, text)
        let_write = deployment.faults.planted("block-lets-write")
        if safety.blocked(db, match.one_id, match.two_id) and not let_write:
            raise ApiError(403, "BLOCKED")
        message = Message(match_id=match.id, sender_id=sender_id, text=text)
        db.add(message)
        db.flush()
        made = shape(message)
        people = (match.one_id, match.two_id)
    deployment.figures.count("messages_total")
    _tell(deployment, people, made)
    return made


def _tell(deployment: Deployment, people: tuple[str, str], message: MessageShape) -> None:
    for person_id in people:
        deployment.publish(person_id, "message", message.model_dump(mode="json", by_alias=True))


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
        kind="voice" if message.kind == "voice" else "text",
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
