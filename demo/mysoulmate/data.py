"""What is known of people: analytics without anything that names them, and their rights to their data."""

import csv
import io
import json
import re
from collections import Counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy import func, select

from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import IDENTIFIER
from demo.mysoulmate.given import Occurrence, Traits
from demo.mysoulmate.manners import MANNERS
from demo.mysoulmate.members import line
from demo.mysoulmate.shapes import Accepted, Dashboard, Export, Funnel, Occurred, OwnEvents, own
from demo.mysoulmate.tables import Event, Message

router = APIRouter()

_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}|\+?\d[\d ./-]{7,}\d", re.IGNORECASE)
_NAMING = frozenset({"email", "phone", "name", "firstname", "lastname", "address", "password", "birthdate"})
_STEPS = ("page_view", "sign_up", "chat", "purchase")


@router.post("/analytics/track", status_code=202, tags=["analytics"], responses=MANNERS.answers(400))
async def track(deployment: Running, who: Who, form: Occurrence) -> Accepted:
    """Take an event."""
    _without_names(deployment, form.properties)
    _keep(deployment, who.user_id, form.event, form.properties)
    return Accepted(accepted=1)


@router.post("/analytics/identify", status_code=202, tags=["analytics"], responses=MANNERS.answers(400))
async def identify(deployment: Running, who: Who, form: Traits) -> Accepted:
    """Take what is known of who is signed in."""
    _without_names(deployment, form.properties)
    _keep(deployment, who.user_id, "identify", form.properties)
    return Accepted(accepted=1)


@router.get("/analytics/user/{user_id}", tags=["analytics"], responses=MANNERS.answers(403))
async def of_user(deployment: Running, who: Who, user_id: Annotated[str, Path(pattern=IDENTIFIER)]) -> OwnEvents:
    """List one's own events."""
    if user_id != who.user_id and not deployment.faults.planted("mysoulmate-analytics-of-others"):
        raise ApiError(403)
    return OwnEvents(user_id=user_id, events=_events(deployment, user_id))


@router.get("/analytics/dashboard", tags=["analytics"], responses=MANNERS.answers(403))
async def dashboard(deployment: Running, who: Who) -> Dashboard:
    """Show the figures of all together, to the staff."""
    _staff(deployment, who.user_id)
    with deployment.database.reading() as db:
        names = Counter(db.scalars(select(Event.name)).all())
        people = db.scalar(select(func.count(func.distinct(Event.user_id)))) or 0
    return Dashboard(total_events=names.total(), active_users=people, top_events=dict(names.most_common(10)))


@router.get("/analytics/funnel", tags=["analytics"], responses=MANNERS.answers(403))
async def funnel(deployment: Running, who: Who) -> Funnel:
    """Show how many people reached each step, to the staff."""
    _staff(deployment, who.user_id)
    with deployment.database.reading() as db:
        of = select(func.count(func.distinct(Event.user_id)))
        return Funnel(steps={step: db.scalar(of.where(Event.name == step)) or 0 for step in _STEPS})


@router.get(
    "/gdpr/export",
    tags=["gdpr"],
    response_model=Export,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def export(
    deployment: Running, who: Who, form: Annotated[Literal["json", "csv"], Query(alias="format")] = "json"
) -> Any:
    """Give someone everything that is stored of them, as JSON or CSV."""
    deployment.figures.count("gdpr_requests_total")
    with deployment.database.reading() as db:
        user = db.get_one(User, who.user_id)
        said = db.scalars(select(Message).where(Message.user_id == who.user_id).order_by(Message.created_at)).all()
    everything = Export(
        profile=own(user), messages=[line(one) for one in said], events=_events(deployment, who.user_id)
    )
    if form == "json":
        return everything
    messages = [] if deployment.faults.planted("mysoulmate-csv-incomplete") else everything.messages
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["kind", "at", "content"])
    rows.writerow(["profile", user.created_at.isoformat(), user.email])
    rows.writerows(["message", one.created_at.isoformat(), _inert(one.text)] for one in messages)
    rows.writerows(["event", one.at.isoformat(), _inert(one.event)] for one in everything.events)
    return Response(
        written.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="mysoulmate.csv"'},
    )


@router.delete("/gdpr/delete", status_code=204, tags=["gdpr"])
async def delete(deployment: Running, who: Who) -> None:
    """Delete someone's account, and all that belongs to it."""
    deployment.figures.count("gdpr_requests_total")
    with deployment.database.writing() as db:
        db.delete(db.get_one(User, who.user_id))


def _without_names(deployment: Deployment, properties: dict[str, Any]) -> None:
    naming = any(name.lower().replace("_", "") in _NAMING for name in properties)
    told = any(isinstance(value, str) and _PERSONAL.search(value) for value in properties.values())
    if (naming or told) and not deployment.faults.planted("mysoulmate-analytics-personal"):
        raise ApiError(400, "errors.personal")


def _keep(deployment: Deployment, user_id: str, name: str, properties: dict[str, Any]) -> None:
    with deployment.database.writing() as db:
        db.add(Event(user_id=user_id, name=name, properties=json.dumps(properties)))


def _events(deployment: Deployment, user_id: str) -> list[Occurred]:
    with deployment.database.reading() as db:
        happened = db.scalars(select(Event).where(Event.user_id == user_id).order_by(Event.created_at)).all()
    return [Occurred(event=one.name, properties=json.loads(one.properties), at=one.created_at) for one in happened]


def _staff(deployment: Deployment, user_id: str) -> None:
    with deployment.database.reading() as db:
        role = db.get_one(User, user_id).role
    if role != "admin" and not deployment.faults.planted("mysoulmate-dashboard-open"):
        raise ApiError(403)


def _inert(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
