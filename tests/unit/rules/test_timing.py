"""Comparing times: figures that tables of the test of Mann and Whitney have as well."""

from __future__ import annotations

import pytest

from prodworthy.rules.timing import compare


def test_no_overlap() -> None:
    seen = compare([1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])
    assert seen.probability == pytest.approx(2 / 12870)
    assert seen.gap_s == pytest.approx(1.0)
    assert seen.differs


def test_a_known_figure() -> None:
    seen = compare([1, 2, 4], [3, 5, 6, 7])
    assert seen.probability == pytest.approx(2 * 2 / 35)  # U = 1: 1 + 1 of 35 orders
    assert not seen.differs


def test_alike() -> None:
    times = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    assert compare(times, times).probability == 1.0


def test_certain_and_too_small_to_be_used() -> None:
    known, unknown = [0.110 + n / 10_000 for n in range(8)], [0.100 + n / 10_000 for n in range(8)]
    seen = compare(known, unknown)
    assert seen.probability < 0.001
    assert not seen.differs


def test_no_sample() -> None:
    with pytest.raises(ValueError, match="no sample"):
        compare([], [1.0])
