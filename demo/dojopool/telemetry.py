"""What is counted of the way in, after consent, and how far someone is on it."""

from fastapi import APIRouter
from sqlalchemy import select

from demo.dojopool.given import Telemetry
from demo.dojopool.manners import MANNERS
from demo.dojopool.shapes import Listed, Named, Progress
from demo.dojopool.tables import Event, Payment, Picture, player
from demo.kernel.accounts import User
from demo.kernel.identity import MaybeWho, Running, Who

router = APIRouter(prefix="/api/v1")


@router.post("/telemetry", tags=["telemetry"], status_code=202, responses=MANNERS.answers(400))
async def count(deployment: Running, who: MaybeWho, form: Telemetry) -> dict[str, int]:
    """Count steps of the way in."""
    with deployment.database.writing() as db:
        for event in form.events:
            db.add(Event(user_id=who.user_id if who else None, name=event.name))
    return {"counted": len(form.events)}


@router.get("/onboarding", tags=["onboarding"])
async def progress(deployment: Running, who: Who) -> Progress:
    """Say how far one is."""
    with deployment.database.reading() as db:
        known = player(db, who.user_id)
        generated = Picture.generated.is_(other=True)
        return Progress(
            verified=known.verified,
            profile=bool(db.get_one(User, who.user_id).bio),
            avatar=db.scalar(select(Picture.id).where(Picture.user_id == who.user_id, generated)) is not None,
            wallet=known.wallet is not None,
            paid=db.scalar(select(Payment.id).where(Payment.user_id == who.user_id)) is not None,
            toured=known.toured,
        )


@router.post("/onboarding/tutorial", tags=["onboarding"], status_code=204)
async def toured(deployment: Running, who: Who) -> None:
    """Say that one has seen the tutorial."""
    with deployment.database.writing() as db:
        player(db, who.user_id).toured = True


@router.get("/notifications", tags=["notifications"])
async def notifications(deployment: Running, who: Who) -> Listed:
    """List what there is to tell someone."""
    with deployment.database.reading() as db:
        verified = player(db, who.user_id).verified
    told = [] if verified else [Named(id="verify", name="Confirm your address")]
    return Listed(items=told)
