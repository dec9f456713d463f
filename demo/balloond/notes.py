"""Notes: what someone wants to remember before a meeting, for nobody else to see."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from demo.balloond.given import Given, Line
from demo.balloond.manners import MANNERS
from demo.balloond.tables import Note
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import IDENTIFIER, CamelCase, Moment

router = APIRouter(prefix="/api/notes", tags=["matching"])

NoteId = Annotated[str, Path(pattern=IDENTIFIER)]


class NewNote(Given):
    """What is to be remembered."""

    text: Line


class NoteShape(CamelCase):
    """A note."""

    id: str
    text: str
    created_at: Moment


@router.post("", status_code=201)
async def add(deployment: Running, who: Who, form: NewNote) -> NoteShape:
    """Write something down."""
    with deployment.database.writing() as db:
        made = Note(user_id=who.user_id, text=form.text)
        db.add(made)
        db.flush()
        return _shape(made)


@router.get("/{note_id}", responses=MANNERS.answers(404))
async def show(deployment: Running, who: Who, note_id: NoteId) -> NoteShape:
    """Show one of one's notes."""
    with deployment.database.reading() as db:
        return _shape(_own(deployment, db, note_id, who.user_id))


@router.put("/{note_id}", responses=MANNERS.answers(404))
async def change(deployment: Running, who: Who, note_id: NoteId, form: NewNote) -> NoteShape:
    """Write one of one's notes anew."""
    with deployment.database.writing() as db:
        note = _own(deployment, db, note_id, who.user_id)
        note.text = form.text
        return _shape(note)


@router.delete("/{note_id}", status_code=204, responses=MANNERS.answers(404))
async def remove(deployment: Running, who: Who, note_id: NoteId) -> None:
    """Throw one of one's notes away."""
    with deployment.database.writing() as db:
        db.delete(_own(deployment, db, note_id, who.user_id))


def _own(deployment: Deployment, db: Session, note_id: str, user_id: str) -> Note:
    note = db.get(Note, note_id)
    if note is None or (note.user_id != user_id and not deployment.faults.planted("contract-notes-open")):
        raise ApiError(404, "Note not found")
    return note


def _shape(note: Note) -> NoteShape:
    return NoteShape(id=note.id, text=note.text, created_at=note.created_at)
