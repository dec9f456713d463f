"""What monitoring reads, in the text format of Prometheus, on a listener apart from the site."""

import os
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from demo.kernel.deployment import Deployment  # which holds the figures of this module

_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(slots=True)
class Figures:
    """The figures of one deployment."""

    started: float = field(default_factory=time.time)
    events: Counter[str] = field(default_factory=Counter)
    levels: dict[str, float] = field(default_factory=dict)
    requests: dict[tuple[str, str, int], int] = field(default_factory=lambda: defaultdict(int))
    buckets: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * (len(_BOUNDS) + 1)))
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    last_email: str = ""

    def count(self, name: str) -> None:
        """Count an event."""
        self.events[name] += 1

    def request(self, area: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self.requests[area, method, status] += 1
        self.buckets[area][bisect_left(_BOUNDS, seconds)] += 1
        self.seconds[area] += seconds


class Measured:
    """Counts and times what the application answers."""

    def __init__(self, app: ASGIApp, deployment: "Deployment") -> None:
        self._app = app
        self._deployment = deployment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and take the time."""
        if scope["type"] != "http" or self._deployment.faults.planted("metrics-frozen"):
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            took = time.perf_counter() - began
            method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST", "PUT", "DELETE"} else "other"
            self._deployment.figures.request(self._area(scope["path"]), method, status, took)

    def _area(self, path: str) -> str:
        manners = self._deployment.manners
        if not manners.is_api(path):
            return "delivery" if path.startswith(("/static/", "/cdn/")) else "pages"
        return manners.area(path) or path.strip("/").partition("/")[0]


def text(deployment: "Deployment") -> str:
    """Write the figures."""
    figures, faults = deployment.figures, deployment.faults
    product, version = deployment.product, deployment.version
    lines = _family("build_info", "gauge", "The release that runs.")
    lines.append(f'build_info{{product="{product}",version="{version}"}} 1')
    lines += _family("process_start_time_seconds", "gauge", "When it was started, in Unix time.")
    lines.append(f"process_start_time_seconds {figures.started:.3f}")
    lines += _family("process_cpu_seconds_total", "counter", "Processor time it took.")
    lines.append(f"process_cpu_seconds_total {sum(os.times()[:2]):.2f}")
    for name, meaning in (deployment.manners.counted or {}).items():
        lines += _family(name, "counter", meaning)
        personal = name == "sign_ups_total" and faults.planted("metrics-personal")
        lines.append(f'{name}{{last="{figures.last_email}"}} 1' if personal else f"{name} {figures.events[name]}")
    for name, meaning in (deployment.manners.levels or {}).items():
        lines += [*_family(name, "gauge", meaning), f"{name} {figures.levels.get(name, 0):g}"]
    lines += _family("http_requests_total", "counter", "Requests that were answered.")
    for (area, method, status), number in sorted(figures.requests.items()):
        lines.append(f'http_requests_total{{area="{area}",method="{method}",status="{status}"}} {number}')
    lines += _family("http_request_duration_seconds", "histogram", "How long answers took.")
    for area in sorted(figures.buckets):
        lines += _histogram(area, figures.buckets[area], figures.seconds[area])
    if faults.planted("metrics-malformed"):
        lines += ["# TYPE http_requests_total gauge", "http_requests_total{area=api} many"]
    return "\n".join(lines) + "\n"


def application(deployment: "Deployment", *more: Route) -> Starlette:
    """Make the application of the metrics listener."""

    async def metrics(_request: Request) -> Response:
        return Response(text(deployment), headers={"Content-Type": _TYPE, "Cache-Control": "no-store"})

    return Starlette(routes=[Route("/metrics", metrics), *more])


def _family(name: str, kind: str, meaning: str) -> list[str]:
    return [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]


def _histogram(area: str, buckets: list[int], seconds: float) -> list[str]:
    name, lines, total = "http_request_duration_seconds", [], 0
    for bound, number in zip((*map(str, _BOUNDS), "+Inf"), buckets, strict=True):
        total += number
        lines.append(f'{name}_bucket{{area="{area}",le="{bound}"}} {total}')
    return [*lines, f'{name}_sum{{area="{area}"}} {seconds:.6f}', f'{name}_count{{area="{area}"}} {total}']
