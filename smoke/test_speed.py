"""Speed and success: what a sample of reads proves, and what it does not."""

from __future__ import annotations

from prodworthy.api import (
    Evidence,
    Footprint,
    Http,
    Limits,
    Phase,
    Sample,
    Severity,
    Target,
    check,
    observation,
    time_reads,
)
from prodworthy.rules import statistics
from smoke.timing import P95, Claim, prove, show

_BUDGET_S = 60.0
_DEADLINE_S = 90.0


def _requests(target: Target) -> int:
    return target.limits.latency_samples + max(10, target.limits.latency_samples // 10)


@observation(phase=Phase.QUIET, deadline=_DEADLINE_S, requests=_requests)
async def timed_reads(http: Http, target: Target) -> Sample:
    """One read after the other while nothing else goes on."""
    limits = target.limits
    path = limits.latency_path or target.health.live or target.web.landing
    return await time_reads(
        http, path, count=limits.latency_samples, bound_ms=limits.latency_p95_ms, share=P95, budget_s=_BUDGET_S
    )


@check(
    "smoke.latency",
    "95 % of reads are answered within the promised time",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OPS-LAT-01; exact binomial order statistics at 95 % confidence",
    remedy="Look at the table: a high median is slow code or distance; a long tail is queueing, locks or cold caches.",
    covers=["OPS-LAT-01"],
)
def test_latency(timed_reads: Sample, limits: Limits, evidence: Evidence) -> None:
    """Users feel the slow requests, not the average ones."""
    show(timed_reads, "latency", evidence)
    prove(timed_reads, Claim(P95, timed_reads.misses, f"within {limits.latency_p95_ms:g} ms"))


@check(
    "smoke.success_rate",
    "Reads succeed at the promised rate",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="OPS-SUC-01; Clopper-Pearson bounds at 95 % confidence",
    remedy="Find the failed requests in the service's log by their time and the X-Prodworthy-Run header field.",
    covers=["OPS-SUC-01"],
)
def test_success_rate(timed_reads: Sample, limits: Limits, evidence: Evidence) -> None:
    """A few requests in a hundred that fail are many users a day, and no single request shows it."""
    samples, failures = timed_reads.count, len(timed_reads.failures)
    if samples:
        evidence.measure("success_rate", (samples - failures) / samples, "1", samples)
        low, high = (bound(samples - failures, samples) for bound in (statistics.lower_bound, statistics.upper_bound))
        evidence.table(
            f"Reads of {timed_reads.path}",
            ["n", "failed", "rate", "at least (95 %)", "at most (95 %)"],
            [[samples, failures, f"{1 - failures / samples:.2%}", f"{low:.2%}", f"{high:.2%}"]],
        )
        if timed_reads.failures:
            evidence.log("Failed reads", sorted(set(timed_reads.failures)))
    prove(timed_reads, Claim(limits.success_rate, failures, "answered without a server error"))
