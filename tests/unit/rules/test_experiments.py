from __future__ import annotations

import pytest

from prodworthy.rules.experiments import judge_sticky, judge_weights


def test_one_variant_is_sticky() -> None:
    assert not judge_sticky(["a"] * 20)


@pytest.mark.parametrize("variants", [["a", "a", "b"], ["a", None]], ids=["flips", "missing"])
def test_a_variant_that_changes_or_is_missing_is_not(variants: list[str | None]) -> None:
    assert judge_sticky(variants)


@pytest.mark.parametrize(
    "counts", [{"a": 100, "b": 100}, {"a": 115, "b": 85}, {"a": 1, "b": 0}], ids=["even", "by chance", "one visitor"]
)
def test_what_chance_can_do_is_no_finding(counts: dict[str, int]) -> None:
    assert not judge_weights(counts, {"a": 50, "b": 50})


@pytest.mark.parametrize(
    "counts", [{"a": 200}, {"a": 140, "b": 60}, {"a": 99, "b": 99, "c": 2}], ids=["all", "skewed", "unknown variant"]
)
def test_what_chance_cannot_do_is_one(counts: dict[str, int]) -> None:
    assert judge_weights(counts, {"a": 50, "b": 50})


def test_weights_need_not_add_up_to_one() -> None:
    assert not judge_weights({"a": 160, "b": 40}, {"a": 4, "b": 1})
    assert judge_weights({"a": 100, "b": 100}, {"a": 4, "b": 1})
