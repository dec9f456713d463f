"""Consent, analytics events, and the export of one's data."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy import or_, select

from demo.balloond.given import Given, Line
from demo.balloond.manners import MANNERS
from demo.balloond.shapes import Self, own
from demo.balloond.tables import Consent, Event, Match, Message, Note, Photo, Pop, Subscription
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Identity, MaybeWho, Running, Who
from demo.kernel.wire import CamelCase, Moment

router = APIRouter(prefix="/api", tags=["privacy"])

VERSION = "2026-11"
"""The version of the privacy policy that consent is given to."""

_COOKIE = "__Host-consent"

EventName = Literal[
    "onboarding_complete", "balloon_pop", "match_created", "message_sent", "subscription_started",
    "retention_day_1", "retention_day_7", "retention_day_30",
]  # fmt: skip


class Choices(Given):
    """What someone agrees to."""

    analytics: bool
    marketing: bool = False


class Decision(CamelCase):
    """What someone has agreed to, and when."""

    analytics: bool
    marketing: bool
    version: str
    decided_at: Moment | None


class Occurrence(Given):
    """An event."""

    name: EventName
    properties: Annotated[dict[str, Line | int | bool], Field(max_length=10, default_factory=dict)]


class Occurrences(Given):
    """Some events."""

    events: Annotated[list[Occurrence], Field(min_length=1, max_length=20)]


class Accepted(CamelCase):
    """How many events were taken."""

    accepted: int


class EventSchema(CamelCase):
    """The events there are."""

    events: list[EventName]


class Export(CamelCase):
    """Everything that is stored of someone."""

    profile: Self
    photos: list[str]
    pops: list[dict[str, Any]]
    matches: list[str]
    messages: list[dict[str, Any]]
    notes: list[str]
    events: list[dict[str, Any]]
    consent: Decision
    subscription: str | None


@router.get("/privacy/consent")
async def consent(deployment: Running, who: Who) -> Decision:
    """Tell what one has agreed to; nothing, at first."""
    return _decision(deployment, who.user_id)


@router.put("/privacy/consent")
async def decide(deployment: Running, who: Who, choices: Choices) -> Decision:
    """Agree or withdraw."""
    with deployment.database.writing() as db:
        decided = Consent(
            user_id=who.user_id, analytics=choices.analytics, marketing=choices.marketing, version=VERSION
        )
        db.merge(decided)
    return _decision(deployment, who.user_id)


@router.get("/analytics/events")
async def events(deployment: Running) -> EventSchema:
    """List the events there are."""
    names: list[EventName] = list(EventName.__args__)  # type: ignore[attr-defined]  # typing does not tell it
    uncounted = deployment.faults.planted("retention-uncounted")
    return EventSchema(events=[name for name in names if not (uncounted and name.startswith("retention_"))])


@router.post("/analytics/events", status_code=202, responses=MANNERS.answers(403))
async def track(request: Request, deployment: Running, who: MaybeWho, occurrences: Occurrences) -> Accepted:
    """Take events of whoever has agreed to it."""
    if not _agreed(request, deployment, who) and not deployment.faults.planted("analytics-without-consent"):
        raise ApiError(403, "CONSENT_REQUIRED")
    with deployment.database.writing() as db:
        for event in occurrences.events:
            user_id = None if who is None else who.user_id
            db.add(Event(user_id=user_id, name=event.name, properties=json.dumps(event.properties)))
    return Accepted(accepted=len(occurrences.events))


@router.get("/users/me/export")
async def export(deployment: Running, who: Who) -> Export:
    """Give someone everything that is stored of them."""
    me = who.user_id
    with deployment.database.reading() as db:
        user = db.get_one(User, me)
        pops = db.scalars(select(Pop).where(Pop.by_id == me)).all()
        matches = db.scalars(select(Match.id).where(or_(Match.one_id == me, Match.two_id == me))).all()
        messages = db.scalars(select(Message).where(Message.sender_id == me)).all()
        happened = db.scalars(select(Event).where(Event.user_id == me)).all()
        photos = db.scalars(select(Photo.id).where(Photo.user_id == me)).all()
        notes = db.scalars(select(Note.text).where(Note.user_id == me)).all()
        subscription = db.get(Subscription, me)
    if deployment.faults.planted("export-incomplete"):
        messages, photos = [], []
    return Export(
        profile=own(user),
        photos=[f"/cdn/photos/{photo}" for photo in photos],
        pops=[{"of": pop.of_id, "liked": pop.liked, "at": pop.created_at.isoformat()} for pop in pops],
        matches=list(matches),
        messages=[{"chatId": m.match_id, "text": m.text, "at": m.created_at.isoformat()} for m in messages],
        notes=list(notes),
        events=[{"name": event.name, "at": event.created_at.isoformat()} for event in happened],
        consent=_decision(deployment, me),
        subscription=None if subscription is None else subscription.plan,
    )


def _decision(deployment: Deployment, user_id: str) -> Decision:
    with deployment.database.reading() as db:
        stored = db.get(Consent, user_id)
    if stored is None:
        return Decision(analytics=False, marketing=False, version=VERSION, decided_at=None)
    return Decision(
        analytics=stored.analytics,
        marketing=stored.marketing,
        version=stored.version,
        decided_at=stored.decided_at,
    )


def _agreed(request: Request, deployment: Deployment, who: Identity | None) -> bool:
    if request.headers.get("sec-gpc") == "1":
        return False
    if request.cookies.get(_COOKIE, "").endswith(".accepted"):
        return True
    return who is not None and _decision(deployment, who.user_id).analytics
