"""Balloons, pops and matches."""

import asyncio
from datetime import datetime

from fastapi import APIRouter
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from demo.balloond.given import PopRequest
from demo.balloond.manners import MANNERS
from demo.balloond.shapes import Allocation, Balloon, Balloons, Matches, MatchShape, Popped, Pops, PopShape, person
from demo.balloond.tables import Block, Match, Pop
from demo.kernel.accounts import User, now
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.faultboard import PlantedError
from demo.kernel.identity import Running, Who

FREE_POPS = 10
"""Pops a day without a subscription."""

_COLORS = ("red", "orange", "yellow", "green", "blue", "violet")
_SHOWN = 24
_SLOWNESS = 0.6


router = APIRouter(prefix="/api/matching", tags=["matching"])


@router.get("/balloons")
async def balloons(deployment: Running, who: Who) -> Balloons:
    """Show the balloons that can be popped; who is in them stays hidden."""
    if deployment.faults.planted("queue-slow"):
        await asyncio.sleep(_SLOWNESS)
    return Balloons(balloons=sky(deployment, who.user_id))


@router.post("/pop", responses=MANNERS.answers(404))
async def pop(deployment: Running, who: Who, form: PopRequest) -> Popped:
    """Pop a balloon. A second pop of the same balloon changes the decision and costs nothing."""
    if deployment.faults.planted("journey-broken"):
        raise PlantedError("connection pool exhausted")
    return pop_balloon(deployment, who.user_id, form)


@router.get("/matches")
async def matches(deployment: Running, who: Who) -> Matches:
    """List one's matches, the newest first."""
    with deployment.database.reading() as db:
        return Matches(
            matches=[
                MatchShape(id=match.id, chat_id=match.id, user=person(other), created_at=match.created_at)
                for match, other in of_user(db, who.user_id)
            ],
        )


@router.get("/pops/sent")
async def pops_sent(deployment: Running, who: Who) -> Pops:
    """List whose balloons one has popped, the newest first."""
    return _pops(deployment, who.user_id, sent=True)


@router.get("/pops/received")
async def pops_received(deployment: Running, who: Who) -> Pops:
    """List who has popped one's balloon, the newest first."""
    return _pops(deployment, who.user_id, sent=False)


@router.get("/allocation")
async def allocation(deployment: Running, who: Who) -> Allocation:
    """Tell how many pops are left today."""
    with deployment.database.reading() as db:
        premium = db.get_one(User, who.user_id).premium
        used = _used(db, who.user_id)
    limit = None if premium else FREE_POPS
    return Allocation(limit=limit, used=used, remaining=None if premium else max(0, FREE_POPS - used), premium=premium)


def sky(deployment: Deployment, user_id: str) -> list[Balloon]:
    """Give the balloons that someone can pop."""
    popped = select(Pop.of_id).where(Pop.by_id == user_id)
    blocked = select(Block.of_id).where(Block.by_id == user_id)
    blocking = select(Block.by_id).where(Block.of_id == user_id)
    query = select(User.id).where(
        User.id != user_id,
        User.date_of_birth.is_not(None),
        User.id.not_in(popped.union(blocked, blocking)),
    )
    with deployment.database.reading() as db:
        found = db.scalars(query.order_by(User.seeded.desc(), User.created_at.desc()).limit(_SHOWN)).all()
    return [Balloon(id=id_, color=_COLORS[int(id_[:2], 16) % len(_COLORS)]) for id_ in found]


def pop_balloon(deployment: Deployment, user_id: str, form: PopRequest) -> Popped:
    """Pop a balloon, for every way in.

    Raises:
        ApiError: there is no such balloon, or no pop is left.
    """
    with deployment.database.writing() as db:
        me = db.get_one(User, user_id)
        them = db.get(User, form.balloon_id)
        if them is None or them.id == me.id:
            raise ApiError(404, "Balloon not found")
        done = db.scalar(select(Pop).where(Pop.by_id == me.id, Pop.of_id == them.id))
        if done is None:
            if not me.premium and _used(db, me.id) >= FREE_POPS and not deployment.faults.planted("paywall-open"):
                raise ApiError(403, "FREE_POPS_EXHAUSTED")
            done = Pop(by_id=me.id, of_id=them.id)
            db.add(done)
        if form.decision != "reveal":
            done.liked = form.decision == "like"
        db.flush()
        match = _match(deployment, db, me, them) if done.liked else None
        return Popped(
            user=person(them),
            matched=match is not None,
            match_id=None if match is None else match.id,
            chat_id=None if match is None else match.id,
            remaining_pops=None if me.premium else max(0, FREE_POPS - _used(db, me.id)),
        )


def of_user(db: Session, user_id: str) -> list[tuple[Match, User]]:
    """Give someone's matches, each with the other person."""
    mine = select(Match).where(or_(Match.one_id == user_id, Match.two_id == user_id))
    found = db.scalars(mine.order_by(Match.created_at.desc())).all()
    return [(match, db.get_one(User, match.other(user_id))) for match in found]


def _pops(deployment: Deployment, user_id: str, *, sent: bool) -> Pops:
    mine, others = (Pop.by_id, Pop.of_id) if sent else (Pop.of_id, Pop.by_id)
    query = select(Pop, User).join(User, User.id == others).where(mine == user_id).order_by(Pop.created_at.desc())
    with deployment.database.reading() as db:
        found = db.execute(query.limit(100)).all()
    return Pops(pops=[PopShape(user=person(user), liked=pop.liked, created_at=pop.created_at) for pop, user in found])


def _used(db: Session, user_id: str) -> int:
    midnight = datetime.combine(now().date(), datetime.min.time())
    query = select(func.count()).select_from(Pop).where(Pop.by_id == user_id, Pop.created_at >= midnight)
    return db.scalar(query) or 0


def _match(deployment: Deployment, db: Session, me: User, them: User) -> Match | None:
    """Give the match of two people if they like each other."""
    one, two = sorted((me.id, them.id))
    existing = db.scalar(select(Match).where(Match.one_id == one, Match.two_id == two))
    if existing is not None:
        return existing
    theirs = db.scalar(select(Pop).where(Pop.by_id == them.id, Pop.of_id == me.id))
    if not them.seeded and (theirs is None or not theirs.liked):
        return None
    deployment.figures.count("matches_total")
    match = Match(one_id=one, two_id=two)
    db.add(match)
    db.flush()
    return match
