"""Health and readiness: both really ask the dependencies. Each product tells them in its own words."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.responses import Response

from demo.kernel.deployment import Deployment

_CACHED_FOR = 600


@dataclass(frozen=True, slots=True)
class State:
    """The state of a deployment.

    Attributes:
        well: whether it says that it works.
        version: the release that runs; None where that is not told.
        at: when that was found.
        up: which dependencies answer, by name.
    """

    well: bool
    version: str | None
    at: str
    up: dict[str, bool]


class Monitor:
    """Finds out how a deployment is."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._cached: list[tuple[float, State]] = []
        deployment.caches.append(self._cached.clear)
        deployment.faults.on_change(self._cached.clear)

    def health(self, response: Response) -> State:
        """Say whether the deployment and its dependencies work, and set the response's status and caching."""
        faults = self._deployment.faults
        lies = faults.planted("health-degraded-200")
        up = self._up(cache_down=lies)
        well = all(up.values())
        state = State(well, self._version(), datetime.now(UTC).isoformat(), up)
        if faults.planted("health-cached"):
            if not self._cached:
                self._cached.append((time.monotonic(), state))
            since, stored = self._cached[0]
            response.headers["Cache-Control"] = f"public, max-age={_CACHED_FOR}"
            response.headers["Age"] = str(int(time.monotonic() - since) + 1)
            return stored
        response.headers["Cache-Control"] = "no-store"
        if not well and not lies:
            response.status_code = 503
        return state

    def readiness(self, response: Response) -> State:
        """Say whether requests may be sent here, and set the response's status and caching."""
        lies = self._deployment.faults.planted("ready-lies")
        up = self._up(cache_down=lies)
        well = all(up.values())
        response.headers["Cache-Control"] = "no-store"
        if not well and not lies:
            response.status_code = 503
        return State(well or lies, self._version(), datetime.now(UTC).isoformat(), up)

    def _up(self, *, cache_down: bool) -> dict[str, bool]:
        try:
            self._deployment.database.ask()
            database = True
        except Exception:  # noqa: BLE001 - whatever goes wrong, the answer is that the database is down
            database = False
        return {"database": database, "cache": not (cache_down or self._deployment.faults.planted("dependency-down"))}

    def _version(self) -> str | None:
        if self._deployment.faults.planted("version-hidden"):
            return None
        return "0.9.0" if self._deployment.faults.planted("version-stale") else self._deployment.version
