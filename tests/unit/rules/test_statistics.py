"""The sample-size table of exact binomial order statistics, and what follows from it."""

import pytest

from prodworthy.rules import statistics
from prodworthy.rules.statistics import (
    Verdict,
    lower_bound,
    minimum_samples,
    nearest_rank,
    prove,
    summarise,
    upper_bound,
)

P95 = [(60, 0, 7), (100, 1, 10), (200, 4, 16), (300, 8, 22), (500, 16, 34), (1000, 38, 63), (2000, 83, 117)]
P99 = [(60, None, 3), (100, None, 4), (200, None, 6), (300, 0, 7), (500, 1, 10), (1000, 4, 16), (5000, 38, 63)]


@pytest.mark.parametrize(("samples", "passes_up_to", "fails_from"), [*P95, (5000, 224, 277)])
def test_p95_table(samples: int, passes_up_to: int, fails_from: int) -> None:
    proof = prove(0.95, samples, 0)
    assert (proof.passes_up_to, proof.fails_from) == (passes_up_to, fails_from)


@pytest.mark.parametrize(("samples", "passes_up_to", "fails_from"), [*P99, (2000, 12, 29)])
def test_p99_table(samples: int, passes_up_to: int | None, fails_from: int) -> None:
    proof = prove(0.99, samples, 0)
    assert (proof.passes_up_to, proof.fails_from) == (passes_up_to, fails_from)


@pytest.mark.parametrize(
    ("misses", "verdict"),
    [(0, Verdict.HOLDS), (1, Verdict.UNDECIDED), (6, Verdict.UNDECIDED), (7, Verdict.BROKEN), (60, Verdict.BROKEN)],
)
def test_verdict_has_three_values(misses: int, verdict: Verdict) -> None:
    assert prove(0.95, 60, misses).verdict is verdict


def test_twenty_fast_requests_prove_no_p95() -> None:
    proof = prove(0.95, 20, 0)
    assert proof.verdict is Verdict.UNDECIDED
    assert proof.minimum_samples == 59
    assert "none can prove it" in proof.describe()


def test_no_samples_prove_nothing_either_way() -> None:
    assert prove(0.95, 0, 0).verdict is Verdict.UNDECIDED


def test_one_failure_of_one_cannot_refute_a_median() -> None:
    assert prove(0.5, 1, 1).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("share", "least"),
    [(0.90, 29), (0.95, 59), (0.99, 299), (0.995, 598), (0.999, 2995), (0.9999, 29956)],
)
def test_minimum_sample_sizes(share: float, least: int) -> None:
    assert minimum_samples(share) == least


@pytest.mark.parametrize("share", [0.95, 0.99])
def test_minimum_agrees_with_the_verdict(share: float) -> None:
    least = minimum_samples(share)
    assert prove(share, least, 0).verdict is Verdict.HOLDS
    assert prove(share, least - 1, 0).verdict is Verdict.UNDECIDED


def test_clopper_pearson_lower_bound() -> None:
    assert lower_bound(4999, 5000) == pytest.approx(0.99905, abs=5e-6)
    assert lower_bound(0, 10) == 0.0
    assert lower_bound(299, 299) == pytest.approx(0.99003, abs=5e-6)


def test_clopper_pearson_bounds_are_mirrored_and_enclose_the_estimate() -> None:
    assert upper_bound(90, 100) == pytest.approx(1 - lower_bound(10, 100))
    assert lower_bound(90, 100) < 0.9 < upper_bound(90, 100)
    assert upper_bound(10, 10) == 1.0


def test_bounds_and_verdict_agree_at_the_edge() -> None:
    assert prove(0.99, 500, 1).verdict is Verdict.HOLDS
    assert lower_bound(499, 500) >= 0.99 > lower_bound(498, 500)
    assert prove(0.99, 500, 10).verdict is Verdict.BROKEN
    assert upper_bound(490, 500) < 0.99 <= upper_bound(491, 500)


def test_percentile_is_a_sample_never_interpolated() -> None:
    samples = [float(value) for value in range(1, 61)]
    assert nearest_rank(samples, 0.95) == 57.0
    assert nearest_rank([3.0, 1.0], 0.5) == 1.0
    assert nearest_rank([5.0], 0.99) == 5.0
    assert nearest_rank([1.0, 2.0], 1) == 2.0


@pytest.mark.parametrize(("samples", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.5)])
def test_percentile_of_nothing_is_refused(samples: list[float], share: float) -> None:
    with pytest.raises(ValueError, match=r"no samples|no share"):
        nearest_rank(samples, share)


@pytest.mark.parametrize(("share", "samples", "misses"), [(1.0, 10, 0), (0.0, 10, 0), (0.9, 10, 11), (0.9, 10, -1)])
def test_impossible_claims_are_refused(share: float, samples: int, misses: int) -> None:
    with pytest.raises(ValueError, match=r"no proportion|misses of"):
        prove(share, samples, misses)


def test_summary_of_a_skewed_sample() -> None:
    summary = summarise([10.0] * 95 + [20.0] * 4 + [900.0])
    assert (summary.samples, summary.minimum, summary.p50, summary.p95) == (100, 10.0, 10.0, 10.0)
    assert (summary.p99, summary.maximum) == (20.0, 900.0)


@pytest.mark.parametrize(
    ("share", "samples", "rank"), [(0.5, 5, 5), (0.95, 59, 59), (0.95, 58, None), (0.99, 298, None)]
)
def test_the_bound_of_a_percentile_is_an_order_statistic(share: float, samples: int, rank: int | None) -> None:
    assert statistics.rank_of_bound(share, samples) == rank


@pytest.mark.parametrize(("share", "samples"), [(0.5, 200), (0.95, 1000), (0.99, 5000), (0.01, 3000)])
def test_the_bound_of_a_percentile_agrees_with_the_proof_of_the_claim(share: float, samples: int) -> None:
    rank = statistics.rank_of_bound(share, samples)
    assert rank is not None
    assert statistics.prove(share, samples, 0).passes_up_to == samples - rank


def test_bounds_of_a_large_sample_take_no_time_and_are_right() -> None:
    assert statistics.lower_bound(50_000, 100_000) == pytest.approx(0.49739, abs=1e-5)
    assert statistics.lower_bound(99_500, 100_000) == pytest.approx(0.99461, abs=1e-5)
