"""Which language a text is in, what a document says of it, and keys in place of words."""

from __future__ import annotations

import pytest

from prodworthy.rules import languages

ENGLISH = (
    "This is the privacy policy of our service. We are responsible for your data, and you have the right to see, "
    "correct and delete it. We will not share it, and we keep it for as long as you have an account with us. You can "
    "write to us at any time; this policy is not a contract."
)
GERMAN = (
    "Dies ist die Datenschutzerklärung unseres Dienstes. Wir sind für Ihre Daten verantwortlich, und Sie haben das "
    "Recht, sie zu sehen, zu berichtigen und zu löschen. Wir geben sie nicht weiter, und wir speichern sie, solange "
    "Sie ein Konto bei uns haben. Sie können uns jederzeit schreiben, auch mit der Post."
)
ARABIC = "هذه سياسة الخصوصية لخدمتنا ونحن مسؤولون عن بياناتك ولك الحق في رؤيتها وتصحيحها وحذفها في أي وقت تريده " * 4
JAPANESE = (
    "これは当社のサービスのプライバシーポリシーです。お客様のデータについて責任を負い、閲覧や訂正や削除を求めることができます。"
    * 5
)


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (GERMAN, "de"), (ARABIC, "ar"), (JAPANESE, "ja")])
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert languages.of(text) == language


@pytest.mark.parametrize("text", ["", "OK", "12 345", "Menu Login Shop " * 30, ENGLISH[:150]])
def test_what_is_too_short_or_no_text_has_no_language(text: str) -> None:
    assert languages.of(text) == ""


@pytest.mark.parametrize(
    ("declared", "text", "found"),
    [
        ("en", ENGLISH, False),
        ("en-GB", ENGLISH, False),
        ("de", ENGLISH, True),
        ("de-AT", GERMAN, False),
        ("en", ARABIC, True),
        ("fa", ARABIC, False),
        ("ja", JAPANESE, False),
        ("zh-Hant", JAPANESE, True),
        ("eo", ENGLISH, False),  # what Esperanto looks like is not known
        ("de", "Shop", False),
        ("", ENGLISH, True),
        ("english, please", ENGLISH, True),
    ],
)
def test_what_a_document_says(declared: str, text: str, *, found: bool) -> None:
    assert bool(languages.judge(declared, text)) is found


@pytest.mark.parametrize(
    "tag", ["en", "de-CH-1996", "zh-Hant-TW", "es-419", "sr-Latn-RS", "sl-rozaj-biske", "en-x-twain"]
)
def test_language_tags(tag: str) -> None:
    assert languages.is_tag(tag)


@pytest.mark.parametrize("tag", ["", "e", "en_US", "en-", "123", "deutschsprachig", "en US"])
def test_what_is_no_language_tag(tag: str) -> None:
    assert not languages.is_tag(tag)


@pytest.mark.parametrize(
    ("declared", "direction", "found"),
    [("ar", "rtl", False), ("ar-EG", "ltr", True), ("he", "ltr", True), ("en", "ltr", False), ("en", "rtl", True),
     ("az-Latn", "ltr", False), ("ur-Latn", "ltr", False), ("xx", "rtl", False)],
)  # fmt: skip
def test_directions(declared: str, direction: str, *, found: bool) -> None:
    assert bool(languages.judge_direction(declared, direction)) is found


@pytest.mark.parametrize(
    "text",
    ["landing.hero.title", "Hello {{ user.name }}!", "Price: undefined", "[object Object]", "[missing fr.title]"],
)
def test_keys_in_place_of_words(text: str) -> None:
    assert languages.judge_raw(text)


@pytest.mark.parametrize(
    "text",
    [
        "Write to hello@shop.example or visit www.shop.example.com.",
        "Node.js, e.g. version 2.1.0, and i.e. the like",
        "The behaviour is undefined in this case",
        "Open /srv/app/config.json",
        "docs.python.org and app.shop.io",
        "End of sentence.next one",
    ],
)
def test_words_that_look_a_little_like_keys(text: str) -> None:
    assert not languages.judge_raw(text)


@pytest.mark.parametrize(
    ("alternates", "problem"),
    [
        ([], ""),
        ([("en", "/"), ("de-AT", "/at"), ("x-default", "/")], ""),
        ([("en-UK", "/"), ("x-default", "/")], "en-UK"),
        ([("en_US", "/"), ("x-default", "/")], "en_US"),
        ([("en", "/"), ("en", "/b"), ("x-default", "/")], "two addresses"),
        ([("en", "/")], "x-default"),
    ],
)
def test_other_languages(alternates: list[tuple[str, str]], problem: str) -> None:
    findings = languages.judge_alternates(alternates)
    assert bool(findings) is bool(problem)
    assert problem in findings.describe()
