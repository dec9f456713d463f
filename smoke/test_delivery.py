"""Delivery: do files and pictures reach people small, and from near them?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.api import (
    Accounts,
    Evidence,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Sample,
    Severity,
    Target,
    Unmeasured,
    check,
    found,
    observation,
    time_reads,
)
from prodworthy.rules import caching, compression, markup, statistics
from prodworthy.rules.pictures import photograph
from prodworthy.rules.templates import lookup
from smoke.timing import P95, Claim, prove, require_answers, show

_MOST_FILES = 4
_TRIES = 10
_BUDGET_S = 60.0
_TIMED = statistics.samples_to_prove(P95, 1)


@dataclass(frozen=True, slots=True)
class Media:
    """A picture that was uploaded.

    Attributes:
        uploaded: how many bytes it had.
        delivered: the answers to asking for it, until one came out of a cache.
    """

    uploaded: int
    delivered: tuple[Exchange, ...]


@observation(phase=Phase.READING, deadline=60.0, requests=_MOST_FILES * 3)
async def static_files(http: Http, target: Target, landing: Exchange) -> dict[str, tuple[Exchange, ...]]:
    """Static files that the landing page loads from the target's hosts, each until it came out of a cache."""
    loaded = markup.read(landing.text, landing.url).resources if landing.is_html else ()
    of_page = [one.url for one in loaded if one.use in {"script", "style", "image"}]
    ours = [url for url in of_page if urlsplit(url).scheme in {"http", "https"} and _is_ours(url, http, target)]
    chosen = list(dict.fromkeys(target.delivered_url(url) for url in [*target.web.assets, *ours]))[:_MOST_FILES]
    if not chosen:
        raise NotApplicable("the landing page loads no file from the target's hosts: declare [web] assets")
    tries = _TRIES if target.delivery.cdn else 1
    return {urlsplit(url).path: await _until_hit(http, url, tries) for url in chosen}


def _is_ours(url: str, http: Http, target: Target) -> bool:
    return http.owns(url) or bool(target.delivery.url and url.startswith(f"{target.delivery.url}/"))


@observation(phase=Phase.WRITING, deadline=120.0, requests=_TRIES + 3, needs={"accounts"})
async def media_delivered(http: Http, target: Target, accounts: Accounts) -> Media:
    """A picture that a fresh test account uploads, as it is delivered."""
    declared = target.delivery.media
    if declared is None:
        raise NotApplicable("the target declares no upload of pictures: declare [delivery.media]")
    account = await accounts.adult()
    picture = photograph()
    files = {declared.field: ("picture.png", picture, "image/png")}
    answer = await http.post(declared.path, files=files, headers=account.headers)
    url = lookup(answer.json(), declared.url) if answer.ok else None
    if not isinstance(url, str):
        raise Unmeasured(f"a picture could not be uploaded: {answer.describe()}")
    return Media(len(picture), await _until_hit(http, target.delivered_url(url), _TRIES if target.delivery.cdn else 1))


@check(
    "smoke.cdn_hits",
    "Static files come out of the delivery network's caches",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OPS-CDN-01; RFC 9211; RFC 9111 section 5.1",
    remedy="Let the edge cache what has a public max-age; remove cookies and query strings from its key.",
    covers=["OPS-CDN-01"],
)
def test_cdn_hits(static_files: dict[str, tuple[Exchange, ...]], target: Target, parts: Parts) -> None:
    """An edge that asks the origin each time is slower than none, and falls with it."""
    if not target.delivery.cdn:
        raise NotApplicable("no delivery network is declared: declare [delivery] cdn")
    for path, answers in static_files.items():
        with parts.part(path):
            _judge_hit(answers)


@observation(phase=Phase.FUZZING, deadline=2 * _BUDGET_S, requests=_TIMED)  # late and alone, as timing has to be
async def timed_delivery(http: Http, target: Target, static_files: dict[str, tuple[Exchange, ...]]) -> Sample:
    """A static file that the landing page loads, fetched again and again."""
    bound = target.delivery.within_ms
    if bound is None:
        raise NotApplicable("no time is promised for static files: declare [delivery] within_ms")
    url = next(answers[-1].request.url for answers in static_files.values())
    return await time_reads(http, url, count=_TIMED, bound_ms=bound, share=P95, budget_s=_BUDGET_S)


@check(
    "smoke.cdn_answers",
    "Static files are delivered within the promised time",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="the [delivery] declaration of the target file; exact binomial order statistics at 95 % confidence",
    remedy="See that the file comes out of a cache near where this was run, on a connection that is kept open.",
)
def test_cdn_answers(timed_delivery: Sample, evidence: Evidence) -> None:
    """A delivery network is paid for being near; one that answers as slowly as the origin is only a detour."""
    show(timed_delivery, "delivery", evidence)
    require_answers(timed_delivery)
    prove(timed_delivery, Claim(P95, timed_delivery.misses, f"within {timed_delivery.bound_ms:g} ms"))


@check(
    "smoke.compression",
    "Text files are compressed on their way",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="OPS-GZ-01; RFC 9110 sections 8.4 and 12.5.3",
    remedy="Switch gzip or Brotli on for text, scripts and styles, with Vary: Accept-Encoding.",
    covers=["OPS-GZ-01"],
)
def test_compression(static_files: dict[str, tuple[Exchange, ...]], target: Target, parts: Parts) -> None:
    """Uncompressed scripts are three to five times the bytes, which people on phones wait and pay for."""
    if not target.delivery.compression:
        raise NotApplicable("compression is declared off")
    worth = {path: answers[-1] for path, answers in static_files.items() if compression.is_worth_it(answers[-1])}
    if not worth:
        raise NotApplicable(f"no text file of {compression.WORTH_BYTES} bytes or more is loaded by the landing page")
    for path, answer in worth.items():
        with parts.part(path):
            compression.judge_compressed(answer).raise_if_any()


@check(
    "smoke.media_optimised",
    "Uploaded pictures are delivered small",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="the [delivery] declaration of the target file",
    remedy="Scale pictures to the size they are shown in, and encode them as WebP or AVIF of medium quality.",
    needs={"accounts"},
    creates="a test account with a picture, removed again",
)
def test_media_optimised(media_delivered: Media, target: Target, evidence: Evidence) -> None:
    """Pictures are most of what a page weighs; as they were taken they take seconds on a phone."""
    answer = _delivered(media_delivered)
    most = round(media_delivered.uploaded * (1 - target.delivery.smaller_by))
    evidence.measure("picture_uploaded", media_delivered.uploaded, "bytes")
    evidence.measure("picture_delivered", len(answer.body), "bytes")
    if not answer.media_type.startswith("image/"):
        found(f"delivered as {answer.media_type or 'nothing'}", "an image type").raise_if_any()
    if answer.truncated or len(answer.body) > most:
        size = f"{'more than ' if answer.truncated else ''}{len(answer.body)}"
        seen = f"{size} bytes of {media_delivered.uploaded} uploaded ones, as {answer.media_type}"
        found(seen, f"at most {most} bytes").raise_if_any()


@check(
    "smoke.media_cached",
    "Uploaded pictures come out of the delivery network's caches",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="OPS-CDN-01; RFC 9211; RFC 9111 section 5.1",
    remedy="Deliver pictures at addresses that change with their content, with a public max-age of a year.",
    covers=["OPS-CDN-01"],
    needs={"accounts"},
    creates="a test account with a picture, removed again",
)
def test_media_cached(media_delivered: Media, target: Target) -> None:
    """What is shown to many people is to be fetched from the origin once."""
    if not target.delivery.cdn:
        raise NotApplicable("no delivery network is declared: declare [delivery] cdn")
    _delivered(media_delivered)
    _judge_hit(media_delivered.delivered)


async def _until_hit(http: Http, url: str, tries: int) -> tuple[Exchange, ...]:
    answers = [await http.get(url)]
    while len(answers) < tries and (len(answers) == 1 or not caching.judge_not_from_cache(answers[-1].headers)):
        answers.append(await http.get(url))
    return tuple(answers)


def _delivered(media: Media) -> Exchange:
    answer = media.delivered[-1]
    if not answer.ok:
        found(f"answered {answer.status}", "the picture", where=urlsplit(answer.url).path).raise_if_any()
    return answer


def _judge_hit(answers: tuple[Exchange, ...]) -> None:
    if not answers[-1].ok:
        raise Unmeasured(f"the file could not be fetched: {answers[-1].describe()}")
    caching.judge_from_cache([one.headers for one in answers]).raise_if_any()
