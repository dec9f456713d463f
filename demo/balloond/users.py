"""Profiles, and who is nearby."""

import math
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import ColumnElement, delete, select, text, update

from demo.balloond import entry, moderation, safety
from demo.balloond.given import Location, ProfileChange
from demo.balloond.manners import MANNERS
from demo.balloond.shapes import Neighbour, Neighbours, Person, Self, own, person
from demo.balloond.tables import Photo
from demo.kernel import age, forms
from demo.kernel.accounts import User, UserSession
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.faultboard import PlantedError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import IDENTIFIER

_EARTH_KM = 6371.0
_STEP_KM = 5
_FAILING_RADIUS = 100


router = APIRouter(prefix="/api/users", tags=["users"])


@router.get("/profile", response_model=Self)
async def profile(deployment: Running, who: Who) -> Self | Response:
    """Show one's own profile."""
    with deployment.database.reading() as db:
        shown = own(db.get_one(User, who.user_id))
    if deployment.faults.planted("contract-wrong-type"):
        return JSONResponse({**shown.model_dump(mode="json", by_alias=True), "age": str(shown.age)})
    return shown


@router.put("/profile", openapi_extra=forms.documented(ProfileChange))
async def change(deployment: Running, who: Who, request: Request) -> Self:
    """Change one's own profile; a date of birth cannot be changed."""
    if deployment.faults.planted("journey-broken"):
        raise PlantedError("connection pool exhausted")
    body = await forms.raw(request)
    assigned = entry.assign(deployment, body)
    if isinstance(body, dict) and deployment.faults.planted("age-editable"):
        born = age.parse(str(body.pop("dateOfBirth", "")))
        assigned |= {} if born is None else {"date_of_birth": born}
    change = forms.validate(ProfileChange, body)
    with deployment.database.writing() as db:
        user = db.get_one(User, who.user_id)
        for name, value in assigned.items():
            setattr(user, name, value)
        if change.name is not None:
            user.name = change.name
        if change.bio is not None:
            moderation.check(deployment, change.bio)
            user.bio = change.bio
    return own(user)


@router.put("/location", status_code=204)
async def locate(deployment: Running, who: Who, place: Location) -> None:
    """Say where one is."""
    with deployment.database.writing() as db:
        user = db.get_one(User, who.user_id)
        user.latitude, user.longitude = place.latitude, place.longitude


@router.get("/nearby", response_model=Neighbours)
async def nearby(
    deployment: Running,
    who: Who,
    response: Response,
    radius_km: Annotated[int, Query(alias="radiusKm", ge=1, le=500)] = 50,
    name: Annotated[str, Query(max_length=50)] = "",
) -> Neighbours | Response:
    """List who is nearby; distances are coarse, so that nobody can be found by them."""
    if deployment.faults.planted("contract-500") and radius_km > _FAILING_RADIUS:
        raise PlantedError("radius index out of range")
    if deployment.faults.planted("contract-undocumented-status"):
        response.status_code = 206
    with deployment.database.reading() as db:
        me = db.get_one(User, who.user_id)
        placed = select(User).where(User.id != me.id, User.latitude.is_not(None))
        others = db.scalars(placed.where(_named(deployment, name))).all()
    found = [(distance, other) for other in others if (distance := _distance(me, other)) <= radius_km]
    found.sort(key=lambda pair: pair[0])
    shown = [Neighbour(**person(other).model_dump(), distance_km=distance) for distance, other in found[:50]]
    if deployment.faults.planted("exact-location"):
        places = [{"latitude": other.latitude, "longitude": other.longitude} for _, other in found[:50]]
        listed = [user.model_dump(by_alias=True) | place for user, place in zip(shown, places, strict=True)]
        return JSONResponse({"users": listed})
    return Neighbours(users=shown)


@router.delete("/me", status_code=204)
async def remove(deployment: Running, who: Who) -> None:
    """Delete one's account and everything that belongs to it."""
    with deployment.database.writing() as db:
        if deployment.faults.planted("deletion-incomplete"):
            db.execute(delete(UserSession).where(UserSession.user_id == who.user_id))
            return
        photos = db.scalars(select(Photo.id).where(Photo.user_id == who.user_id)).all()
        if deployment.faults.planted("deletion-only-hides"):
            db.execute(delete(UserSession).where(UserSession.user_id == who.user_id))
            gone = {"email": f"{who.user_id}@deleted.invalid", "password": None}
            db.execute(update(User).where(User.id == who.user_id).values(gone))
            return
        address = db.get_one(User, who.user_id).email
        db.execute(delete(User).where(User.id == who.user_id))
        if deployment.faults.planted("deletion-blocks-address"):
            db.add(User(email=address, name="", date_of_birth=None, password=None))
    for photo in photos:
        deployment.purge(f"/cdn/photos/{photo}")
    deployment.end_session(who.session_id)


@router.get("/{id}", response_model=Person, responses=MANNERS.answers(404))
async def other(
    deployment: Running,
    who: Who,
    user_id: Annotated[str, Path(alias="id", pattern=IDENTIFIER)],
) -> Person | Response:
    """Show someone's public profile."""
    with deployment.database.reading() as db:
        found = db.get(User, user_id)
        hidden = safety.blocked(db, who.user_id, user_id) and not deployment.faults.planted("block-ignored")
    if found is None or hidden:
        raise ApiError(404, "User not found")
    if deployment.faults.planted("excess-data"):
        return JSONResponse(own(found).model_dump(mode="json", by_alias=True))
    return person(found)


def _named(deployment: Deployment, name: str) -> ColumnElement[bool]:
    if deployment.faults.planted("error-sql") or deployment.faults.planted("sql-injection"):
        return text(f"users.name LIKE '{name}%'")  # type: ignore[return-value]  # what a careless query does
    return User.name.startswith(name, autoescape=True)


def _distance(me: User, other: User) -> int:
    """Measure between the corners of a coarse grid, rounded up to whole steps."""
    if me.latitude is None or me.longitude is None or other.latitude is None or other.longitude is None:
        return 500
    one = [math.radians(round(value, 1)) for value in (me.latitude, me.longitude)]
    two = [math.radians(round(value, 1)) for value in (other.latitude, other.longitude)]
    part = math.sin((two[0] - one[0]) / 2) ** 2
    part += math.cos(one[0]) * math.cos(two[0]) * math.sin((two[1] - one[1]) / 2) ** 2
    kilometres = 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, part)))
    return max(_STEP_KM, math.ceil(kilometres / _STEP_KM) * _STEP_KM)
