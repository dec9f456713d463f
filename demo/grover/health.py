"""Health and readiness, as monitors and load balancers ask for them."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from demo.grover.manners import MANNERS
from demo.kernel.deployment import Deployment
from demo.kernel.health import Monitor, State

_NAMES = {"database": "mongodb", "cache": "redis"}


class Services(BaseModel):
    """The state of what the deployment builds on."""

    mongodb: Literal["connected", "disconnected"]
    redis: Literal["connected", "disconnected"]
    cloudinary: Literal["connected", "disconnected"]


class Health(BaseModel):
    """The state of the deployment."""

    status: Literal["healthy", "degraded"]
    version: str | None = None
    timestamp: str
    services: Services


class Readiness(BaseModel):
    """Whether the deployment may be sent traffic."""

    status: Literal["ready", "not ready"]


def router(deployment: Deployment) -> APIRouter:
    """Make the routes for monitors and load balancers."""
    routes = APIRouter(prefix="/api", tags=["health"])
    monitor = Monitor(deployment)

    @routes.get("/health", response_model_exclude_none=True, responses=MANNERS.answers(unhealthy=Health))
    async def health(response: Response) -> Health:
        """Say whether the deployment and its dependencies work."""
        state = monitor.health(response)
        services = _services(state)
        if deployment.faults.planted("grover-degraded-200"):
            services, response.status_code = services.model_copy(update={"redis": "disconnected"}), 200
        well = "disconnected" not in services.model_dump().values()
        return Health(
            status="healthy" if well else "degraded", version=state.version, timestamp=state.at, services=services
        )

    @routes.get("/ready", responses=MANNERS.answers(unhealthy=Readiness))
    async def ready(response: Response) -> Readiness:
        """Say whether requests may be sent here."""
        return Readiness(status="ready" if monitor.readiness(response).well else "not ready")

    return routes


def _services(state: State) -> Services:
    told = {_NAMES[name]: "connected" if up else "disconnected" for name, up in state.up.items()}
    return Services.model_validate({**told, "cloudinary": "connected"})
