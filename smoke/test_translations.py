"""Translations: is everything there, filled in, and counted as the language does?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from prodworthy.api import (
    Evidence,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Severity,
    Target,
    Unmeasured,
    check,
    found,
    observation,
)
from prodworthy.rules import localisation, plurals
from prodworthy.rules.localisation import UNKNOWN
from prodworthy.rules.templates import fill_path, lookup
from smoke.languages_asked import (
    DEADLINE_S,
    NEEDS,
    all_of,
    declared_of,
    document_of,
    done_of,
    text_of,
    texts_of,
    with_query,
)

_NAME = "Zo Prodworthy"
_NO_KEY = "prodworthy.no.such.key"


@dataclass(frozen=True, slots=True)
class Translations:
    """What the service translates.

    Attributes:
        plain: by language, the answer for a text without parameters; also for a language that there is not.
        filled: by language, the answer for a text with a parameter.
        counted: by language and number, the answers for a text with a number.
        unknown: the answer for a key that there is not.
    """

    plain: Mapping[str, Exchange]
    filled: Mapping[str, Exchange] = field(default_factory=dict)
    counted: Mapping[str, Mapping[int, Exchange]] = field(default_factory=dict)
    unknown: Exchange | None = None


@observation(
    deadline=DEADLINE_S,
    requests=lambda target: len(target.i18n.locales) if target.i18n and target.i18n.texts else 0,
    needs=NEEDS,
)
async def languages_texts(http: Http, target: Target) -> dict[str, Exchange]:
    """All texts of every language that has to be complete to some share."""
    declared = declared_of(target)
    if declared.texts is None:
        raise NotApplicable("it is not declared where all texts of a language are: declare [i18n.texts]")
    tags = list(dict.fromkeys([declared.texts.reference or declared.default, *done_of(declared)]))
    return await all_of(http, {tag: fill_path(declared.texts.path, {"locale": tag}) for tag in tags})


@observation(
    deadline=DEADLINE_S,
    requests=lambda target: 9 * len(target.i18n.locales) if target.i18n and target.i18n.translate else 0,
    needs=NEEDS,
)
async def languages_translated(http: Http, target: Target) -> Translations:
    """Single texts in every language: plain, with a parameter, with numbers; and what there is not."""
    declared = declared_of(target)
    how = declared.translate
    if how is None:
        raise NotApplicable("it is not declared where a text is translated: declare [i18n.translate]")

    def at(key: str, tag: str, **parameters: object) -> str:
        return with_query(fill_path(how.path, {"key": key, "locale": tag}), urlencode(parameters))

    tags = [*done_of(declared), UNKNOWN]
    plain = all_of(http, {tag: at(how.key, tag) for tag in tags})
    filled = all_of(http, {tag: at(how.filled, tag, **{how.parameter: _NAME}) for tag in tags if how.filled})
    counted = [
        all_of(http, {number: at(how.counted, tag, **{how.count: number}) for number in plurals.NUMBERS})
        for tag in tags[:-1]
        if how.counted
    ]
    unknown = http.get(at(_NO_KEY, declared.default))
    one, two, three, *more = await asyncio.gather(plain, filled, unknown, *counted)
    return Translations(one, two, dict(zip(tags, more, strict=False)), three)


@check(
    "smoke.language_fallback",
    "Who asks for a language or a text that there is not gets the default, and no failure",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 4647 section 3.4",
    remedy="Look a text up in the language, then in its parent, then in the default one; last of all, refuse politely.",
    covers=["I18N-03", "OPS-I18N-01"],
    needs=NEEDS,
)
def test_language_fallback(languages_translated: Translations, target: Target, parts: Parts) -> None:
    """The first visitor from a country that nobody thought of must not see an error page, or nothing."""
    declared = declared_of(target)
    how = declared.translate
    default = languages_translated.plain[declared.default]
    if how is None:
        raise Unmeasured("nothing is translated")
    with parts.part("the default"):
        text = text_of(default, how.text)
        localisation.judge_raw(text, how.key).raise_if_any()
    for name, key, answer, fallback in (
        ("an unknown language", how.key, languages_translated.plain[UNKNOWN], text),
        ("an unknown key", _NO_KEY, languages_translated.unknown, _NO_KEY),
    ):
        with parts.part(name):
            if answer is None or 400 <= answer.status < 500:  # noqa: PLR2004 - RFC 9110 section 15.5
                continue  # a refusal is an answer
            localisation.judge_fallback(lookup(document_of(answer), how.text), key, fallback).raise_if_any()


@check(
    "smoke.languages_complete",
    "Languages are translated to the share that is promised",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="the [i18n.texts] declaration of the target file",
    remedy="Translate what is missing, or promise less; refuse to build a release whose languages fall below it.",
    covers=["I18N-04"],
    needs=NEEDS,
)
def test_languages_complete(
    languages_texts: Mapping[str, Exchange], target: Target, parts: Parts, evidence: Evidence
) -> None:
    """A page that changes its language in the middle of a sentence looks broken, and is."""
    declared = declared_of(target)
    wanted = declared.texts
    if wanted is None:
        raise Unmeasured("no texts are declared")
    whole = wanted.reference or declared.default
    reference = texts_of(languages_texts[whole], wanted.items)
    rows = []
    with parts.part("number of texts"):
        if len(reference) < wanted.keys:
            found(f"{len(reference)} in {whole}", f"at least {wanted.keys}").raise_if_any()
    for tag, answer in languages_texts.items():
        with parts.part(tag):
            texts = texts_of(answer, wanted.items)
            findings, done = localisation.judge_share(texts, reference, wanted.complete.get(tag, 0.0), own=tag == whole)
            rows.append([tag, done, len(reference), f"{done / max(len(reference), 1):.1%}"])
            (findings + localisation.judge_placeholders(texts, reference, wanted.placeholder)).raise_if_any()
    evidence.table("Texts that are translated", ["language", "translated", "of", "share"], rows)


@check(
    "smoke.texts_filled",
    "Texts have their parameters filled in",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="the [i18n.translate] declaration of the target file",
    remedy="Give the text the parameters by the names that stand in it, in every language.",
    covers=["I18N-04"],
    needs=NEEDS,
)
def test_texts_filled(languages_translated: Translations, target: Target, parts: Parts) -> None:
    """A greeting to {{name}} tells everybody how little they are meant."""
    declared = declared_of(target)
    how = declared.translate
    if how is None or not how.filled:
        raise NotApplicable("no text with a parameter is declared: declare [i18n.translate] filled and parameter")
    placeholder = declared.texts.placeholder if declared.texts else r"\{\{?\s*\w+\s*\}?\}"
    for tag, answer in languages_translated.filled.items():
        if tag != UNKNOWN:
            with parts.part(tag):
                localisation.judge_filled(text_of(answer, how.text), _NAME, placeholder).raise_if_any()


@check(
    "smoke.plural_forms",
    "Each language counts in its own way",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Unicode CLDR, Language Plural Rules; UTS #35 part 3 section 5",
    remedy="Choose the form by the language's plural rule, such as Intl.PluralRules, and not by whether a number is 1.",
    covers=["I18N-07"],
    needs=NEEDS,
)
def test_plural_forms(languages_translated: Translations, target: Target, parts: Parts) -> None:
    """What English does with one and many is wrong in French for nothing, and in Polish for five."""
    how = declared_of(target).translate
    if how is None or not how.counted:
        raise NotApplicable("no text with a number is declared: declare [i18n.translate] counted")
    for tag, answers in languages_translated.counted.items():
        with parts.part(tag):
            if plurals.category(tag, 1) is None:
                raise NotApplicable(f"the plural rule of {tag} is not known here")
            plurals.judge(tag, {number: text_of(answer, how.text) for number, answer in answers.items()}).raise_if_any()
