"""Languages: which one a text is in, and what a document says of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from prodworthy.facts.outcome import Findings, found

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left in their usual script."""

_FREQUENT: Mapping[str, str] = {
    "cs": "a je na že se není nebo které který jsou pro od při jako také vaše být údajů jste",
    "da": "og er til af det ikke du som med din vi har kan på eller dine hvis vores bliver også",
    "de": "und der die das ist nicht sie mit auf für wir ein eine zu den von werden oder ihre auch",
    "en": "the and of to is you we your that this for with are not our or have by from will",
    "es": "el la los las de que y en es con para no su sus una por como usted más sobre",
    "fi": "ja on ei että se tai ovat sen voi kun sinun joka myös kanssa mukaan ole tietoja palvelun niin vain",
    "fr": "le la les des et est vous nous une pour que dans ne pas sur avec votre vos par ou",
    "it": "il di che è e la per un non una con sono del della nostro gli più anche dei questo",
    "nl": "de het een en van is je niet wij dat op voor met zijn uw of door ook naar worden",
    "no": "og er til av det ikke du som med vi har kan på eller dine hvis våre blir også deg",
    "pl": "i w na nie się z do jest że oraz przez dla lub są jak twoje które może od być",
    "pt": "o a os as de que e em é com para não seu sua uma por como você mais são",
    "ro": "și în de la cu nu este pe care sunt pentru sau din prin că un mai dumneavoastră aceste poate",
    "sv": "och är att det inte du som med vi har kan på eller dina om våra blir också av den",
    "tr": "ve bir bu için ile olarak veya daha ne değil olan gibi kadar sonra sizin kişisel her en biz",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FREQUENT.items()}
_SCRIPTS: Mapping[str, str] = {
    "ar": r"[\u0600-\u06ff]", "el": r"[\u0370-\u03ff]", "he": r"[\u0590-\u05ff]", "hi": r"[\u0900-\u097f]",
    "ja": r"[\u3040-\u30ff]", "ko": r"[\uac00-\ud7af]", "ru": r"[\u0400-\u04ff]", "th": r"[\u0e00-\u0e7f]",
    "zh": r"[\u4e00-\u9fff]",
}  # fmt: skip
_SCRIPT_OF = {
    **dict.fromkeys(("ar", "ckb", "fa", "ps", "sd", "ug", "ur"), "ar"),
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"), "ru"),
    **dict.fromkeys(("he", "yi"), "he"),
    **dict.fromkeys(("hi", "mr", "ne"), "hi"),
    "el": "el", "ja": "ja", "ko": "ko", "th": "th", "zh": "zh", "yue": "zh",
}  # fmt: skip
_ALIKE = ({"da", "no", "nb", "nn", "sv"}, {"cs", "sk"}, {"es", "gl", "pt", "ca"}, {"id", "ms"})
_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE,
)
_LEAST_CHARACTERS = 200
_LEAST_WORDS = 12
_CLEAR = 2.5


def is_tag(tag: str) -> bool:
    """Whether a text is a language tag (BCP 47; RFC 5646 section 2.1)."""
    return _TAG.fullmatch(tag) is not None


def of(text: str) -> str:
    """Return the language of a text, as far as that is clear; empty where it is not, or where the text is too short."""
    letters = [one for one in text if one.isalpha()]
    if len(letters) < _LEAST_CHARACTERS:
        return ""
    for language, script in _SCRIPTS.items():
        if len(re.findall(script, text)) > len(letters) * (0.1 if language == "ja" else 0.5):
            return language
    words = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    scores = {language: sum(words[word] for word in known) for language, known in _WORDS.items()}
    best = max(scores, key=lambda language: scores[language])
    rest = max(scores[other] for other in scores if other != best and not alike(other, best))
    return best if scores[best] >= _LEAST_WORDS and scores[best] > _CLEAR * rest else ""


def alike(one: str, other: str) -> bool:
    """Whether two languages cannot be told apart by their most frequent words."""
    return one == other or any({one, other} <= group for group in _ALIKE)


def judge(declared: str, text: str) -> Findings:
    """Judge what a document says of its language, beside the language that its text is in.

    Source: WCAG 2.1, 3.1.1; BCP 47.

    Args:
        declared: the `lang` attribute of the document.
        text: what can be read on it.
    """
    if not declared.strip():
        return found("the html element has no lang attribute", 'a language tag, such as lang="en"')
    if not is_tag(declared):
        return found(f"lang={declared!r}", "a language tag (BCP 47)")
    primary = declared.lower().partition("-")[0]
    seen = of(text)
    if not seen or seen == _SCRIPT_OF.get(primary, primary) or alike(seen, primary):
        return Findings()
    if primary not in _WORDS and primary not in _SCRIPT_OF:
        return Findings()  # what a text of that language looks like is not known here
    return found(f"lang={declared!r}, and the text is in {seen!r}", f'lang="{seen}", or the text in {primary!r}')


def judge_direction(declared: str, direction: str) -> Findings:
    """Judge whether a page is laid out in the direction in which its language is written.

    Args:
        declared: the `lang` attribute of the document.
        direction: the direction it is laid out in, `ltr` or `rtl`.
    """
    primary, *rest = declared.lower().split("-")
    if "latn" in rest or "cyrl" in rest:
        return Findings()
    if primary in RIGHT_TO_LEFT and direction != "rtl":
        return found(f"lang={declared!r}, laid out from left to right", 'dir="rtl"')
    if direction == "rtl" and primary in _WORDS:
        return found(f"lang={declared!r}, laid out from right to left", 'dir="ltr"')
    return Findings()


def judge_alternates(alternates: Sequence[tuple[str, str]]) -> Findings:
    """Judge what a page says of its other languages: tags that exist, and one address for each.

    Source: HTML Standard, hreflang; BCP 47. Search engines skip what they cannot read.
    """
    findings = Findings()
    addresses: dict[str, str] = {}
    for tag, url in alternates:
        region = tag.upper().partition("-")[2]
        if tag.lower() != "x-default" and (not is_tag(tag) or region in _NO_REGIONS):
            findings += found(f"hreflang={tag!r}", _NO_REGIONS.get(region, "a language tag (BCP 47)"))
        if addresses.setdefault(tag.lower(), url) != url:
            findings += found(f"hreflang={tag!r} names two addresses", "one address for each language")
    if alternates and "x-default" not in addresses:
        findings += found("no hreflang=x-default", "where everyone else is led", advisory=True)
    return findings


_NO_REGIONS = {"UK": "GB for the United Kingdom", "EU": "a country, or none"}
_RAW = re.compile(
    r"\{\{\s*[\w.]+\s*\}\}|\[missing [^\]]{1,80}\]|\btranslation missing\b"
    r"|(?<![\w./@-])[a-z]{2,20}(?:\.[a-z][a-zA-Z_]{1,30}){2,6}(?![\w./@-])"
    r"|\[object Object\]|(?<!\w)undefined(?!\w)(?=\s*(?:$|[,.!:]))",
    re.MULTILINE,
)
_LIKELY_HOST = re.compile(
    r"\.(?:com|org|net|de|io|eu|app|dev|example|invalid|test|info|gov|edu|co|uk|fr|it|es|nl|js|py|json|html)$"
)


def judge_raw(text: str) -> Findings:
    """Judge whether a page shows keys or templates in place of words."""
    shown = [one[0] for one in _RAW.finditer(text[:50_000]) if not _LIKELY_HOST.search(one[0])]
    if not shown:
        return Findings()
    return found(f"it shows {', '.join(map(repr, dict.fromkeys(shown[:3])))}", "words")
