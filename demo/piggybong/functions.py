"""Edge functions under /functions/v1, and the hook that empties the caches."""

from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import delete, select
from starlette.responses import JSONResponse

from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.health import Monitor
from demo.kernel.identity import Running
from demo.kernel.limits import Limit
from demo.piggybong.callers import Call, Member
from demo.piggybong.given import Invalidation, Receipt, Scan
from demo.piggybong.manners import MANNERS
from demo.piggybong.tables import Profile, Purchase

_TIERS = {"free": Limit("scans-free", 5, 60), "plus": Limit("scans-plus", 20, 60)}
_GENUINE = "test-store-receipt:"
"""How the receipts of the store's test mode begin."""


class Health(BaseModel):
    """The state of the deployment."""

    status: Literal["ok", "degraded"]
    version: str | None = None
    services: dict[str, Literal["up", "down"]]


def router(deployment: Deployment) -> APIRouter:
    """Make the routes for monitors, and those of the functions."""
    routes = APIRouter()
    monitor = Monitor(deployment)
    unhealthy = MANNERS.answers(unhealthy=Health)

    @routes.get("/functions/v1/health", response_model_exclude_none=True, responses=unhealthy)
    async def health(response: Response) -> Health:
        """Say whether the deployment and its dependencies work."""
        state = monitor.health(response)
        return Health(status="ok" if all(state.up.values()) else "degraded", version=state.version, services=_up(state))

    @routes.get("/functions/v1/ready", response_model_exclude_none=True, responses=unhealthy)
    async def ready(response: Response) -> Health:
        """Say whether requests may be sent here."""
        state = monitor.readiness(response)
        return Health(status="ok" if state.well else "degraded", services=_up(state))

    routes.include_router(_functions)
    return routes


_functions = APIRouter(tags=["functions"])


@_functions.post("/functions/v1/delete-account", status_code=204)
async def leave(deployment: Running, who: Member) -> None:
    """Delete one's account and everything that belongs to it."""
    with deployment.database.writing() as db:
        db.execute(delete(User).where(User.id == who.user_id))
    deployment.end_session(who.session_id)


@_functions.get("/functions/v1/export-data")
async def export(deployment: Running, who: Member) -> Response:
    """Give someone everything that is stored of them."""
    with deployment.database.reading() as db:
        user, profile = db.get_one(User, who.user_id), db.get(Profile, who.user_id)
        bought = db.scalars(select(Purchase).where(Purchase.user_id == who.user_id)).all()
    account: dict[str, Any] = {"email": user.email, "name": user.name, "birth_date": str(user.date_of_birth)}
    settings = {} if profile is None else {"monthly_budget": profile.monthly_budget, "tier": profile.tier}
    purchases = [{"id": one.id, "item": one.item, "amount": one.amount} for one in bought]
    return JSONResponse({"account": account, "settings": settings, "purchases": purchases})


@_functions.post("/functions/v1/redeem-receipt")
async def redeem(deployment: Running, who: Member, form: Receipt) -> Response:
    """Take the receipt of a store, and give what was bought."""
    if not form.receipt.startswith(_GENUINE):
        raise ApiError(402, "the store does not know this receipt")
    with deployment.database.writing() as db:
        profile = db.get(Profile, who.user_id)
        if profile is not None:
            profile.tier = "plus"
    return JSONResponse({"tier": "plus"})


@_functions.post("/functions/v1/scan-receipt")
async def scan(deployment: Running, who: Member, form: Scan) -> Response:
    """Find the sum in the text of a till receipt; how often, the tier says."""
    with deployment.database.reading() as db:
        profile = db.get(Profile, who.user_id)
    limit = _TIERS[profile.tier if profile else "free"]
    allowance = deployment.limiter.hit(limit, who.user_id)
    if allowance.exceeded and not deployment.faults.planted("piggybong-tiers-unlimited"):
        raise ApiError(429, "the scans of this tier are used up", headers=allowance.headers())
    words = [word.strip("€$₩").replace(",", "") for word in form.text.split()]
    sums = [float(word) for word in words if word.replace(".", "", 1).isascii() and word.replace(".", "", 1).isdigit()]
    return JSONResponse({"amount": max(sums, default=0.0)}, headers=allowance.headers())


@_functions.post("/cache/invalidate")
async def invalidate(deployment: Running, call: Call, form: Invalidation) -> Response:
    """Have the caches forget what matches; for who has the service key."""
    if call.role != "service_role" and not deployment.faults.planted("piggybong-cache-open"):
        raise ApiError(401 if call.role == "anon" else 403, "the service key is needed")
    for forget in deployment.caches:
        forget()
    return JSONResponse({"invalidated": form.pattern})


def _up(state: Any) -> dict[str, Literal["up", "down"]]:
    return {name: "up" if up else "down" for name, up in state.up.items()}
