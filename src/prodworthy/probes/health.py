"""Finds where a target says how it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prodworthy.facts.exchange import Exchange
from prodworthy.probes.http import Http
from prodworthy.rules.health import Reading, State, read
from prodworthy.target import Target

LIVE_PATHS = (
    "/health",
    "/api/health",
    "/healthz",
    "/api/v1/health",
    "/health/live",
    "/livez",
    "/actuator/health",
    "/status",
    "/api/status",
    "/ping",
    "/up",
)
"""Where frameworks and platforms put a health document, the most usual first."""

READY_PATHS = (
    "/ready",
    "/api/ready",
    "/readyz",
    "/health/ready",
    "/api/health/ready",
    "/api/v1/ready",
    "/actuator/health/readiness",
    "/readiness",
)
"""Where frameworks and platforms put a readiness document."""

_ILL_STATUSES = frozenset({500, 503})
_ACCEPT = {"Accept": "application/health+json, application/json;q=0.9, text/plain;q=0.5, */*;q=0.1"}


@dataclass(frozen=True, slots=True)
class HealthDocument:
    """A health or readiness document.

    Attributes:
        path: where it is.
        exchange: how it was got.
        declared: whether the target file names the path; otherwise it was found.
    """

    path: str
    exchange: Exchange
    declared: bool


async def find_health(http: Http, target: Target) -> HealthDocument | None:
    """Return the health document: the declared one whatever it answers, else the first found at a usual place.

    Raises:
        TargetFailed: if there is no answer.
    """
    return await _find(http, target.health.live, LIVE_PATHS, target.health.healthy)


async def find_ready(http: Http, target: Target) -> HealthDocument | None:
    """Return the readiness document: the declared one whatever it answers, else the first found at a usual place.

    Raises:
        TargetFailed: if there is no answer.
    """
    return await _find(http, target.health.ready, READY_PATHS, target.health.healthy)


async def _find(http: Http, declared: str, usual: Sequence[str], healthy: tuple[str, ...]) -> HealthDocument | None:
    if declared:
        return HealthDocument(declared, await http.get(declared, headers=_ACCEPT), declared=True)
    for path in usual:
        exchange = await http.get(path, headers=_ACCEPT)
        if is_health(exchange, healthy):
            return HealthDocument(path, exchange, declared=False)
    return None


def is_health(exchange: Exchange, healthy: tuple[str, ...] = ()) -> bool:
    """Whether an answer at a usual place is a health document, and not a page, an error or an API's own 404.

    A server error counts only if it reads as a health document with dependencies, or its status word says so.
    """
    if not exchange.ok and exchange.status not in _ILL_STATUSES:
        return False
    reading = read(exchange, healthy)
    if reading is None or not _says_something(reading):
        return False
    return exchange.ok or bool(reading.components) or reading.overall.casefold() in {"down", "degraded", "unhealthy"}


def _says_something(reading: Reading) -> bool:
    """Whether there is a status that was understood: an empty body at a usual place may be anything."""
    return reading.speaks and (reading.state is not State.NEUTRAL or bool(reading.components))
