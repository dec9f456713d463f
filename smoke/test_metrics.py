"""Metrics: can monitoring read them, do they move, and do they keep people's data out?"""

from __future__ import annotations

from dataclasses import dataclass

from prodworthy.api import (
    Accounts,
    Evidence,
    Exchange,
    Footprint,
    Http,
    Metrics,
    NotApplicable,
    Phase,
    Severity,
    Target,
    TargetFailed,
    Unmeasured,
    check,
    found,
    observation,
)
from prodworthy.rules import prometheus

_READS = 5


@dataclass(frozen=True, slots=True)
class Scrapes:
    """The metrics before and after some reads of the target.

    Attributes:
        declared: where they are and what has to be in them.
        before: the first answer.
        after: the second.
    """

    declared: Metrics
    before: Exchange
    after: Exchange


@observation(phase=Phase.READING, deadline=60.0, requests=_READS + 2)
async def metrics_scraped(http: Http, target: Target) -> Scrapes:
    """The metrics, before and after some reads of the landing page and the health document."""
    declared = target.metrics
    if declared is None:
        raise NotApplicable("no metrics that can be reached from here are declared: declare [metrics] url")
    before = await _scrape(http, declared)
    for _ in range(_READS):
        await http.get(target.health.live or target.web.landing)
    return Scrapes(declared, before, await _scrape(http, declared))


@observation(phase=Phase.WRITING, deadline=60.0, requests=3, needs={"accounts"})
async def metrics_after_sign_up(http: Http, target: Target, accounts: Accounts) -> Exchange:
    """The metrics after somebody signed up, so that there is somebody to be named."""
    if target.metrics is None:
        raise NotApplicable("no metrics that can be reached from here are declared: declare [metrics] url")
    await accounts.adult()
    return await _scrape(http, target.metrics)


@check(
    "smoke.metrics_readable",
    "Monitoring can read the metrics, and the named families are in them",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OPS-MET-01; Prometheus text format 0.0.4, OpenMetrics 1.0",
    remedy="Write metrics with a client library of Prometheus, and declare each family once.",
    covers=["OPS-MET-01"],
)
def test_metrics_readable(metrics_scraped: Scrapes, evidence: Evidence) -> None:
    """One line that cannot be read makes Prometheus drop the whole answer: all graphs and alerts go blind."""
    scrape = _read(metrics_scraped.after)
    evidence.measure("metrics_samples", len(scrape.samples), "samples")
    prometheus.judge_readable(scrape, metrics_scraped.declared.families).raise_if_any()


@check(
    "smoke.metrics_move",
    "The metrics count what the target answers",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OPS-MET-01",
    remedy="Count requests in the process that answers them, and scrape every process.",
    covers=["OPS-MET-01"],
)
def test_metrics_move(metrics_scraped: Scrapes) -> None:
    """A counter that stands still keeps every alert on it silent while the service burns."""
    name = metrics_scraped.declared.moving
    before, after = (_read(one).total(name) for one in (metrics_scraped.before, metrics_scraped.after))
    if after is None:
        found("there is no such counter", "a counter of requests", where=name).raise_if_any()
    elif before is not None and after == before:
        found(f"{after:g} before and after {_READS} reads", "a counter that rises", where=name).raise_if_any()
    elif before is not None and after < before:
        raise Unmeasured(f"{name} fell from {before:g} to {after:g}: another replica answered, or it was restarted")


@check(
    "smoke.metrics_personal",
    "The metrics name nobody",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="OPS-MET-03; Prometheus naming practices; GDPR article 5(1)(c)",
    remedy="Drop the label, or replace it by a group with few values; purge what is stored already.",
    covers=["OPS-MET-03"],
    needs={"accounts"},
    creates="a test account, removed again",
)
def test_metrics_personal(metrics_after_sign_up: Exchange) -> None:
    """Metrics are copied to many places and kept for long; what they tell of people is not deleted with an account."""
    prometheus.judge_personal(_read(metrics_after_sign_up)).raise_if_any()


async def _scrape(http: Http, declared: Metrics) -> Exchange:
    try:
        return await http.get(declared.url)
    except TargetFailed as failure:  # metrics are not public, so this machine need not be able to reach them
        raise Unmeasured(f"the metrics cannot be reached from here: {failure.sentence}") from failure


def _read(answer: Exchange) -> prometheus.Scrape:
    if not answer.ok:
        found(f"answered {answer.status}", "the metrics", where=answer.request.url).raise_if_any()
    return prometheus.read(answer.text)
