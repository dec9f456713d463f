"""Moments as APIs write them, and how far they are apart."""

from typing import Any

import pytest

from prodworthy.rules import moments
from prodworthy.rules.templates import NOTHING

DAY_LATER = 1_800_086_400
NOW = 1_800_000_000


@pytest.mark.parametrize(
    "told",
    [
        NOW,
        float(NOW),
        NOW * 1000,
        "2027-01-15T08:00:00Z",
        "2027-01-15T08:00:00",
        "2027-01-15T09:00:00+01:00",
        "2027-01-15T08:00:00.000000+00:00",
        " 2027-01-15 08:00:00 ",
    ],
)
def test_the_same_moment_in_many_writings(told: Any) -> None:
    assert moments.read(told) == NOW


@pytest.mark.parametrize("told", [None, True, "", "tomorrow", "24h", [], {}, NOTHING])
def test_what_is_no_moment(told: Any) -> None:
    assert moments.read(told) is None


@pytest.mark.parametrize("off", [-60, 0, 59.5, 60])
def test_within_the_tolerance(off: float) -> None:
    assert not moments.judge(DAY_LATER + off, NOW, hours=24, tolerance_s=60)


@pytest.mark.parametrize("off", [-61, 61, 29 * 86_400])
def test_beyond_the_tolerance(off: float) -> None:
    assert moments.judge(DAY_LATER + off, NOW, hours=24, tolerance_s=60)


def test_without_a_zone_both_are_of_the_same() -> None:
    assert not moments.judge("2027-06-02T10:00:00", "2027-06-01T10:00:00", hours=24, tolerance_s=0)


def test_the_finding_says_how_far_they_are_apart() -> None:
    told = moments.judge("2027-01-31T00:00:00Z", "2027-01-01T00:00:00Z", hours=24, tolerance_s=60).describe()
    assert "720.00 hours after" in told
    assert "24 hours after" in told


@pytest.mark.parametrize(("told", "base"), [(NOTHING, NOW), (NOW, NOTHING), (None, NOW)])
def test_what_is_missing_is_a_finding(told: Any, base: Any) -> None:
    assert "is not a moment" in moments.judge(told, base, hours=24, tolerance_s=60).describe()
