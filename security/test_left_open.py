"""What was left open: storage that lists what is in it, and routes for developers."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from prodworthy.api import (
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Severity,
    Target,
    check,
    found,
    observation,
    unless_hung_up,
)
from prodworthy.rules import exposure, markup

_BUCKETS = re.compile(
    r"(?i)(?:^|\.)(?:s3[.-][a-z0-9.-]*amazonaws\.com|s3\.amazonaws\.com|storage\.googleapis\.com"
    r"|blob\.core\.windows\.net|r2\.dev|digitaloceanspaces\.com|backblazeb2\.com)$"
)
_DEVELOPMENT = (  # no names that could be those of people or things: many services show these at such paths
    "/api/debug", "/api/_debug", "/api/__test__", "/__test__", "/_test", "/rails/info/routes", "/_profiler",
    "/_ignition/health-check", "/debug/routes", "/api/debug/config",
)  # fmt: skip
_MOST_BUCKETS = 10


@observation(requests=2 * _MOST_BUCKETS)
async def buckets(http: Http, target: Target, landing_hops: list[Exchange]) -> dict[str, tuple[Exchange, Exchange]]:
    """The declared storage, and what the first page names of it on hosts that belong to the target."""
    last = landing_hops[-1]
    loaded = markup.read(last.text, last.url).resources if last.is_html else []
    named = {
        f"https://{urlsplit(one.url).hostname}/" for one in loaded if _BUCKETS.search(urlsplit(one.url).hostname or "")
    }
    places = [*target.delivery.buckets, *sorted(one for one in named if http.owns(one))][:_MOST_BUCKETS]
    if not places:
        raise NotApplicable("no storage is declared or seen on the target's hosts: declare [delivery] buckets")

    async def ask(place: str) -> tuple[Exchange, Exchange]:
        mark = "&" if "?" in place else "?"
        plain, listed = await asyncio.gather(http.get(place), http.get(f"{place}{mark}list-type=2"))
        return plain, listed

    return dict(zip(places, await asyncio.gather(*map(ask, places)), strict=True))


@observation(deadline=30.0, requests=len(_DEVELOPMENT) + 2)
async def development_routes(http: Http) -> tuple[tuple[Exchange, ...], dict[str, Exchange]]:
    """Names of routes for developers, by GET, and paths that cannot exist beside them."""
    token = secrets.token_hex(6)
    nowhere = await asyncio.gather(http.get(f"/api/{token}"), http.get(f"/{token}"))
    answers = await asyncio.gather(*(unless_hung_up(http.get(path)) for path in _DEVELOPMENT))
    return tuple(nowhere), {
        path: answer for path, answer in zip(_DEVELOPMENT, answers, strict=True) if answer is not None
    }


@check(
    "security.storage_closed",
    "Storage does not list what is in it",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="CWE-552; WSTG-CONF-11; ASVS v5.0.0-13.4.3",
    remedy="Take the right to list from everyone but the service; deliver files by addresses that cannot be guessed.",
    covers=["EXP-09"],
)
def test_storage_closed(buckets: Mapping[str, tuple[Exchange, Exchange]], parts: Parts) -> None:
    """A list of everybody's pictures is downloaded in a night."""
    for place, answers in buckets.items():
        with parts.part(place):
            if any(exposure.is_listing(answer) for answer in answers):
                found("it lists what is in it", "403 or 404").raise_if_any()


@check(
    "security.development_routes",
    "Routes for developers are not there",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-15.2.3, 13.4.2; CWE-489; CWE-215",
    remedy="Register such routes in development only; what has to stay belongs behind the staff's login.",
    covers=["EXP-13"],
    opt_in=True,
)
def test_development_routes(
    development_routes: tuple[tuple[Exchange, ...], Mapping[str, Exchange]], parts: Parts
) -> None:
    """What helps to test the product helps to take it apart: settings, routes, and ways to become anybody."""
    nowhere, answers = development_routes
    for path, answer in answers.items():
        with parts.part(path):
            if not answer.ok or answer.is_html or any(answer.body == one.body for one in nowhere if one.ok):
                continue  # a page for everyone who is lost, or one for people
            if answer.media_type.endswith("json"):
                if any(one.ok and not one.is_html for one in nowhere):
                    raise NotApplicable("paths that cannot exist are answered like it (as observed)")
                found(f"it answers {answer.status} with {len(answer.body)} bytes of JSON", "404").raise_if_any()
