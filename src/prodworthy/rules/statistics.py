"""What a sample proves about a percentile or a rate, with its size taken into account.

A percentile claim "p95 is at most T" is a claim about a probability: that a request takes longer than T in at most 5 %
of cases. So it is judged like a rate, by the exact binomial distribution of the number of slow requests (order
statistics, free of any assumption on the shape of the latencies), and a success rate by the Clopper-Pearson bounds,
which are the same thing read the other way round.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

CONFIDENCE = 0.95
_NEGLIGIBLE = 1e-18  # of a probability: ten thousand such terms change nothing that is shown
_DEVIATIONS = 12.0  # a binomial count so far below its mean has less than a chance in a million (Bernstein)
_BISECTIONS = 60  # halves the unit interval to below the precision of a float


class Verdict(StrEnum):
    """What a sample says of a claim."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Proof:
    """A claim about a proportion, and what a sample proves of it.

    Attributes:
        verdict: at the confidence asked for.
        share: the proportion claimed, such as 0.95.
        samples: how many there were.
        misses: how many did not keep the bound.
        passes_up_to: the most misses that would still prove the claim; None where no sample of this size can.
        fails_from: the fewest misses that disprove it; None where no sample of this size can.
        minimum_samples: the smallest sample without a miss that proves the claim.
    """

    verdict: Verdict
    share: float
    samples: int
    misses: int
    passes_up_to: int | None
    fails_from: int | None
    minimum_samples: int

    def describe(self) -> str:
        """Return one sentence: the sample, and what would have decided."""
        proves = "none can prove it" if self.passes_up_to is None else f"at most {self.passes_up_to} prove it"
        refutes = "none can refute it" if self.fails_from is None else f"{self.fails_from} or more refute it"
        return f"{self.misses} of {self.samples} over the bound ({proves}, {refutes}, at {CONFIDENCE:.0%} confidence)"


@dataclass(frozen=True, slots=True)
class Summary:
    """The usual figures of a latency sample, in the unit of the sample."""

    samples: int
    minimum: float
    p50: float
    p95: float
    p99: float
    maximum: float


def nearest_rank(samples: Sequence[float], share: float) -> float:
    """Return the smallest sample that at least `share` of the samples do not exceed; no interpolation.

    Raises:
        ValueError: for no samples, or a share outside (0, 1].
    """
    return sorted(samples)[rank(share, len(samples)) - 1]


def rank(share: float, samples: int) -> int:
    """Return which of the samples, sorted and counted from 1, is the percentile by the nearest rank.

    Raises:
        ValueError: for no samples, or a share outside (0, 1].
    """
    if not samples:
        raise ValueError("a percentile of no samples")
    if not 0 < share <= 1:
        raise ValueError(f"{share} is no share in (0, 1]")
    # Rounded before it is raised to the next whole rank: 0.95 * 60 is a hair above 57 in binary.
    return math.ceil(round(share * samples, 9))


@cache
def rank_of_bound(share: float, samples: int, confidence: float = CONFIDENCE) -> int | None:
    """Return which of the samples, sorted and counted from 1, bounds the percentile from above at that confidence.

    None where the samples are too few for any of them to do so; see `minimum_samples`.

    Raises:
        ValueError: for a share that is no proportion.
    """
    _proportion(share)
    mean, deviation = samples * (1 - share), math.sqrt(samples * share * (1 - share))
    first = max(0, math.floor(mean - _DEVIATIONS * deviation))  # what lies below adds up to nothing
    misses = _last_within((_mass(samples, k, 1 - share) for k in range(first, samples + 1)), 1 - confidence)
    return None if misses is None else samples - (first + misses)


def summarise(samples: Sequence[float]) -> Summary:
    """Return the figures of a sample.

    Raises:
        ValueError: for no samples.
    """
    return Summary(
        samples=len(samples),
        minimum=min(samples, default=math.nan),
        p50=nearest_rank(samples, 0.50),
        p95=nearest_rank(samples, 0.95),
        p99=nearest_rank(samples, 0.99),
        maximum=max(samples),
    )


def minimum_samples(share: float, confidence: float = CONFIDENCE) -> int:
    """Return how many samples without a miss it takes to prove that `share` of all keep a bound."""
    _proportion(share)
    return math.ceil(math.log(1 - confidence) / math.log(share))


def prove(share: float, samples: int, misses: int, confidence: float = CONFIDENCE) -> Proof:
    """Judge the claim that at least `share` of all requests keep a bound.

    For a percentile, a miss is a request slower than the bound, or failed; for a success rate, a failed one.

    Args:
        share: the proportion claimed, in (0, 1): 0.95 for a p95, 0.999 for a success rate of 99.9 %.
        samples: how many requests there were.
        misses: how many of them did not keep the bound.
        confidence: the probability with which a verdict other than UNDECIDED is right.

    Raises:
        ValueError: for a share that is no proportion, or counts that cannot be.
    """
    _proportion(share)
    if not 0 <= misses <= samples:
        raise ValueError(f"{misses} misses of {samples} samples")
    doubt = 1 - confidence
    masses = [_mass(samples, k, 1 - share) for k in range(samples + 1)]
    passes_up_to = _last_within(masses, doubt)
    rarest = _last_within(masses[::-1], doubt)
    fails_from = None if rarest is None else samples - rarest
    if passes_up_to is not None and misses <= passes_up_to:
        verdict = Verdict.HOLDS
    elif fails_from is not None and misses >= fails_from:
        verdict = Verdict.BROKEN
    else:
        verdict = Verdict.UNDECIDED
    return Proof(verdict, share, samples, misses, passes_up_to, fails_from, minimum_samples(share, confidence))


def judge_share(share: float, samples: int, misses: int, confidence: float = CONFIDENCE) -> Verdict:
    """Judge the same claim as `prove`, for samples of any size: without the counts that would have decided.

    Raises:
        ValueError: for a share that is no proportion, or counts that cannot be.
    """
    _proportion(share)
    if not 0 <= misses <= samples:
        raise ValueError(f"{misses} misses of {samples} samples")
    if _is_rarer(samples, samples - misses, share, 1 - confidence):
        return Verdict.HOLDS
    return Verdict.BROKEN if _is_rarer(samples, misses, 1 - share, 1 - confidence) else Verdict.UNDECIDED


def samples_to_prove(share: float, misses: int = 0, confidence: float = CONFIDENCE) -> int:
    """Return the smallest sample that proves the share although it has so many misses; see `minimum_samples`.

    Raises:
        ValueError: for a share that is no proportion, or a count that cannot be.
    """
    low = max(misses, minimum_samples(share, confidence) - 1)  # proves nothing yet, or could not be
    if misses < 0:
        raise ValueError(f"{misses} misses")
    high = 2 * low + 2
    while judge_share(share, high, misses, confidence) is not Verdict.HOLDS:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if judge_share(share, middle, misses, confidence) is Verdict.HOLDS:
            high = middle
        else:
            low = middle
    return high


def lower_bound(successes: int, samples: int, confidence: float = CONFIDENCE) -> float:
    """Return the one-sided Clopper-Pearson lower bound of a success rate; 0 for no samples."""
    if successes == 0:
        return 0.0
    doubt = 1 - confidence
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if _is_rarer(samples, successes, middle, doubt):
            low = middle
        else:
            high = middle
    return low


def upper_bound(successes: int, samples: int, confidence: float = CONFIDENCE) -> float:
    """Return the one-sided Clopper-Pearson upper bound of a success rate; 1 for no samples."""
    return 1 - lower_bound(samples - successes, samples, confidence)


def _proportion(share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"{share} is no proportion that a sample could prove: it must lie between 0 and 1")


def _mass(trials: int, hits: int, chance: float) -> float:
    """Return the binomial probability of exactly so many hits, by logarithms: factorials overflow a float."""
    if chance in {0.0, 1.0}:
        return float(hits == (trials if chance else 0))
    ways = math.lgamma(trials + 1) - math.lgamma(hits + 1) - math.lgamma(trials - hits + 1)
    return math.exp(ways + hits * math.log(chance) + (trials - hits) * math.log1p(-chance))


def _is_rarer(trials: int, hits: int, chance: float, doubt: float) -> bool:
    """Return whether at least so many hits are less probable than `doubt`; adds up no more than it takes to tell."""
    total = 0.0
    for k in range(hits, trials + 1):
        mass = _mass(trials, k, chance)
        total += mass
        if total >= doubt:
            return False
        if k > trials * chance and mass < _NEGLIGIBLE:  # beyond the mode every further term is smaller still
            break
    return True


def _last_within(masses: Iterable[float], doubt: float) -> int | None:
    """Return the last index up to which the masses add up to no more than `doubt`; None if the first is more."""
    total = 0.0
    last: int | None = None
    for index, mass in enumerate(masses):
        total += mass
        if total > doubt:
            break
        last = index
    return last
