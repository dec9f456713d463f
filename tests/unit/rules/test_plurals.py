"""How languages count: the categories of the CLDR, and what is wrong with texts."""

from __future__ import annotations

import pytest

from prodworthy.rules import plurals


@pytest.mark.parametrize(
    ("tag", "categories"),
    [
        ("en", "other one other other other"),
        ("en-GB", "other one other other other"),
        ("fr", "one one other other other"),
        ("pt", "one one other other other"),
        ("pt-PT", "other one other other other"),
        ("ja", "other other other other other"),
        ("ru", "many one few many one"),
        ("pl", "many one few many many"),
        ("cs", "other one few other other"),
        ("ar", "zero one two few many"),
    ],
)
def test_categories(tag: str, categories: str) -> None:
    assert " ".join(plurals.category(tag, number) or "" for number in plurals.NUMBERS) == categories


def test_more_of_the_rules() -> None:
    assert [plurals.category("ru", number) for number in (11, 12, 22, 111)] == ["many", "many", "few", "many"]
    assert [plurals.category("pl", number) for number in (12, 22, 25)] == ["many", "few", "many"]
    assert plurals.category("ar", 100) == "other"
    assert plurals.category("tlh", 1) is None


def forms(one: str, other: str, zero: str) -> dict[int, str]:
    return {0: f"0 {zero}", 1: f"1 {one}"} | {number: f"{number} {other}" for number in (2, 5, 21)}


def test_right_forms() -> None:
    assert not plurals.judge("en", forms("gift", "gifts", "gifts"))
    assert not plurals.judge("fr", forms("cadeau", "cadeaux", "cadeau"))
    assert not plurals.judge("ja", forms("個", "個", "個"))
    assert not plurals.judge("ru", {0: "0 даров", 1: "1 дар", 2: "2 дара", 5: "5 даров", 21: "21 дар"})


def test_words_in_place_of_a_number() -> None:
    assert not plurals.judge("en", {**forms("gift", "gifts", "gifts"), 0: "No gifts", 1: "A gift"})
    assert not plurals.judge("ar", {2: "٢ هدايا", 5: "٥ هدية"})  # noqa: RUF001 - the digits that are meant


def test_english_rules_in_other_languages() -> None:
    assert "one form" in plurals.judge("fr", forms("cadeau", "cadeaux", "cadeaux"))[0].required
    assert plurals.judge("ru", {0: "0 даров", 1: "1 дар", 2: "2 даров", 5: "5 даров", 21: "21 даров"})


def test_one_form_for_all() -> None:
    assert "two forms" in plurals.judge("en", forms("gift(s)", "gift(s)", "gift(s)"))[0].required
    assert plurals.judge("ja", forms("a", "b", "b"))


def test_a_number_that_is_not_filled_in() -> None:
    assert "with the number in it" in plurals.judge("en", {1: "1 gift", 2: "{{count}} gifts"})[0].required


def test_a_language_whose_rule_is_not_known() -> None:
    assert not plurals.judge("tlh", forms("a", "b", "c"))
