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
    Unmeasured,
    check,
    found,
    observation,
    time_reads,
)
from prodworthy.rules import statistics
from prodworthy.rules.statistics import Proof, Verdict

_P95 = 0.95
_BUDGET_S = 60.0
_DEADLINE_S = 90.0
_PERCENT = 100


def _requests(target: Target) -> int:
    return target.limits.latency_samples + max(10, target.limits.latency_samples // 10)


@observation(phase=Phase.QUIET, deadline=_DEADLINE_S, requests=_requests)
async def timed_reads(http: Http, target: Target) -> Sample:
    """One read after the other while nothing else goes on."""
    limits = target.limits
    path = limits.latency_path or target.health.live or target.web.landing
    return await time_reads(
        http, path, count=limits.latency_samples, bound_ms=limits.latency_p95_ms, share=_P95, budget_s=_BUDGET_S
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
    _show(timed_reads, evidence)
    proof = statistics.prove(_P95, timed_reads.count, timed_reads.misses)
    bound = f"95 % of reads of {timed_reads.path} within {limits.latency_p95_ms:g} ms"
    _conclude(proof, bound, timed_reads.stopped)


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
    proof = statistics.prove(limits.success_rate, samples, failures)
    bound = f"{limits.success_rate * _PERCENT:g} % of reads of {timed_reads.path} answered without a server error"
    _conclude(proof, bound, timed_reads.stopped)


def _conclude(proof: Proof, bound: str, stopped: str) -> None:
    if proof.verdict is Verdict.BROKEN:
        found(proof.describe(), bound).raise_if_any()
    if proof.verdict is Verdict.UNDECIDED:
        why = f"; it was stopped early: {stopped}" if stopped else ""
        raise Unmeasured(
            f"too few samples to tell whether {bound}: {proof.describe()}; "
            f"without a miss it takes {proof.minimum_samples}{why}"
        )


def _show(sample: Sample, evidence: Evidence) -> None:
    if sample.example is not None:
        evidence.exchange(sample.example, "One of the timed reads")
    if not sample.latencies_ms:
        return
    summary = statistics.summarise(sample.latencies_ms)
    figures = (summary.minimum, summary.p50, summary.p95, summary.p99, summary.maximum)
    evidence.table(
        f"Reads of {sample.path}, one at a time on a warm connection, milliseconds to the last byte",
        ["n", "warm-up", "over the bound", "failed", "min", "p50", "p95", "p99", "max"],
        [[sample.count, sample.warmed_up, sample.misses, len(sample.failures), *(f"{one:.1f}" for one in figures)]],
    )
    evidence.measure("latency_p50", round(summary.p50, 2), "ms", summary.samples)
    evidence.measure("latency_p95", round(summary.p95, 2), "ms", summary.samples)
