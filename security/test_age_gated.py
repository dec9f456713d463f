"""What the age gate keeps back: strangers in every guise, raw pages, search engines, caches, labels."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    CheckFailed,
    Control,
    Evidence,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Severity,
    Target,
    Unmeasured,
    a_few_at_a_time,
    check,
    each,
    found,
    gate_of,
    observation,
)
from prodworthy.rules import gated
from security.age_asked import Gateway

_TOO_MANY_REQUESTS = 429
_SAID = frozenset({401, 403, 451})
_GATE = {"age_gate"}


@dataclass(frozen=True, slots=True)
class Strangers:
    """What strangers are answered at one place.

    Attributes:
        kind: what is kept back there.
        answers: the answers, by the guise.
        beside: the answer for an address beside it at which nothing can be.
    """

    kind: str
    answers: Mapping[str, Exchange]
    beside: Exchange


def _requests(target: Target) -> int:
    places = target.age_gate.gated.places if target.age_gate else {}
    return len(places) * (len(gated.GUISES) + 1)


@observation(phase=Phase.READING, deadline=60.0, requests=_requests, needs=_GATE)
async def strangers_at_gate(http: Http, target: Target) -> dict[str, Strangers]:
    """Strangers ask for what is kept back, in every guise."""
    places = gate_of(target).gated.places
    if not places:
        raise NotApplicable("it is not declared what is kept back: declare [age_gate.gated] pages, api or media")

    async def ask(place: str, kind: str) -> Strangers:
        url = target.page_url(place) if kind == "page" else target.url(place)

        async def send(guise: gated.Guise) -> Exchange:
            there = f"{url}{'&' if '?' in url else '?'}{guise.query}" if guise.query else url
            return await http.send(guise.method, there, headers=guise.headers)

        beside = http.get(f"{url.partition('?')[0].rpartition('/')[0]}/prodworthy-{secrets.token_hex(8)}")
        none, *answers = await a_few_at_a_time([beside, *(send(guise) for guise in gated.GUISES.values())], 2)
        return Strangers(kind, dict(zip(gated.GUISES, answers, strict=True)), none)

    asked = await asyncio.gather(*(ask(place, kind) for place, kind in places.items()))
    return dict(zip(places, asked, strict=True))


@observation(needs=_GATE)
async def sitemap(http: Http, target: Target) -> Exchange:
    """What search engines are told of the site's addresses."""
    if not gate_of(target).gated.places:
        raise NotApplicable("it is not declared what is kept back: declare [age_gate.gated]")
    return await http.get(target.page_url("/sitemap.xml"))


@check(
    "security.age_gate_declared",
    "A service for adults says how it keeps minors out, and asks where it says",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="AGE-E01, AGE-U12; Apple App Review Guidelines 5.1.1; DSA art. 28",
    remedy="Ask for the age before anything else, and declare how in [age_gate]: minimum age, ways in, question.",
    covers=["AGE-U12"],
)
def test_gate_declared(gateway: Gateway, target: Target, evidence: Evidence) -> None:
    """A service for adults that asks nobody is open to every child who finds its address."""
    adults_only = target.declares("adult_only")
    if gateway.gate is None:
        if adults_only:
            found("the target is for adults only, and no [age_gate] is declared", "an age gate").raise_if_any()
        raise NotApplicable("the target is not declared to be for adults only")
    evidence.log("How the age is made sure of, as declared", [gateway.gate.method])
    if gateway.asked is None:
        if not (adults_only or gateway.gate.question):
            raise NotApplicable("no page that asks is declared: declare [age_gate.question]")
        return
    if not gateway.asked.ok:
        found(f"the page that asks is answered with {gateway.asked.describe()}", "the question").raise_if_any()


@check(
    "security.age_gated",
    "What is for adults is kept back from strangers, in whatever guise they come",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="AGE-E03, AGE-E04, AGE-E09, AGE-E10, AGE-C02; CWE-602; CWE-425",
    remedy="Decide on the server, for every page, API route and file, by a session that only the gate opens.",
    covers=["AGE-E03", "AGE-E04", "AGE-E05", "AGE-E09", "AGE-E10", "AGE-E11", "AGE-E17", "AGE-C02", "AGE-C05"],
    needs=_GATE,
    refusal=True,
)
def test_gated(strangers_at_gate: Mapping[str, Strangers], target: Target, parts: Parts, refusal: Refusal) -> None:
    """Real gates have opened to any cookie, to whoever called themselves a search engine, and to direct addresses."""
    markers = gate_of(target).gated.markers
    for place, seen in strangers_at_gate.items():
        plain = seen.answers["as they are"]
        # Where a whole folder is guarded, any address in it is refused, and says so.
        there = Control(
            f"it is {place} that is refused: in so many words, or unlike an address beside it",
            held=plain.status in _SAID or not gated.same_answer(plain, seen.beside),
            seen=f"{plain.status}, and {seen.beside.status} beside it",
            exchange=seen.beside,
        )
        for guise, answer in seen.answers.items():
            with parts.part(f"{place} {guise}"):
                if answer.status == _TOO_MANY_REQUESTS:
                    raise Unmeasured("throttled with 429")
                standing = gated.standing(answer, seen.kind, markers)
                if standing is gated.Standing.OPEN:
                    what = f"a stranger {guise} is answered with {answer.status}"
                    marker = gated.marker_in(answer.text, markers)
                    raise CheckFailed(found(f"{what}{f', with {marker!r} in it' if marker else ''}", "a refusal"))
                if standing is gated.Standing.UNKNOWN:
                    raise Unmeasured(
                        f"{answer.describe()}: declare [age_gate.gated] markers, to tell content from question"
                    )
                refusal.require(there)


@check(
    "security.age_raw_pages",
    "Nothing that is for adults stands in what strangers are sent, even where they do not see it",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="AGE-C01, AGE-C10, AGE-E07; Ofcom, Part 5 guidance: not visible before or during the check",
    remedy="Send content after the gate has been passed, not beneath it: what a browser has, its user has.",
    covers=["AGE-C01", "AGE-C09", "AGE-C10", "AGE-E07"],
    needs=_GATE,
)
def test_raw_pages(  # noqa: PLR0913, PLR0917 - one parameter for each kind of answer that a stranger is sent
    landing_hops: list[Exchange],
    scripts: Mapping[str, Exchange],
    unknown_path: Exchange,
    gateway: Gateway,
    target: Target,
    parts: Parts,
) -> None:
    """An overlay hides content from those who do not look beneath it, which every browser offers in two clicks."""
    markers = gate_of(target).gated.markers
    if not markers:
        raise NotApplicable("no text is declared that stands in what is kept back: declare [age_gate.gated] markers")
    sent = {"the first page": landing_hops[-1], "a page that is not there": unknown_path, **scripts}
    if gateway.asked is not None:
        sent["the page that asks"] = gateway.asked
    for name, answer in sent.items():
        with parts.part(name):
            if marker := gated.marker_in(answer.text, markers):
                found(f"{marker!r} stands in it", "nothing of what is kept back", where=answer.url).raise_if_any()


@check(
    "security.age_gate_caching",
    "No shared cache keeps the gate's answers",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="AGE-F02, AGE-C06; RFC 9111 section 3",
    remedy="Send Cache-Control: no-store with the question, its answers, and whatever is only for those let in.",
    covers=["AGE-F02"],
    needs=_GATE,
)
def test_gate_caching(gateway: Gateway, strangers_at_gate: Mapping[str, Strangers], parts: Parts) -> None:
    """A gate that a cache remembers lets the next visitor in with the answer of the last one, or nobody at all."""
    answers = {place: seen.answers["as they are"] for place, seen in strangers_at_gate.items()}
    if gateway.asked is not None:
        answers["the page that asks"] = gateway.asked
    for name, answer in answers.items():
        with parts.part(name):
            gated.judge_caching(answer).raise_if_any()


@check(
    "security.age_sitemap",
    "Search engines are not told where the content for adults is",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="AGE-C03; sitemaps.org protocol",
    remedy="Leave gated addresses out of sitemap.xml.",
    covers=["AGE-C03"],
    needs=_GATE,
)
def test_sitemap(sitemap: Exchange, target: Target) -> None:
    """What a search engine lists, it shows, with a preview, to people of every age."""
    if not sitemap.ok or sitemap.is_html:
        raise NotApplicable("there is no sitemap.xml (as observed)")
    gated.judge_sitemap(sitemap.text, gate_of(target).gated.places).raise_if_any()


@check(
    "security.age_labels",
    "Labels for filters are ones that filters read",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="AGE-T01, AGE-T02, AGE-T03; RTA label; W3C PICS, superseded",
    remedy="Drop PICS and ICRA labels; send Rating: RTA-5042-1996-1400-1577-RTA where content is sexually explicit.",
    covers=["AGE-T01", "AGE-T02", "AGE-T03"],
    needs=_GATE,
)
def test_labels(landing_hops: list[Exchange], gateway: Gateway, target: Target) -> None:
    """A label that nothing reads protects nobody, and parents' filters go by the one that is missing."""
    asked = [gateway.asked] if gateway.asked is not None else []
    explicit = gate_of(target).gated.explicit
    each(gated.judge_labels([landing_hops[-1], *asked], explicit=explicit)).raise_if_any()
