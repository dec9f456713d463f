"""What timed reads prove, shown and judged."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.api import TOO_FEW_SAMPLES, CheckFailed, Evidence, Sample, Unmeasured, each, found
from prodworthy.rules import statistics
from prodworthy.rules.statistics import Verdict

P95 = 0.95
_NAMES = {0.5: "p50", 0.9: "p90", 0.95: "p95", 0.99: "p99", 0.999: "p99.9"}


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of a share of reads.

    Attributes:
        share: the share of reads that keep the bound.
        misses: how many of the sample did not.
        bound: what they have to do, in words: `within 200 ms`.
    """

    share: float
    misses: int
    bound: str


def prove(sample: Sample, *claims: Claim) -> None:
    """Demand that the sample proves all claims.

    Raises:
        CheckFailed: if it refutes one.
        Unmeasured: if it is too small to tell.
    """
    proofs = [
        (
            statistics.prove(one.share, sample.count, one.misses),
            f"{one.share * 100:g} % of reads of {place(sample)} {one.bound}",
        )
        for one in claims
    ]
    each(found(proof.describe(), claim) for proof, claim in proofs if proof.verdict is Verdict.BROKEN).raise_if_any()
    for proof, claim in proofs:
        if proof.verdict is Verdict.UNDECIDED:
            why = f"; it was stopped early: {sample.stopped}" if sample.stopped else ""
            raise Unmeasured(
                f"{TOO_FEW_SAMPLES} to tell whether {claim}: {proof.describe()}; "
                f"without a miss it takes {proof.minimum_samples}{why}"
            )


def require_answers(sample: Sample) -> None:
    """Demand that what was timed is what was asked for: a refusal is quick as well.

    Raises:
        CheckFailed: if it is not.
    """
    if sample.example is not None and not sample.example.ok:
        raise CheckFailed(found(f"answered {sample.example.status}", "what is asked for", where=place(sample)))


def show(sample: Sample, name: str, evidence: Evidence) -> None:
    """Show a sample, and keep its median and the percentile that it is about as `NAME_p50` and `NAME_p95`."""
    if sample.example is not None:
        evidence.exchange(sample.example, "One of the timed reads")
    if not sample.latencies_ms:
        return
    summary = statistics.summarise(sample.latencies_ms)
    figures = (summary.minimum, summary.p50, summary.p95, summary.p99, summary.maximum)
    evidence.table(
        f"Reads of {place(sample)}, one at a time on a warm connection, milliseconds to the last byte",
        ["n", "warm-up", "over the bound", "failed", "min", "p50", "p95", "p99", "max"],
        [[sample.count, sample.warmed_up, sample.misses, len(sample.failures), *(f"{one:.1f}" for one in figures)]],
    )
    for share in dict.fromkeys((0.5, sample.share)):
        value = statistics.nearest_rank(sample.latencies_ms, share)
        evidence.measure(f"{name}_{_NAMES.get(share, f'share_{share:g}')}", round(value, 2), "ms", summary.samples)


def place(sample: Sample) -> str:
    """Return the path that was read."""
    return urlsplit(sample.path).path
