"""What only some may do: the staff's view of people and reports, and what a subscription opens."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from sqlalchemy import select

from demo.balloond.manners import MANNERS
from demo.balloond.shapes import Person, person
from demo.balloond.tables import Pop, Report
from demo.kernel.accounts import User
from demo.kernel.errors import ApiError
from demo.kernel.identity import Identity, Running, Who
from demo.kernel.wire import IDENTIFIER, CamelCase, Moment

router = APIRouter(prefix="/api", tags=["admin"])

_SHOWN = 50


class Listed(CamelCase):
    """An account as the staff sees it."""

    id: str
    email: str
    role: str
    created_at: Moment


class People(CamelCase):
    """The newest accounts."""

    users: list[Listed]


class Filed(CamelCase):
    """A report."""

    id: str
    reason: str


class Reports(CamelCase):
    """The open reports."""

    reports: list[Filed]


class Admirers(CamelCase):
    """Who likes one."""

    users: list[Person]


def _staff(request: Request, deployment: Running, who: Who) -> Identity:
    """Refuse everyone who does not work here."""
    with deployment.database.reading() as db:
        role = db.get_one(User, who.user_id).role
    claimed = request.headers.get("x-role") if deployment.faults.planted("admin-by-header") else None
    unguarded = deployment.faults.planted("admin-open") or request.scope.get("unguarded")
    if "admin" not in {role, claimed} and not unguarded:
        raise ApiError(403, "Forbidden")
    return who


Staff = Annotated[Identity, Depends(_staff)]


@router.get("/admin/users")
async def users(deployment: Running, _who: Staff) -> People:
    """List the newest accounts."""
    with deployment.database.reading() as db:
        found = db.scalars(select(User).order_by(User.created_at.desc()).limit(_SHOWN)).all()
    return People(users=[Listed(id=one.id, email=one.email, role=one.role, created_at=one.created_at) for one in found])


@router.get("/admin/reports")
async def reports(deployment: Running, _who: Staff) -> Reports:
    """List the reports."""
    with deployment.database.reading() as db:
        found = db.scalars(select(Report).limit(_SHOWN)).all()
    return Reports(reports=[Filed(id=one.id, reason=one.reason) for one in found])


@router.delete("/admin/reports/{id}", status_code=204, responses=MANNERS.answers(404))
async def settle(
    deployment: Running, _who: Staff, report_id: Annotated[str, Path(alias="id", pattern=IDENTIFIER)]
) -> None:
    """Settle a report."""
    with deployment.database.writing() as db:
        found = db.get(Report, report_id)
        if found is None:
            raise ApiError(404, "Report not found")
        db.delete(found)


@router.get("/subscription/admirers", responses=MANNERS.answers(402))
async def admirers(deployment: Running, who: Who) -> Admirers:
    """Show who likes one, to subscribers."""
    with deployment.database.reading() as db:
        if not db.get_one(User, who.user_id).premium and not deployment.faults.planted("premium-unchecked"):
            raise ApiError(402, "PREMIUM_REQUIRED")
        found = db.scalars(
            select(User).join(Pop, Pop.by_id == User.id).where(Pop.of_id == who.user_id, Pop.liked.is_(True))
        )
        return Admirers(users=[person(one) for one in found.all()[:_SHOWN]])
