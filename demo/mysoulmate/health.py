"""Health and readiness, as Kubernetes and people ask for them."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from demo.kernel.deployment import Deployment
from demo.kernel.health import Monitor
from demo.mysoulmate.manners import MANNERS


class Health(BaseModel):
    """Whether it works, and which release it is."""

    status: Literal["ok", "degraded"]
    version: str | None = None
    timestamp: str


class Detailed(Health):
    """Whether it works, dependency by dependency."""

    checks: dict[str, Literal["up", "down"]]


class Alive(BaseModel):
    """That the process answers."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """Whether requests may be sent here."""

    status: Literal["ready", "unavailable"]


def router(deployment: Deployment) -> APIRouter:
    """Make the routes."""
    routes = APIRouter(prefix="/health", tags=["health"])
    monitor = Monitor(deployment)

    @routes.get("", response_model_exclude_none=True, responses=MANNERS.answers(unhealthy=Health))
    async def health(response: Response) -> Health:
        """Say whether the deployment and its dependencies work."""
        state = monitor.health(response)
        status: Literal["ok", "degraded"] = "ok" if all(state.up.values()) else "degraded"
        return Health(status=status, version=state.version, timestamp=state.at)

    @routes.get("/live")
    async def live(response: Response) -> Alive:
        """Say that the process answers."""
        response.headers["Cache-Control"] = "no-store"
        return Alive(status="ok")

    @routes.get("/ready", responses=MANNERS.answers(unhealthy=Readiness))
    async def ready(response: Response) -> Readiness:
        """Say whether requests may be sent here."""
        return Readiness(status="ready" if monitor.readiness(response).well else "unavailable")

    @routes.get("/detailed", response_model_exclude_none=True, responses=MANNERS.answers(unhealthy=Detailed))
    async def detailed(response: Response) -> Detailed:
        """Say it dependency by dependency."""
        state = monitor.health(response)
        status: Literal["ok", "degraded"] = "ok" if all(state.up.values()) else "degraded"
        checks: dict[str, Literal["up", "down"]] = {name: "up" if up else "down" for name, up in state.up.items()}
        return Detailed(status=status, version=state.version, timestamp=state.at, checks=checks)

    return routes
