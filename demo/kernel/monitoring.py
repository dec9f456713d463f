"""A stand-in of the metrics server that watches the deployment.

Nobody uses a stand-in for a month, so its figures are made up: those that a product gives of itself, by the metrics
that a query names. It knows no PromQL.
"""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from demo.kernel.deployment import Deployment


@dataclass(frozen=True, slots=True)
class Watched:
    """What monitoring tells of a metric.

    Attributes:
        metric: how a query names it; the first one that a query names is what it asks about.
        value: what is told.
        fault: the fault under which it is another value; empty for none.
        spoiled: that value.
    """

    metric: str
    value: float
    fault: str = ""
    spoiled: float = 0.0


def route(watched: tuple[Watched, ...], deployment: "Deployment") -> Route:
    """Make the route that answers queries."""

    async def query(request: Request) -> Response:
        asked, now = request.query_params.get("query", ""), time.time()
        found = next((one for one in watched if one.metric in asked), None)
        if found is None:
            return _vector([])
        spoiled = bool(found.fault) and deployment.faults.planted(found.fault)
        value = now if asked.startswith("timestamp(") else found.spoiled if spoiled else found.value
        return _vector([{"metric": {}, "value": [now, str(value)]}])

    return Route("/api/v1/query", query)


def _vector(result: list[dict[str, object]]) -> JSONResponse:
    return JSONResponse({"status": "success", "data": {"resultType": "vector", "result": result}})
