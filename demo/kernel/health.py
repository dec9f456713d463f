"""Health and readiness: both really ask the dependencies."""

import time
from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from demo.kernel.deployment import Deployment
from demo.kernel.openapi import answers

_CACHED_FOR = 600


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
    cached: list[tuple[float, dict[str, Any]]] = []
    deployment.caches.append(cached.clear)
    faults = deployment.faults
    faults.on_change(cached.clear)

    @routes.get("/health", response_model_exclude_none=True, responses=answers(unhealthy=Health))
    async def health(response: Response) -> Health:
        """Say whether the deployment and its dependencies work."""
        lies = faults.planted("health-degraded-200")
        checks = _checks(deployment, cache_down=lies)
        well = _all_up(checks)
        version = _version(deployment)
        body = Health(
            status="ok" if well else "degraded",
            version=version,
            timestamp=datetime.now(UTC).isoformat(),
            checks=checks,
        )
        if faults.planted("health-cached"):
            if not cached:
                cached.append((time.monotonic(), body.model_dump()))
            since, stored = cached[0]
            response.headers["Cache-Control"] = f"public, max-age={_CACHED_FOR}"
            response.headers["Age"] = str(int(time.monotonic() - since) + 1)
            return Health(**stored)
        response.headers["Cache-Control"] = "no-store"
        if not well and not lies:
            response.status_code = 503
        return body

    @routes.get("/ready", responses=answers(unhealthy=Readiness))
    async def ready(response: Response) -> Readiness:
        """Say whether requests may be sent here."""
        lies = faults.planted("ready-lies")
        checks = _checks(deployment, cache_down=lies)
        well = _all_up(checks)
        response.headers["Cache-Control"] = "no-store"
        if not well and not lies:
            response.status_code = 503
        return Readiness(status="ok" if well or lies else "degraded", checks=checks)

    return routes


def _checks(deployment: Deployment, *, cache_down: bool) -> dict[str, Dependency]:
    try:
        deployment.database.ask()
        database = Dependency(status="up")
    except Exception:  # noqa: BLE001 - whatever goes wrong, the answer is that the database is down
        database = Dependency(status="down")
    down = cache_down or deployment.faults.planted("dependency-down")
    return {"database": database, "cache": Dependency(status="down" if down else "up")}


def _all_up(checks: dict[str, Dependency]) -> bool:
    return all(check.status == "up" for check in checks.values())


def _version(deployment: Deployment) -> str | None:
    if deployment.faults.planted("version-hidden"):
        return None
    return "0.9.0" if deployment.faults.planted("version-stale") else deployment.version
