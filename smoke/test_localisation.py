"""Languages: is everybody answered in their own, and as it writes?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from prodworthy.api import (
    CheckFailed,
    Evidence,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Severity,
    StepRun,
    Target,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules import localisation
from prodworthy.rules.localisation import Wish
from prodworthy.rules.templates import NOTHING, lookup
from smoke.languages_asked import DEADLINE_S, NEEDS, asking, declared_of, document_of, done_of, text_of, told, wish_for

_LEAST_TEXT = 400


@observation(deadline=DEADLINE_S, requests=1, needs=NEEDS)
async def languages_listed(http: Http, target: Target) -> Exchange:
    """The list of languages."""
    listing = declared_of(target).listing
    if listing is None:
        raise NotApplicable("no list of languages is declared: declare [i18n.listing]")
    return await http.get(listing.path)


@observation(deadline=DEADLINE_S, requests=20, needs=NEEDS)
async def languages_chosen(http: Http, target: Target) -> dict[str, tuple[Wish, Exchange]]:
    """Answers to every way of asking for a language."""
    declared = declared_of(target)
    wishes = localisation.wishes(declared.locales, declared.default, declared.order)
    if not wishes:
        raise NotApplicable("one language only is declared, so none is chosen")
    asked = [asking(declared, declared.path, wish) for wish in wishes]
    # A language may well be a page of its own, to which one is led.
    hops = await asyncio.gather(*(http.follow(path, headers=headers) for path, headers in asked))
    return {wish.name: (wish, answers[-1]) for wish, answers in zip(wishes, hops, strict=True)}


@observation(deadline=DEADLINE_S, requests=lambda target: len(target.i18n.locales) if target.i18n else 0, needs=NEEDS)
async def languages_of_errors(http: Http, target: Target) -> dict[str, StepRun]:
    """The same refusal in several languages."""
    declared = declared_of(target)
    step = declared.error
    if step is None:
        raise NotApplicable("no request is declared that is refused with a sentence for people: declare [i18n.error]")
    tags = list(dict.fromkeys([declared.default, *(declared.error_locales or done_of(declared))]))
    asked = {tag: asking(declared, step.path, wish_for(declared, tag)) for tag in tags}
    steps = {
        tag: step.model_copy(update={"request": f"{step.method} {path}", "headers": {**step.headers, **headers}})
        for tag, (path, headers) in asked.items()
    }
    answers = await asyncio.gather(*(take(http, one, {}) for one in steps.values()))
    return dict(zip(tags, answers, strict=True))


@observation(
    deadline=DEADLINE_S,
    requests=lambda target: len(target.web.legal) * len(target.i18n.legal_locales) if target.i18n else 0,
    needs={*NEEDS, "web"},
)
async def languages_of_legal_pages(http: Http, target: Target) -> dict[tuple[str, str], Exchange]:
    """The legal pages in every language that they are in."""
    declared = declared_of(target)
    if not target.web.legal:
        raise NotApplicable("no legal pages are declared: declare [web.legal]")
    asked = {
        (kind, tag): asking(declared, target.page_url(path), wish_for(declared, tag))
        for kind, path in target.web.legal.items()
        for tag in declared.legal_locales
    }
    hops = await asyncio.gather(*(http.follow(path, headers=headers) for path, headers in asked.values()))
    return {place: answers[-1] for place, answers in zip(asked, hops, strict=True)}


@observation(deadline=DEADLINE_S, requests=lambda target: len(target.i18n.locales) if target.i18n else 0, needs=NEEDS)
async def languages_written(http: Http, target: Target) -> dict[str, Exchange]:
    """Dates, numbers and the like in several languages."""
    declared = declared_of(target)
    if declared.formats is None:
        raise NotApplicable("it is not declared where something is written as a language does: declare [i18n.formats]")
    path, tags = declared.formats.path, list(declared.formats.expect)
    asked = [asking(declared, path, wish_for(declared, tag)) for tag in tags]
    answers = await asyncio.gather(*(http.get(place, headers=headers) for place, headers in asked))
    return dict(zip(tags, answers, strict=True))


@check(
    "smoke.languages_listed",
    "Every promised language is listed",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="the [i18n] declaration of the target file; RFC 5646",
    remedy="List every language that can be asked for, and deploy its texts.",
    needs=NEEDS,
)
def test_languages_listed(languages_listed: Exchange, target: Target) -> None:
    """A language that the list forgets cannot be chosen by anybody."""
    declared = declared_of(target)
    listing = declared.listing
    items = lookup(document_of(languages_listed), listing.items) if listing else NOTHING
    if not isinstance(items, list | dict):
        raise CheckFailed(found(f"no list at {listing.items if listing else ''!r} of the answer", "the languages"))
    tags = [lookup(item, listing.tag) if listing and isinstance(item, dict) else item for item in items]
    localisation.judge_listed([tag for tag in tags if isinstance(tag, str)], declared.locales).raise_if_any()


@check(
    "smoke.language_chosen",
    "Everybody is answered in the language that they ask for, and the answer says which it is",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9110 sections 8.5, 12.5.4 and 12.5.5; RFC 4647 section 3.4",
    remedy="Let what is asked for explicitly go before Accept-Language, weigh that by its q-values, and send "
    "Content-Language and Vary.",
    covers=["I18N-02"],
    needs=NEEDS,
)
def test_language_chosen(
    languages_chosen: Mapping[str, tuple[Wish, Exchange]], target: Target, parts: Parts, evidence: Evidence
) -> None:
    """Whoever is answered in a language that they cannot read has not been answered."""
    declared = declared_of(target)
    rows = []
    for name, (wish, answer) in languages_chosen.items():
        rows.append([name, " or ".join(wish.expected), answer.headers.get("content-language") or "-", answer.status])
        with parts.part(name):
            localisation.judge_wish(wish, told(answer), declared.locales).raise_if_any()
    first = next(iter(languages_chosen.values()))[1]
    with parts.part("caches are told"):
        localisation.judge_vary(first, declared.order, declared.header).raise_if_any()
    evidence.table("Languages asked for", ["asked", "expected", "Content-Language", "status"], rows)


@check(
    "smoke.errors_translated",
    "Refusals are told in the language that is asked for",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="the [i18n.error] declaration of the target file; WCAG 2.2 criterion 3.3.1",
    remedy="Translate messages where the answer is made, by the language of the request.",
    covers=["I18N-04"],
    needs=NEEDS,
)
def test_errors_translated(languages_of_errors: Mapping[str, StepRun], target: Target, parts: Parts) -> None:
    """What went wrong is what people need to understand most."""
    declared = declared_of(target)
    sentences: dict[str, str] = {}
    for tag, run in languages_of_errors.items():
        with parts.part(tag):
            run.findings.raise_if_any()
            sentence = text_of(run.answer, declared.error_text, ok=False)
            localisation.judge_raw(sentence, "").raise_if_any()
            if same := [other for other, told in sentences.items() if told == sentence]:
                found(f"{sentence[:120]!r}, as in {', '.join(same)}", f"the sentence in {tag}").raise_if_any()
            sentences[tag] = sentence


@check(
    "smoke.formats_localised",
    "Dates, numbers, amounts and stretches of time are written as the language does",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Unicode CLDR; the [i18n.formats] declaration of the target file",
    remedy="Format with Intl or ICU in the language of the request; ship the data of every language with the service.",
    covers=["I18N-07"],
    needs=NEEDS,
)
def test_formats_localised(languages_written: Mapping[str, Exchange], target: Target, parts: Parts) -> None:
    """1,234 is a thousand in one language and one and a quarter in another: people pay by what they read."""
    formats = declared_of(target).formats
    for tag, answer in languages_written.items():
        document = document_of(answer)
        for path, expected in (formats.expect[tag] if formats else {}).items():
            with parts.part(f"{tag}: {path}"):
                localisation.judge_written(lookup(document, path), expected).raise_if_any()


@check(
    "smoke.legal_pages_translated",
    "Legal pages are in the language that is asked for",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="GDPR article 12(1)",
    remedy="Have the pages translated by somebody who answers for them, and serve them by the language of the visitor.",
    covers=["I18N-09"],
    needs={*NEEDS, "web"},
)
def test_legal_pages_translated(languages_of_legal_pages: Mapping[tuple[str, str], Exchange], parts: Parts) -> None:
    """Nobody has agreed to what they could not read."""
    for (kind, tag), answer in languages_of_legal_pages.items():
        with parts.part(f"{kind} in {tag}"):
            if not told(answer).ok:
                found(f"answered {answer.status}", "the page", where=answer.request.url).raise_if_any()
            text = localisation.readable(answer.text)
            if len(text) < _LEAST_TEXT:
                raise NotApplicable("its text is put there by scripts")
            localisation.judge_language(tag, text).raise_if_any()
