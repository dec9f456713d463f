"""Health, as monitors and load balancers ask for it."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from demo.dojopool.manners import MANNERS
from demo.kernel.deployment import Deployment
from demo.kernel.health import Monitor

_State = Literal["up", "down"]


class Checks(BaseModel):
    """The state of the dependencies."""

    database: _State
    redis: _State


class Health(BaseModel):
    """The state of the deployment."""

    status: Literal["ok", "degraded"]
    version: str | None = None
    timestamp: str
    checks: Checks


def router(deployment: Deployment) -> APIRouter:
    """Make the route."""
    routes = APIRouter(prefix="/api/v1", tags=["health"])
    monitor = Monitor(deployment)

    @routes.get("/health", response_model_exclude_none=True, responses=MANNERS.answers(unhealthy=Health))
    async def health(response: Response) -> Health:
        """Say whether the deployment and its dependencies work."""
        state = monitor.health(response)
        return Health(
            status="ok" if all(state.up.values()) else "degraded",
            version=state.version,
            timestamp=state.at,
            checks=Checks(database=_word(up=state.up["database"]), redis=_word(up=state.up["cache"])),
        )

    return routes


def _word(*, up: bool) -> _State:
    return "up" if up else "down"
