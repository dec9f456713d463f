"""Places to play, and what is played for: tournaments, territories and clans."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import select

from demo.dojopool.manners import MANNERS
from demo.dojopool.shapes import Listed, Named, Venue, Venues, Visit
from demo.dojopool.tables import CheckIn
from demo.kernel.errors import ApiError
from demo.kernel.faultboard import PlantedError
from demo.kernel.identity import Running, Who

_VENUES = {
    "blue-chalk": Venue(id="blue-chalk", name="Blue Chalk", tables=8),
    "corner-pocket": Venue(id="corner-pocket", name="Corner Pocket", tables=12),
    "the-rack": Venue(id="the-rack", name="The Rack", tables=5),
}
_SEASON = {
    "tournaments": ("Autumn Open", "Nine-Ball Night"),
    "territories": ("Harbour", "Old Town", "Station"),
    "clans": ("Bank Shots", "Eight Ballers"),
}
VenueId = Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]

router = APIRouter(prefix="/api/v1")


@router.get("/venues", tags=["venues"])
async def venues(_who: Who, name: Annotated[str, Query(max_length=50)] = "") -> Venues:
    """List the places, or those with something in their name."""
    return Venues(venues=[one for one in _VENUES.values() if name.casefold() in one.name.casefold()])


@router.get("/venues/{venue_id}", tags=["venues"], responses=MANNERS.answers(404))
async def venue(_who: Who, venue_id: VenueId) -> Venue:
    """Show one place."""
    return _known(venue_id)


@router.post("/venues/{venue_id}/check-in", tags=["venues"], status_code=201, responses=MANNERS.answers(404))
async def check_in(deployment: Running, who: Who, venue_id: VenueId) -> Visit:
    """Say that one is there."""
    found = _known(venue_id)
    if deployment.faults.planted("dojopool-check-in-fails"):
        raise PlantedError("no partition of visits for this month")
    with deployment.database.writing() as db:
        visit = CheckIn(user_id=who.user_id, venue_id=found.id)
        db.add(visit)
        db.flush()
        shown = Visit(id=visit.id, venue_id=visit.venue_id, created_at=visit.created_at)
    deployment.figures.count("check_ins_total")
    return shown


@router.get("/venues/{venue_id}/check-ins", tags=["venues"], responses=MANNERS.answers(404))
async def visits(deployment: Running, who: Who, venue_id: VenueId) -> list[Visit]:
    """List one's own visits to a place."""
    found = _known(venue_id)
    with deployment.database.reading() as db:
        own = select(CheckIn).where(CheckIn.user_id == who.user_id, CheckIn.venue_id == found.id)
        return [Visit(id=one.id, venue_id=one.venue_id, created_at=one.created_at) for one in db.scalars(own)]


@router.get("/tournaments", tags=["tournaments"])
async def tournaments(_who: Who) -> Listed:
    """List the tournaments of the season."""
    return _listed("tournaments")


@router.get("/territories", tags=["territories"])
async def territories(_who: Who) -> Listed:
    """List the territories that can be held."""
    return _listed("territories")


@router.get("/clans", tags=["clans"])
async def clans(deployment: Running, _who: Who) -> Listed:
    """List the clans."""
    if deployment.faults.planted("dojopool-clans-off"):
        raise ApiError(404, "clans: the feature is switched off")
    return _listed("clans")


def _known(venue_id: str) -> Venue:
    if venue_id not in _VENUES:
        raise ApiError(404, "There is no such venue")
    return _VENUES[venue_id]


def _listed(what: str) -> Listed:
    return Listed(items=[Named(id=name.lower().replace(" ", "-"), name=name) for name in _SEASON[what]])
