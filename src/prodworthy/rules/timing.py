"""Whether two samples of times differ: the rank test of Mann and Whitney, exact, and the gap of their medians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb
from statistics import median

LEVEL = 0.01
"""The probability up to which a difference is not taken for chance."""

GAP_S = 0.05
"""Seconds between the medians, from which on a difference can be seen through a network."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two samples, compared.

    Attributes:
        one: size of the first sample.
        other: size of the second.
        probability: that samples of one distribution differ as much as these, two-sided.
        gap_s: the first's median less the second's, in seconds.
    """

    one: int
    other: int
    probability: float
    gap_s: float

    @property
    def differs(self) -> bool:
        """Whether the difference is neither chance nor too small to be used."""
        return self.probability < LEVEL and abs(self.gap_s) >= GAP_S

    def describe(self) -> str:
        """Return the comparison in one sentence."""
        return (
            f"medians {abs(self.gap_s) * 1000:.0f} ms apart, {self.one} and {self.other} samples, "
            f"Mann-Whitney p = {self.probability:.4f}"
        )


def compare(one: Sequence[float], other: Sequence[float]) -> Comparison:
    """Compare two samples, in seconds.

    Raises:
        ValueError: if one is empty.
    """
    if not one or not other:
        raise ValueError("a comparison with no sample")
    wins = sum((a > b) + 0.5 * (a == b) for a in one for b in other)
    extreme = int(min(wins, len(one) * len(other) - wins))
    ways = sum(_ways(len(one), len(other), total) for total in range(extreme + 1))
    probability = min(1.0, 2 * ways / comb(len(one) + len(other), len(one)))
    return Comparison(len(one), len(other), probability, median(one) - median(other))


@cache
def _ways(one: int, other: int, wins: int) -> int:
    """Return in how many orders of both samples the first one's members win so many of the pairs."""
    if wins < 0:
        return 0
    if one == 0 or other == 0:
        return int(wins == 0)
    return _ways(one - 1, other, wins - other) + _ways(one, other - 1, wins)
