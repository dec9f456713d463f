"""What an age gate keeps back: who asks for it in which guise, and whether an answer gives it away."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Findings, found
from prodworthy.rules.caching import publicly_cacheable

_SHUT = frozenset({400, 401, 403, 404, 405, 406, 410, 415, 421, 451})
_REDIRECTS = range(300, 400)
_ADDRESS = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>", re.IGNORECASE)
_DEAD_LABELS = re.compile(r'voluntary content rating|http-equiv="?pics-label|rel="?meta"?[^>]*icra', re.IGNORECASE)
_RTA = "RTA-5042-1996-1400-1577-RTA"
_ADULT = re.compile(r'name="?rating"?[^>]*content="?(adult|mature|' + _RTA + ")", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guise:
    """How a stranger asks.

    Attributes:
        headers: header fields to send.
        query: what to add to the address.
        method: of the request.
    """

    headers: tuple[tuple[str, str], ...] = ()
    query: str = ""
    method: str = "GET"


_COOKIES = "ageVerified=true; age_verified=1; age_gate=passed; isAdult=1; over18=true; agecheck=1; mature=1"

GUISES = {
    "as they are": Guise(),
    "with cookies that say adult": Guise((("Cookie", _COOKIES),)),
    "with header fields that say adult": Guise((("X-Age-Verified", "true"), ("X-Is-Adult", "1"))),
    "with a query that says adult": Guise(query="age_verified=true&isAdult=1&adult=true&preview=1"),
    "as a search engine": Guise(
        (("User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),)
    ),
    "as a preview of links": Guise((("User-Agent", "facebookexternalhit/1.1"),)),
    "from a country without rules": Guise(
        (("CF-IPCountry", "XX"), ("X-Country", "XX"), ("X-Forwarded-For", "192.0.2.7"))
    ),
    "for print, or as AMP": Guise(query="print=1&amp=1"),
    "as JSON, from an old app": Guise((("Accept", "application/json"), ("X-App-Version", "0.1.0"))),
    "for the header fields alone": Guise(method="HEAD"),
}


class Standing(StrEnum):
    """What an answer to a stranger comes to."""

    SHUT = "shut"
    OPEN = "open"
    UNKNOWN = "unknown"


def marker_in(text: str, markers: Iterable[str]) -> str:
    """Return the first marker that a text holds, also escaped or in base64; empty if it holds none."""
    forms = {text, html.unescape(text), unquote(text), text.replace("\\/", "/")}
    for marker in markers:
        written = {marker, json.dumps(marker)[1:-1], *_in_base64(marker)}
        if any(one in form for one in written for form in forms):
            return marker
    return ""


def standing(answer: Exchange, kind: str, markers: Collection[str]) -> Standing:
    """Judge an answer to a stranger who asks for what is kept back.

    Args:
        answer: the answer.
        kind: what is kept back: `page`, `API` or `media`.
        markers: texts that stand in it; without any, a page of success may as well be the question.
    """
    if marker_in(answer.text, markers):
        return Standing.OPEN
    if answer.status in _SHUT or answer.status in _REDIRECTS:
        return Standing.SHUT
    if not answer.ok:
        return Standing.UNKNOWN
    if kind != "page":
        return Standing.OPEN
    return Standing.SHUT if markers else Standing.UNKNOWN


def same_answer(answer: Exchange, other: Exchange) -> bool:
    """Whether two answers say the same, so that nothing shows that there is anything at one of the two addresses."""
    return (answer.status, answer.media_type) == (other.status, other.media_type) and (
        answer.status not in _REDIRECTS or _page_of(answer) == _page_of(other)
    )


def judge_caching(answer: Exchange) -> Findings:
    """Judge the answer of a gate: what one visitor was told is not for the next one (RFC 9111 section 3)."""
    if publicly_cacheable(answer.headers):
        return found(
            f"{answer.status} with Cache-Control: {answer.headers.get('cache-control')}", "no-store, or private"
        )
    if answer.status in {301, 308} and not answer.headers.get("cache-control"):
        return found(f"{answer.status} without Cache-Control, which caches keep for long", "302, 303 or no-store")
    return Findings()


def judge_sitemap(text: str, places: Collection[str]) -> Findings:
    """Judge whether a list of addresses for search engines names what is kept back."""
    named = {urlsplit(html.unescape(address)).path for address in _ADDRESS.findall(text)}
    listed = sorted(named & {urlsplit(place).path for place in places})
    return found(f"{', '.join(listed)} in sitemap.xml", "no address of what is kept back") if listed else Findings()


def judge_labels(answers: Iterable[Exchange], *, explicit: bool) -> Iterator[Findings]:
    """Yield what is wrong with labels for filters: dead ones relied upon, and none where the content is explicit."""
    for answer in answers:
        dead = "pics-label" in answer.headers or (answer.is_html and _DEAD_LABELS.search(answer.text))
        if dead:
            yield found("a label by PICS, ICRA or VCR, which nothing reads any more", "RTA, or none", where=answer.url)
        told = answer.headers.get("rating").lower() in {"adult", "mature", _RTA.lower()}
        if explicit and answer.ok and not (told or (answer.is_html and _ADULT.search(answer.text))):
            yield found("no label", f"Rating: {_RTA}, or a meta element rating=adult", where=answer.url)


def _page_of(answer: Exchange) -> str:
    return urlsplit(answer.headers.get("location")).path


def _in_base64(marker: str) -> Iterator[str]:
    """Yield how a text begins in base64, by where in a group of three bytes it stands."""
    raw = marker.encode()
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + raw).decode().rstrip("=")
        yield encoded[4 if before else 0 : -1]
