"""Times one read path: one request after the other, on a warm connection, with nothing else going on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.http import Http
from prodworthy.rules import health
from prodworthy.rules.statistics import Verdict, prove
from prodworthy.target import Target

_WARM_UP_SHARE = 10
_LEAST_WARM_UP = 10
_MOST_WARM_UP = 30
_WARM_UP_S = 2.0
_TOO_MANY_REQUESTS = 429
_SERVER_ERRORS = range(500, 600)
_OUT_OF_SERVICE = 503
_CERTAIN = 0.9999  # so strict that looking after every miss does not add up to the doubt that a verdict may have


@dataclass(frozen=True, slots=True)
class Sample:
    """Timed requests of one path.

    Attributes:
        path: what was read.
        bound_ms: the latency that was promised, in milliseconds.
        share: the share of requests that has to keep it, such as 0.95.
        latencies_ms: from request to last byte, of those that were answered without a server error.
        failures: what became of the others, in words.
        warmed_up: how many requests went before, untimed.
        stopped: why it ended before the wanted number of requests; empty if it did not.
        example: one exchange, to show what was timed.
    """

    path: str
    bound_ms: float
    share: float
    latencies_ms: tuple[float, ...]
    failures: tuple[str, ...]
    warmed_up: int
    stopped: str = ""
    example: Exchange | None = None

    @property
    def count(self) -> int:
        """How many requests were timed or failed."""
        return len(self.latencies_ms) + len(self.failures)

    @property
    def misses(self) -> int:
        """How many did not keep the bound; a failed request is one of them."""
        return len(self.failures) + sum(latency > self.bound_ms for latency in self.latencies_ms)


async def time_reads(  # noqa: PLR0913 - the claim and the budget, all by keyword
    http: Http,
    path: str,
    *,
    count: int,
    bound_ms: float,
    share: float,
    budget_s: float,
    headers: Mapping[str, str] | None = None,
) -> Sample:
    """Time reads of a path, and stop early when the claim is refuted beyond doubt or the time is up.

    The requests of the warm-up, a tenth of the planned number but ten to thirty, are not timed; a slow target gets two
    seconds for them. A health document that says 503 is an answer, not a failure: other checks judge what it says.

    Args:
        http: sends the requests.
        path: what to read.
        count: how many requests to time.
        bound_ms: the promised latency.
        share: the share of requests that has to keep it.
        budget_s: seconds for all of it.
        headers: header fields to send, such as a credential.

    Raises:
        TargetFailed: if the machine that runs this has no network.
    """
    clock = asyncio.get_running_loop().time
    end_at = clock() + budget_s
    fields = headers or {}
    warmed_up = await _warm_up(http, path, min(_MOST_WARM_UP, max(_LEAST_WARM_UP, count // _WARM_UP_SHARE)), fields)
    latencies: list[float] = []
    failures: list[str] = []
    example: Exchange | None = None
    misses = 0
    stopped = ""
    for _ in range(count):
        try:
            exchange = await http.get(
                path, headers=fields, timeout=max(0.1, min(http.target.limits.request_timeout_s, end_at - clock()))
            )
        except TargetFailed as failure:
            if failure.kind == "network":
                raise
            failures.append(failure.sentence)
        else:
            if exchange.status == _TOO_MANY_REQUESTS:
                stopped = "the target throttled the measurement with 429"
                break
            example = example or exchange
            if _failed(exchange, path, http.target):
                failures.append(f"status {exchange.status}")
            else:
                latencies.append(exchange.elapsed * 1000)
        now = sum(latency > bound_ms for latency in latencies) + len(failures)
        if now > misses and prove(share, len(latencies) + len(failures), now, _CERTAIN).verdict is Verdict.BROKEN:
            stopped = "the verdict was certain"
            break
        misses = now
        if clock() >= end_at:
            stopped = f"the time for it, {budget_s:g} s, was up"
            break
    done = len(latencies) + len(failures)
    return Sample(
        path, bound_ms, share, tuple(latencies), tuple(failures), warmed_up,
        stopped if done < count else "", example,
    )  # fmt: skip


def _failed(exchange: Exchange, path: str, target: Target) -> bool:
    if exchange.status == _OUT_OF_SERVICE and path == target.health.live:
        reading = health.read(exchange, target.health.healthy)
        return reading is None or not reading.speaks
    return exchange.status in _SERVER_ERRORS


async def _warm_up(http: Http, path: str, count: int, headers: Mapping[str, str]) -> int:
    clock = asyncio.get_running_loop().time
    end_at = clock() + _WARM_UP_S
    for number in range(count):
        if clock() >= end_at:
            return number
        try:
            await http.get(path, headers=headers)
        except TargetFailed as failure:
            if failure.kind == "network":
                raise
            return number
    return count
