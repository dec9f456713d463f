"""Reporting and blocking people."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import Field
from sqlalchemy.orm import Session

from demo.balloond.given import Given
from demo.balloond.manners import MANNERS
from demo.balloond.tables import Block, Report
from demo.kernel.accounts import User
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import IDENTIFIER, CamelCase

router = APIRouter(prefix="/api/users", tags=["safety"])

Reason = Literal["under_age", "harassment", "fake_profile", "spam", "illegal_content", "other"]


class ReportRequest(Given):
    """A report."""

    reason: Reason
    details: Annotated[str, Field(max_length=1000)] = ""


class Reported(CamelCase):
    """A report that was taken."""

    id: str
    reason: Reason


@router.post("/{id}/report", status_code=201, responses=MANNERS.answers(404))
async def report(
    deployment: Running,
    who: Who,
    user_id: Annotated[str, Path(alias="id", pattern=IDENTIFIER)],
    form: ReportRequest,
) -> Reported:
    """Report someone, for instance as under age."""
    with deployment.database.writing() as db:
        _other(db, who.user_id, user_id)
        made = Report(by_id=who.user_id, of_id=user_id, reason=form.reason)
        db.add(made)
        db.flush()
        return Reported(id=made.id, reason=form.reason)


@router.put("/{id}/block", status_code=204, responses=MANNERS.answers(404))
async def block(deployment: Running, who: Who, user_id: Annotated[str, Path(alias="id", pattern=IDENTIFIER)]) -> None:
    """Block someone: neither sees the other any more."""
    with deployment.database.writing() as db:
        _other(db, who.user_id, user_id)
        db.merge(Block(by_id=who.user_id, of_id=user_id))


@router.delete("/{id}/block", status_code=204)
async def unblock(deployment: Running, who: Who, user_id: Annotated[str, Path(alias="id", pattern=IDENTIFIER)]) -> None:
    """Unblock someone."""
    with deployment.database.writing() as db:
        found = db.get(Block, (who.user_id, user_id))
        if found is not None:
            db.delete(found)


def blocked(db: Session, one_id: str, two_id: str) -> bool:
    """Say whether one of two people has blocked the other."""
    return db.get(Block, (one_id, two_id)) is not None or db.get(Block, (two_id, one_id)) is not None


def _other(db: Session, me: str, them: str) -> None:
    if me == them or db.get(User, them) is None:
        raise ApiError(404, "User not found")
