"""Languages of answers: what has to be chosen, and what counts as translated."""

from __future__ import annotations

import pytest

from prodworthy.facts.exchange import Exchange, Headers, Request
from prodworthy.rules import localisation
from prodworthy.rules.localisation import Wish, same, wishes

_ORDER = ("query", "header", "accept-language")
_EIGHT = ("en", "fr", "es", "de", "it", "pt", "ja", "zh")


def answer(language: str = "", status: int = 200, **fields: str) -> Exchange:
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    if language:
        headers["Content-Language"] = language
    return Exchange(Request("GET", "https://a.example/"), status, Headers(headers), b"")


def named(name: str) -> Wish:
    return next(wish for wish in wishes(_EIGHT, "fr", _ORDER) if wish.name == name)


@pytest.mark.parametrize(
    ("one", "other", "locales", "alike"),
    [
        ("en", "EN", _EIGHT, True),
        ("en-GB", "en", _EIGHT, True),
        ("zh_CN", "zh-Hans", _EIGHT, True),
        ("pt-BR", "pt-PT", ("pt-BR", "pt-PT"), False),
        ("pt-br", "pt_BR", ("pt-BR", "pt-PT"), True),
        ("de", "da", _EIGHT, False),
        ("e", "en", _EIGHT, False),
    ],
)
def test_tags_that_name_the_same_language(one: str, other: str, locales: tuple[str, ...], *, alike: bool) -> None:
    assert same(one, other, locales) is alike


def test_what_is_asked_and_expected() -> None:
    heavy = named("Accept-Language: the heavier one stands last")
    assert (heavy.accept, heavy.expected) == ("fr;q=0.3, en;q=0.9", ("en",))
    over = named("query over header")
    assert (over.query, over.header, over.accept, over.expected) == ("en", "zh", None, ("en",))
    assert named("header over Accept-Language").accept == "zh"
    assert named("nothing wanted").expected == ("fr",)


def test_only_what_decides_is_asked() -> None:
    made = wishes(("en", "de"), "en", ("accept-language",))
    assert all(wish.query is None and wish.header is None for wish in made)
    assert wishes(("en",), "en", _ORDER) == []
    assert wishes(("en", "en-GB"), "en", _ORDER)


@pytest.mark.parametrize("told", ["en", "EN", "en-US", "fr, en"])
def test_the_language_that_was_asked_for(told: str) -> None:
    assert not localisation.judge_wish(named("Accept-Language: one"), answer(told), _EIGHT)


@pytest.mark.parametrize(("told", "status"), [("fr", 200), ("", 200), ("en", 500), ("en", 404)])
def test_another_one_or_none(told: str, status: int) -> None:
    assert localisation.judge_wish(named("Accept-Language: one"), answer(told, status), _EIGHT)


def test_what_nobody_can_read_may_be_refused_and_must_not_fail() -> None:
    malformed = named("Accept-Language: malformed")
    assert not localisation.judge_wish(malformed, answer("fr"), _EIGHT)
    assert not localisation.judge_wish(malformed, answer(status=431), _EIGHT)
    assert localisation.judge_wish(malformed, answer(status=500), _EIGHT)


def test_caches_are_told() -> None:
    judge = localisation.judge_vary
    assert judge(answer("fr"), _ORDER, "X-Locale")
    assert judge(answer("fr", Vary="Accept-Language"), _ORDER, "X-Locale")[0].required == "Vary: X-Locale"
    assert not judge(answer("fr", Vary="accept-language, x-locale"), _ORDER, "X-Locale")
    assert not judge(answer("fr", Vary="*"), _ORDER, "X-Locale")
    assert not judge(answer("fr", Cache_Control="no-store"), _ORDER, "X-Locale")
    assert not judge(answer("fr"), ("query",), "X-Locale")


def test_every_promised_language_is_listed() -> None:
    assert not localisation.judge_listed(["en-US", "fr_FR", "zh-Hans"], ("en", "fr", "zh"))
    assert "ja" in localisation.judge_listed(["en"], ("en", "ja"))[0].seen
    assert localisation.judge_listed([], ("en",))


def test_nested_texts_are_counted_by_their_whole_key() -> None:
    assert localisation.leaves({"a": {"b": "x", "c": {"d": "y"}}, "e": 1, "f.g": "z"}) == {
        "a.b": "x",
        "a.c.d": "y",
        "f.g": "z",
    }


def test_what_counts_as_translated() -> None:
    reference = {"a": "Delete the photo", "b": "OK", "c": "Save the note", "d": "Open"}
    texts = {"a": "Delete the photo", "b": "OK", "c": "", "x": "Autre"}
    findings, done = localisation.judge_share(texts, reference, 0.5)
    assert done == 1
    assert "a, c, d" in findings[0].seen
    assert localisation.judge_share(texts, reference, 0.25) == ((), 1)
    assert localisation.judge_share(reference, reference, 1.0, own=True) == ((), 4)
    assert localisation.judge_share({**reference, "b": " "}, {**reference, "b": " "}, 1.0, own=True)[0]


def test_translations_fill_in_the_same() -> None:
    pattern = r"\{\{\s*\w+\s*\}\}"
    reference = {"a": "Hello {{name}}", "b": "{{n}} of {{m}}"}
    assert not localisation.judge_placeholders({"a": "{{name}}, salut", "b": ""}, reference, pattern)
    wrong = localisation.judge_placeholders({"a": "Salut {{nom}}", "b": "{{m}} sur {{n}}"}, reference, pattern)
    assert [finding.where for finding in wrong] == ["a"]


def test_parameters_are_filled_in() -> None:
    pattern = r"\{\{\s*\w+\s*\}\}"
    assert not localisation.judge_filled("Hello Zo!", "Zo", pattern)
    assert localisation.judge_filled("Hello {{name}}!", "Zo", pattern)
    assert localisation.judge_filled("Hello Zo, {{n}} days", "Zo", pattern)


@pytest.mark.parametrize("text", ["Se connecter", "auth.login", "Anmelden"])
def test_a_fallback_is_a_text_or_the_key(text: str) -> None:
    assert not localisation.judge_fallback(text, "auth.login", "Se connecter")


@pytest.mark.parametrize("text", ["", " ", None, 7, "undefined", "[missing fr.auth.login]", "[object Object]"])
def test_nothing_is_no_fallback(text: object) -> None:
    assert localisation.judge_fallback(text, "auth.login", "Se connecter")


def test_a_key_is_no_text() -> None:
    assert localisation.judge_raw("auth.login.title", "")
    assert localisation.judge_raw("login", "login")
    assert not localisation.judge_raw("Bonjour.", "greeting")


def test_kinds_of_spaces_and_apostrophes_are_alike() -> None:
    assert not localisation.judge_written("1\u202f234,5\u00a0€", "1 234,5 €")
    assert not localisation.judge_written("aujourd’hui", "aujourd'hui")  # noqa: RUF001 - the apostrophe that is meant
    assert localisation.judge_written("1,234.5", "1 234,5")
    assert localisation.judge_written(None, "x")


_FRENCH = (
    "Vous pouvez supprimer votre compte quand vous voulez. Nous ne le fermons qu'en cas d'abus, et nous vous disons "
    "pourquoi. Les données que vous nous confiez sont conservées pour la durée de votre contrat, et ne sont pas "
    "vendues par nous. Une réclamation est possible auprès de l'autorité de votre pays, et vous pouvez nous écrire "
    "sur la page de contact."
)


def test_what_can_be_read_of_a_page() -> None:
    page = "<head><title>T</title><body><nav>Menu</nav><p>One &amp; <b>two</b></p><script>x()</script>"
    assert localisation.readable(page) == "T One & two"


def test_the_language_of_a_text() -> None:
    assert not localisation.judge_language("fr-CA", _FRENCH)
    assert "'fr'" in localisation.judge_language("en", _FRENCH)[0].seen
    assert not localisation.judge_language("en", "Bonjour")
