"""What creators are told of their audience and their income."""

import csv
import io
from collections import Counter

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import select
from starlette.responses import Response

from demo.grover import money, shapes
from demo.grover.tables import Comment, Follow, Post
from demo.kernel.identity import Running, Who

router = APIRouter(prefix="/api/analytics", tags=["analytics"])

_COLUMNS = ("date", "kind", "amount", "platform_fee", "net")


class Dashboard(BaseModel):
    """A creator at a glance."""

    followers: int
    posts: int
    reactions: int
    comments: int
    revenue: str


class Demographics(BaseModel):
    """Who follows, by the year in which they joined."""

    followers: int
    by_year: dict[str, int]


class PeakActivity(BaseModel):
    """How much was commented in each hour of the day, UTC."""

    hours: list[int]
    peak_hour: int | None


class Performance(BaseModel):
    """How one kind of post does."""

    kind: str
    posts: int
    reactions: int
    comments: int


class ContentPerformance(BaseModel):
    """How the kinds of posts do."""

    kinds: list[Performance]


class Revenue(BaseModel):
    """What came in, by where it came from."""

    total: str
    platform_fee: str
    net: str
    by_kind: dict[str, str]


@router.get("/dashboard")
async def dashboard(deployment: Running, who: Who) -> Dashboard:
    """Show a creator at a glance."""
    with deployment.database.reading() as db:
        shown = [shapes.post(db, one) for one in db.scalars(select(Post).where(Post.author_id == who.user_id)).all()]
        return Dashboard(
            followers=shapes.person(db, who.user_id).followers,
            posts=len(shown),
            reactions=sum(one.reactions for one in shown),
            comments=sum(one.comments for one in shown),
            revenue=shapes.money(sum(one.amount for one in money.payments_to(db, who.user_id))),
        )


@router.get("/demographics")
async def demographics(deployment: Running, who: Who) -> Demographics:
    """Show who follows, in groups and never by name."""
    with deployment.database.reading() as db:
        followers = db.scalars(select(Follow.by_id).where(Follow.of_id == who.user_id)).all()
        years = Counter(str(shapes.own(db, one).created_at.year) for one in followers)
    return Demographics(followers=len(followers), by_year=dict(years))


@router.get("/peak-activity")
async def peak_activity(deployment: Running, who: Who) -> PeakActivity:
    """Show when one's audience is there."""
    with deployment.database.reading() as db:
        mine = select(Post.id).where(Post.author_id == who.user_id)
        moments = db.scalars(select(Comment.created_at).where(Comment.post_id.in_(mine))).all()
    counted = Counter(moment.hour for moment in moments)
    hours = [counted[hour] for hour in range(24)]
    return PeakActivity(hours=hours, peak_hour=hours.index(max(hours)) if moments else None)


@router.get("/content-performance")
async def content_performance(deployment: Running, who: Who) -> ContentPerformance:
    """Show how the kinds of posts do."""
    with deployment.database.reading() as db:
        shown = [shapes.post(db, one) for one in db.scalars(select(Post).where(Post.author_id == who.user_id)).all()]
    kinds = sorted({one.kind for one in shown})
    found = []
    for kind in kinds:
        of_kind = [one for one in shown if one.kind == kind]
        reactions, comments = sum(one.reactions for one in of_kind), sum(one.comments for one in of_kind)
        found.append(Performance(kind=kind, posts=len(of_kind), reactions=reactions, comments=comments))
    return ContentPerformance(kinds=found)


@router.get("/revenue")
async def revenue(deployment: Running, who: Who) -> Revenue:
    """Show what came in."""
    with deployment.database.reading() as db:
        found = money.payments_to(db, who.user_id)
    total, fee = sum(one.amount for one in found), sum(one.fee for one in found)
    if deployment.faults.planted("grover-revenue-gross"):
        fee = 0
    kinds: Counter[str] = Counter()
    for one in found:
        kinds[one.kind] += one.amount
    by_kind = {kind: shapes.money(cents) for kind, cents in kinds.items()}
    return Revenue(
        total=shapes.money(total), platform_fee=shapes.money(fee), net=shapes.money(total - fee), by_kind=by_kind
    )


@router.get(
    "/export",
    response_class=Response,
    responses={
        200: {"description": "Every payment, one in a row.", "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
)
async def export(deployment: Running, who: Who) -> Response:
    """Export what came in, as comma-separated values."""
    with deployment.database.reading() as db:
        found = money.payments_to(db, who.user_id)
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    for one in found:
        when = one.created_at.strftime("%d %B, %Y" if deployment.faults.planted("grover-export-broken") else "%Y-%m-%d")
        row = [when, one.kind, shapes.money(one.amount), shapes.money(one.fee), shapes.money(one.amount - one.fee)]
        if deployment.faults.planted("grover-export-broken"):
            written.write(",".join(row) + "\r\n")
        else:
            rows.writerow(row)
    headers = {"Content-Disposition": 'attachment; filename="analytics.csv"', "Content-Type": "text/csv; charset=utf-8"}
    return Response(written.getvalue(), headers=headers)
