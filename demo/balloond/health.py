"""Health and readiness, as monitors and load balancers ask for them."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from demo.balloond.manners import MANNERS
from demo.kernel.deployment import Deployment
from demo.kernel.health import Monitor, State


class Dependency(BaseModel):
    """The state of one dependency."""

    status: Literal["up", "down"]


class Health(BaseModel):
    """The state of the deployment."""

    status: Literal["ok", "degraded"]
    version: str | None = None
    timestamp: str
    checks: dict[str, Dependency]


class Readiness(BaseModel):
    """Whether the deployment may be sent traffic."""

    status: Literal["ok", "degraded"]
    checks: dict[str, Dependency]


def router(deployment: Deployment) -> APIRouter:
    """Make the routes for monitors and load balancers."""
    routes = APIRouter(prefix="/api", tags=["health"])
    monitor = Monitor(deployment)

    @routes.get("/health", response_model_exclude_none=True, responses=MANNERS.answers(unhealthy=Health))
    async def health(response: Response) -> Health:
        """Say whether the deployment and its dependencies work."""
        state = monitor.health(response)
        return Health(
            status="ok" if all(state.up.values()) else "degraded",
            version=state.version,
            timestamp=state.at,
            checks=_checks(state),
        )

    @routes.get("/ready", responses=MANNERS.answers(unhealthy=Readiness))
    async def ready(response: Response) -> Readiness:
        """Say whether requests may be sent here."""
        state = monitor.readiness(response)
        return Readiness(status="ok" if state.well else "degraded", checks=_checks(state))

    return routes


def _checks(state: State) -> dict[str, Dependency]:
    return {name: Dependency(status="up" if up else "down") for name, up in state.up.items()}
