"""Asks the target's own monitoring, over the HTTP API of Prometheus."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import TargetFailed, Unmeasured
from prodworthy.probes.http import Http
from prodworthy.rules import promql
from prodworthy.target import MetricGate, Monitoring, Reach, Target
from prodworthy.target.reach import DIRECT, is_loopback


@dataclass(frozen=True, slots=True)
class Reading:
    """What monitoring tells of a gate.

    Attributes:
        answer: to the gate's query.
        sampled: when the samples behind it were scraped; None where that cannot be known.
        exchange: how it was asked.
        asked: when, in epoch seconds.
    """

    answer: promql.Answer
    sampled: promql.Answer | None
    exchange: Exchange
    asked: float


Readings = Mapping[str, Reading | Unmeasured]
"""By the name of a gate, what is told of it, or why nothing is."""


async def ask_monitoring(http: Http, monitoring: Monitoring, gates: Sequence[MetricGate]) -> Readings:
    """Ask for every gate; the token goes to the metrics server alone, and nothing of the target's does."""
    place = http.beside(_as_target(monitoring, http.target))
    try:
        answers = await asyncio.gather(*(_ask(place, gate) for gate in gates))
    finally:
        await place.close()
    return {gate.name: answer for gate, answer in zip(gates, answers, strict=True)}


def _as_target(monitoring: Monitoring, target: Target) -> Target:
    reach = target.reach
    near = is_loopback(urlsplit(monitoring.prometheus).hostname or "")
    return Target(
        name=target.name,
        base_url=monitoring.prometheus,
        reach=Reach(
            headers={"Authorization": f"Bearer {monitoring.token}"} if monitoring.token else {},
            ca_file=reach.ca_file,
            proxy=DIRECT if near else reach.proxy,
            no_proxy=reach.no_proxy,
            connect_to=reach.connect_to,
        ),
        gate=target.gate,
        limits=target.limits,
    )


async def _ask(http: Http, gate: MetricGate) -> Reading | Unmeasured:
    try:
        asked = time.time()
        exchange = await _query(http, gate.promql)
        answer = promql.read(exchange)
        return Reading(answer, await _sampled(http, gate) if answer.is_vector else None, exchange, asked)
    except TargetFailed as failure:
        return Unmeasured(f"the metrics server cannot be asked from here: {failure.sentence}")
    except Unmeasured as reason:
        return reason


async def _sampled(http: Http, gate: MetricGate) -> promql.Answer | None:
    """Return when the samples behind a query were scraped: of an expression it is when it was evaluated."""
    try:
        return promql.read(await _query(http, f"timestamp({gate.promql})"))
    except Unmeasured:  # such as two series that differ by their name alone, which the function drops
        return None


async def _query(http: Http, query: str) -> Exchange:
    return await http.get(f"/api/v1/query?{urlencode({'query': query})}", headers={"Accept": "application/json"})
