"""A/B tests: does a visitor keep a variant, and are variants drawn as weighted?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.rules.statistics import lower_bound, upper_bound

DOUBT = 1e-6
"""The probability with which weights that are kept are called broken, for one test with all of its variants.

A run that is repeated every half an hour for a year has five tests ninety thousand times."""


def judge_sticky(variants: Sequence[str | None]) -> Findings:
    """Judge the variants that one visitor got of one test, one after the other; None where there was none."""
    if None in variants:
        missing = sum(variant is None for variant in variants)
        return found(f"no variant in {missing} of {len(variants)} answers", "a variant in each")
    seen = sorted({str(variant) for variant in variants})
    if len(seen) > 1:
        return found(f"{len(seen)} variants in {len(variants)} answers: {', '.join(seen)}", "the same one in each")
    return Findings()


def judge_weights(counts: Mapping[str, int], weights: Mapping[str, float]) -> Findings:
    """Judge how often each variant was drawn, by exact binomial bounds that hold for all variants together.

    Args:
        counts: how many visitors got each variant.
        weights: the declared weights; they need not add up to one.
    """
    samples, whole = sum(counts.values()), sum(weights.values())
    unknown = sorted(set(counts) - set(weights))
    findings = each(
        found(f"{counts[name]} of {samples} visitors got {name!r}", f"one of {', '.join(weights)}") for name in unknown
    )
    confidence = 1 - DOUBT / (2 * len(weights))
    for name, weight in weights.items():
        share, hits = weight / whole, counts.get(name, 0)
        low, high = lower_bound(hits, samples, confidence), upper_bound(hits, samples, confidence)
        if not low <= share <= high:
            seen = f"{hits} of {samples} visitors got {name!r}: a share between {low:.1%} and {high:.1%}"
            findings += found(seen, f"a share of {share:.1%}")
    return findings
