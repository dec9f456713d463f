"""The deployment's own metrics, held against what was promised of them."""

from __future__ import annotations

from prodworthy.api import (
    Evidence,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Readings,
    Run,
    Severity,
    Target,
    Unmeasured,
    ask_monitoring,
    check,
    observation,
)
from prodworthy.rules import promql


@observation(deadline=30.0, requests=lambda target: 2 * sum(len(promise.metrics) for promise in target.promises))
async def metrics_asked(http: Http, target: Target, run: Run) -> Readings:
    """What the metrics server answers to the queries of the promises that this run asks."""
    gates = target.metric_gates(run.phase)
    if not gates:
        raise NotApplicable("no promise of this run names metrics: declare them as `metrics` of a promise")
    if target.monitoring is None:
        raise NotApplicable("no metrics server is declared: declare [monitoring] prometheus")
    return await ask_monitoring(http, target.monitoring, gates)


@check(
    "smoke.metric_gates",
    "The deployment's own metrics keep what is promised of them",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Prometheus HTTP API v1, instant queries",
    remedy="Look the query up in your monitoring and find out since when it is so; a promise with `required` blocks.",
)
def test_metric_gates(metrics_asked: Readings, target: Target, run: Run, parts: Parts, evidence: Evidence) -> None:
    """What only the system itself sees, such as its queues and its customers' doings, no request from outside shows."""
    monitoring, rows = target.monitoring, []
    assert monitoring is not None
    for gate in target.metric_gates(run.phase):
        with parts.part(gate.name):
            reading = metrics_asked[gate.name]
            if isinstance(reading, Unmeasured):
                raise reading
            if (worst := promql.worst(gate, reading.answer)) is not None:
                rows.append([gate.name, gate.promql, len(reading.answer.series), f"{worst.value:g}", gate.required])
                evidence.measure(f"metric.{gate.name}", worst.value, gate.unit)
            promql.judge(
                gate, reading.answer, reading.sampled, now=reading.asked, stale_s=monitoring.stale_s
            ).raise_if_any()
    evidence.table("What the metrics server answers", ["metric", "query", "series", "worst", "required"], rows)
