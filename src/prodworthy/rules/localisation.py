"""Languages of answers: which one has to be chosen, whether texts are complete, filled in and counted as it does."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, each, found
from prodworthy.rules import languages
from prodworthy.rules.caching import varies_by
from prodworthy.rules.fields import directives

UNKNOWN = "tlh"
"""A language that no product has: Klingon."""

_MOST = 8  # findings of one kind: a whole section that is missing is told in a few
_SENTENCE = 3  # words; shorter texts may be alike in two languages
_UNREAD = frozenset({"nav", "noscript", "script", "select", "style", "template"})
_SHORT_KEY = re.compile(r"[\w-]+(\.[\w-]+)+")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


@dataclass(frozen=True, slots=True)
class Wish:
    """One way to ask for a language.

    Attributes:
        name: a short name.
        expected: the tags of which the answer has to have one.
        query: the value of the query's parameter; None: it is not sent.
        header: the value of the header field; None: it is not sent.
        accept: the value of Accept-Language; None: it is not sent.
        refusable: whether a refusal of the request is right as well.
    """

    name: str
    expected: tuple[str, ...]
    query: str | None = None
    header: str | None = None
    accept: str | None = None
    refusable: bool = False


def wishes(locales: Sequence[str], default: str, order: Sequence[str]) -> list[Wish]:
    """Return the ways to ask for a language, each with what has to be answered (RFC 9110 section 12.5.4).

    Args:
        locales: the tags there are.
        default: the one for those who want none of them.
        order: of `query`, `header` and `accept-language`, those that decide, the strongest first.
    """
    others = [one for one in locales if not same(one, default, locales)]
    if not others:
        return []
    other, third = others[0], others[-1]
    made = [Wish("nothing wanted", (default,))]
    if "accept-language" in order:
        made += [
            Wish("Accept-Language: one", (other,), accept=other),
            Wish("Accept-Language: in capitals", (other,), accept=other.upper()),
            Wish("Accept-Language: with a region", (other,), accept=_with_region(other)),
            Wish("Accept-Language: the heavier one stands last", (other,), accept=f"{default};q=0.3, {other};q=0.9"),
            Wish("Accept-Language: the heavier one stands first", (default,), accept=f"{default};q=0.8,{other};q=0.2"),
            Wish("Accept-Language: no weight is the full one", (third,), accept=f"{default};q=0.9, {third}"),
            Wish("Accept-Language: an unknown one first", (other,), accept=f"{UNKNOWN}, {other};q=0.5"),
            Wish("Accept-Language: an unknown one only", (default,), accept=UNKNOWN),
            Wish("Accept-Language: not acceptable", (default,), accept=f"{other};q=0, {default};q=0.1"),
            Wish("Accept-Language: any", tuple(locales), accept="*"),
            Wish("Accept-Language: malformed", tuple(locales), accept=f"{other};q=high,,;;q", refusable=True),
        ]
    named = [place for place in order if place != "accept-language"]
    made += [_wish(f"{place} alone", other, {place: other}) for place in named]
    made += [
        _wish(f"{stronger} over {weaker}", other, {stronger: other, weaker: third if third != other else default})
        for stronger, weaker in itertools.pairwise(order)
    ]
    made += [_wish(f"{place} unknown", default, {place: UNKNOWN}, refusable=True) for place in named]
    return made


def same(one: str, other: str, locales: Sequence[str] = ()) -> bool:
    """Whether two tags name the same language.

    Letter case and underscores make no difference, and neither do region and script, unless the product tells two such
    variants of the language apart.
    """
    first, second = (tag.replace("_", "-").casefold() for tag in (one, other))
    if first == second:
        return True
    primary = first.partition("-")[0]
    variants = {tag.casefold() for tag in locales if tag.replace("_", "-").casefold().partition("-")[0] == primary}
    return primary == second.partition("-")[0] and len(variants) < 2  # noqa: PLR2004 - two are told apart


def judge_listed(tags: Sequence[str], promised: Sequence[str]) -> Findings:
    """Judge whether every promised language is listed."""
    missing = [one for one in promised if not any(same(one, tag, promised) for tag in tags)]
    listed = ", ".join(tags[:20]) or "none"
    return found(f"{', '.join(missing)} not listed; listed: {listed}", "every language") if missing else Findings()


def judge_wish(wish: Wish, answer: Exchange, locales: Sequence[str]) -> Findings:
    """Judge the language of an answer by its Content-Language."""
    if not answer.ok:
        if wish.refusable and 400 <= answer.status < 500:  # noqa: PLR2004 - RFC 9110 section 15.5
            return Findings()
        return found(f"answered {answer.status}", f"an answer in {' or '.join(wish.expected)}")
    told = _told(answer)
    if not told:
        return found("no Content-Language", f"Content-Language: {wish.expected[0]}")
    if any(same(tag, expected, locales) for tag in told for expected in wish.expected):
        return Findings()
    return found(f"Content-Language: {', '.join(told)}", " or ".join(wish.expected))


def judge_vary(answer: Exchange, order: Sequence[str], header: str) -> Findings:
    """Judge whether caches are told that the language depends on header fields (RFC 9110 section 12.5.5)."""
    cached = directives(answer.headers.get_list("cache-control"))
    if "no-store" in cached or "private" in cached:
        return Findings()
    decisive = {"accept-language": "Accept-Language", "header": header}
    missing = [decisive[one] for one in order if one in decisive and not varies_by(answer.headers, decisive[one])]
    if not missing:
        return Findings()
    return found(f"Vary: {answer.headers.get('vary') or 'not sent'}", f"Vary: {', '.join(missing)}")


def leaves(document: Any, path: str = "") -> dict[str, str]:
    """Return the texts of a nested document, by dotted key."""
    if isinstance(document, Mapping):
        below = [leaves(value, f"{path}.{key}" if path else str(key)) for key, value in document.items()]
        return {key: text for one in below for key, text in one.items()}
    return {path: document} if isinstance(document, str) else {}


def judge_share(
    texts: Mapping[str, str], reference: Mapping[str, str], least: float, *, own: bool = False
) -> tuple[Findings, int]:
    """Judge how much is translated, and return that number as well.

    A text that is empty, or a sentence that is that of the reference, counts as not translated.

    Args:
        texts: of the language, by key.
        reference: of the language that has all of them.
        least: the least share, of 1.
        own: whether the language is the reference itself.
    """
    done = [key for key, text in reference.items() if _translated(texts.get(key, ""), "" if own else text)]
    if not reference or len(done) >= least * len(reference):
        return Findings(), len(done)
    lacking = [key for key in reference if key not in set(done)]
    seen = f"{len(done)} of {len(reference)} texts ({len(done) / len(reference):.1%}); lacking: "
    more = ", …" if len(lacking) > _MOST else ""
    return found(seen + ", ".join(lacking[:_MOST]) + more, f"at least {least:.0%}"), len(done)


def judge_placeholders(texts: Mapping[str, str], reference: Mapping[str, str], placeholder: str) -> Findings:
    """Judge whether translations fill in the same as the reference."""
    pattern = re.compile(placeholder)
    wrong = [
        key
        for key, text in texts.items()
        if key in reference and text and set(pattern.findall(text)) != set(pattern.findall(reference[key]))
    ]
    return each(
        found(f"{texts[key][:80]!r}", f"what {reference[key][:80]!r} fills in", where=key) for key in wrong[:_MOST]
    )


def judge_filled(text: str, value: str, placeholder: str) -> Findings:
    """Judge whether a parameter's value stands in a text, and nothing in it is left to be filled in."""
    if value not in text:
        return found(f"{text[:120]!r}", f"a text with {value!r} in it")
    left = re.search(placeholder, text)
    return found(f"{text[:120]!r}", "a text without anything left to be filled in") if left else Findings()


def judge_fallback(text: object, key: str, default_text: str) -> Findings:
    """Judge what stands for a text in a language that there is not: that of the default, or the key."""
    if not isinstance(text, str) or not text.strip():
        return found(f"{text!r}", f"the default's text {default_text[:80]!r}")
    if text in {default_text, key}:
        return Findings()
    bad = re.search(r"undefined|\bnull\b|\[missing|\[object", text, re.IGNORECASE)
    return found(f"{text[:120]!r}", f"the default's text {default_text[:80]!r}") if bad else Findings()


def judge_raw(text: str, key: str) -> Findings:
    """Judge whether a text is one, and not its key."""
    raw = text == key or _SHORT_KEY.fullmatch(text)
    return found(f"{text[:120]!r}", "a text", where=key) if raw or not text.strip() else Findings()


def judge_written(seen: object, expected: str) -> Findings:
    """Judge how something is written; kinds of spaces and apostrophes, which CLDR changes at times, are alike."""
    if isinstance(seen, str) and _plain(seen) == _plain(expected):
        return Findings()
    return found(f"{seen!r}"[:120], f"{expected!r}")


def readable(markup: str) -> str:
    """Return what can be read of a page without its scripts."""
    reader = _Reader()
    reader.feed(markup)
    return " ".join(reader.texts)


def judge_language(tag: str, text: str) -> Findings:
    """Judge whether a text is in a language; one that is too short to tell is taken for what it should be."""
    seen = languages.of(text)
    if not seen or same(seen, tag) or languages.alike(seen, tag.casefold().partition("-")[0]):
        return Findings()
    return found(f"a text in {seen!r}", f"the text in {tag}")


class _Reader(HTMLParser):
    """Collects the texts of a page that are there to be read."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - of the base
        if not self._hidden and tag in _UNREAD:
            self._hidden = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.texts.append(" ".join(data.split()))


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).replace("’", "'").strip()  # noqa: RUF001 - the apostrophe that is meant


def _translated(text: str, reference: str) -> bool:
    return bool(text.strip()) and (text != reference or len(text.split()) < _SENTENCE)


def _told(answer: Exchange) -> list[str]:
    values = answer.headers.get_list("content-language")
    return [tag.strip() for line in values for tag in line.split(",") if tag.strip()]


def _with_region(tag: str) -> str:
    return tag if "-" in tag or "_" in tag else f"{tag}-001"


def _wish(name: str, expected: str, asked: Mapping[str, str], *, refusable: bool = False) -> Wish:
    return Wish(
        name.replace("accept-language", "Accept-Language"),
        (expected,),
        query=asked.get("query"),
        header=asked.get("header"),
        accept=asked.get("accept-language"),
        refusable=refusable,
    )
