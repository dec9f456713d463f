"""Our header rules beside those of two peers: where they differ, it is known who is right, and by which words."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.differential.comparing import Difference, differences, judge, read

_AREAS = {"hsts", "csp", "framing", "nosniff", "referrer", "cookies", "cors", "integrity"}
_LISTED = {(one["variant"], one["peer"]): one for one in read("disagreements.json")}
_DIFFERENCES = {one.key: one for one in differences()}


def test_the_corpus_is_large_and_covers_every_area() -> None:
    corpus = read("corpus.json")
    counted = Counter(variant["area"] for variant in corpus)
    assert len({variant["id"] for variant in corpus}) == len(corpus) >= 60
    assert set(counted) == _AREAS
    assert min(counted.values()) >= 8


def test_every_variant_has_been_judged_by_the_peers() -> None:
    recorded = read("recorded.json")
    assert set(recorded["verdicts"]) == {variant["id"] for variant in read("corpus.json")}
    assert all("observatory" in verdicts for verdicts in recorded["verdicts"].values())
    assert sum("csp_evaluator" in verdicts for verdicts in recorded["verdicts"].values()) >= 40


@pytest.mark.parametrize("difference", _DIFFERENCES.values(), ids=lambda one: "-".join(one.key))
def test_every_difference_is_explained(difference: Difference) -> None:
    listed = _LISTED.get(difference.key)
    assert listed is not None, f"not listed: {difference}"
    assert listed["accepts"] == difference.accepts, f"they differ the other way round: {difference}"


@pytest.mark.parametrize("key", _LISTED, ids="-".join)
def test_every_explanation_is_still_needed(key: tuple[str, str]) -> None:
    assert key in _DIFFERENCES, "they agree by now: take it out of disagreements.json"


@pytest.mark.parametrize("listed", _LISTED.values(), ids=lambda one: f"{one['variant']}-{one['peer']}")
def test_an_explanation_says_who_is_right_and_by_which_words(listed: dict[str, str]) -> None:
    assert listed["right"] == "we", "where a peer is right, the rule is mended"
    assert len(listed["why"]) > 40
    assert any(name in listed["specification"] for name in ("RFC", "Level", "Standard", "ASVS", "Policy", "Integrity"))


def test_both_verdicts_occur_in_every_area() -> None:
    judged = {(v["area"], bool([one for one in judge(v) if not one.advisory])) for v in read("corpus.json")}
    assert judged >= {(area, verdict) for area in _AREAS for verdict in (True, False)}
