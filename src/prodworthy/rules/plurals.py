"""How languages count: the plural categories of whole numbers, after the Unicode CLDR."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from prodworthy.facts.outcome import Findings, each, found

NUMBERS = (0, 1, 2, 5, 21)
"""The numbers that are tried: they fall into every category that whole numbers up to a hundred have."""


def _east_slavic(number: int) -> str:
    ones, tens = number % 10, number % 100
    if ones == 1 and tens != 11:  # noqa: PLR2004 - of the rule
        return "one"
    return "few" if 2 <= ones <= 4 and not 12 <= tens <= 14 else "many"  # noqa: PLR2004 - of the rule


def _polish(number: int) -> str:
    return "one" if number == 1 else {"one": "many"}.get(_east_slavic(number), _east_slavic(number))


def _czech(number: int) -> str:
    if number == 1:
        return "one"
    return "few" if 2 <= number <= 4 else "other"  # noqa: PLR2004 - of the rule


def _arabic(number: int) -> str:
    named = {0: "zero", 1: "one", 2: "two"}
    if number in named:
        return named[number]
    return "few" if 3 <= number % 100 <= 10 else "many" if number % 100 >= 11 else "other"  # noqa: PLR2004 - of the rule


_RULES: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(
        ["bg", "da", "de", "el", "en", "es", "et", "eu", "fi", "hu", "it", "nb", "nl", "nn", "no", "sv", "tr"],
        lambda number: "one" if number == 1 else "other",
    ),
    **dict.fromkeys(["fr", "hy", "pt"], lambda number: "one" if number in {0, 1} else "other"),
    **dict.fromkeys(["id", "ja", "ko", "ms", "th", "vi", "zh"], lambda _: "other"),
    **dict.fromkeys(["be", "ru", "uk"], _east_slavic),
    **dict.fromkeys(["cs", "sk"], _czech),
    "pl": _polish,
    "ar": _arabic,
}
_EITHER = frozenset({"pt-pt", "pt_pt"})


def category(tag: str, number: int) -> str | None:
    """Return the category of a number; None where the rule of the language is not known here."""
    if tag.casefold() in _EITHER:
        return "one" if number == 1 else "other"
    rule = _RULES.get(re.split("[-_]", tag.casefold())[0])
    return rule(number) if rule else None


def judge(tag: str, texts: Mapping[int, str]) -> Findings:
    """Judge the texts for several numbers.

    Numbers of one category have the same text but for the number; in a language with more than one category the text
    for 1 differs from that for many. A category of its own for nothing ("no messages") is allowed everywhere.

    Args:
        tag: the language.
        texts: by number.
    """
    texts = {number: _with_usual_digits(text) for number, text in texts.items()}
    unfilled = each(
        found(f"{text[:80]!r} for {number}", "a text with the number in it")
        for number, text in texts.items()
        if number > 1 and str(number) not in text
    )
    if unfilled:
        return unfilled
    frames = {number: text.replace(str(number), "#") for number, text in texts.items() if str(number) in text}
    return each(_alike(tag, texts, frames, one, other) for one in frames for other in frames if one < other)


def _with_usual_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)


def _alike(tag: str, texts: Mapping[int, str], frames: Mapping[int, str], one: int, other: int) -> Findings:
    categories = category(tag, one), category(tag, other)
    if None in categories:
        return Findings()
    shown = f"{texts[one][:60]!r} and {texts[other][:60]!r}"
    if categories[0] == categories[1]:
        alike = frames[one] == frames[other]
        return Findings() if alike else found(shown, f"one form: {one} and {other} are both {categories[0]!r} in {tag}")
    plain = "one" in categories and frames[one] == frames[other]
    return found(shown, f"two forms: {categories[0]!r} and {categories[1]!r} in {tag}") if plain else Findings()
