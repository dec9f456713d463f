"""What the security layer observes of a target: one sample of each class of its responses."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from prodworthy.api import Exchange, HealthDocument, Http, NotApplicable, Target, observation
from prodworthy.rules import markup

_NOT_ALLOWED = 405
_REFUSED = frozenset({401, 403})
_SAMPLED = ("style", "script", "image")


@observation()
async def landing_hops(http: Http, landing: Exchange) -> list[Exchange]:
    """The landing response and, where it sends visitors on, every hop from there."""
    if not landing.is_redirect:
        return [landing]
    there = urljoin(landing.url, landing.headers.get("location"))
    return [landing, *await http.follow(there)] if http.owns(there) else [landing]


@observation(requests=0)
async def page(landing_hops: list[Exchange]) -> Exchange:
    """The HTML page that a visitor sees first."""
    last = landing_hops[-1]
    if not (last.ok and last.is_html):
        raise NotApplicable(f"no HTML page: {last.describe()} {last.media_type}; declare another landing in [web]")
    return last


@observation(requests=0)
async def html_answers(landing_hops: list[Exchange], response_classes: Mapping[str, Exchange]) -> dict[str, Exchange]:
    """Every sampled answer that a browser shows as a document, error pages included."""
    shown = {name: answer for name, answer in response_classes.items() if answer.is_html}
    if not shown:
        last = landing_hops[-1]
        raise NotApplicable(f"no HTML page: {last.describe()} {last.media_type}; declare another landing in [web]")
    return shown


@observation(requests=0)
async def api_answer(landing: Exchange, health_if_any: HealthDocument | None) -> Exchange:
    """An answer of the API that anyone gets: its health, or the landing response where that is no page."""
    if health_if_any is not None and health_if_any.exchange.ok:
        return health_if_any.exchange
    if landing.ok and landing.is_json:
        return landing
    raise NotApplicable("no API found: no health document, and the landing response is no JSON; declare [health] live")


@observation(requests=6)
async def response_classes(
    http: Http,
    target: Target,
    landing_hops: list[Exchange],
    unknown_path: Exchange,
    health_if_any: HealthDocument | None,
) -> dict[str, Exchange]:
    """One answer of each class that the target has: page, redirect, API, static file, and the refusals."""
    last = landing_hops[-1]
    classes = {"redirect": landing_hops[0]} if landing_hops[0].is_redirect else {}
    if last.ok and last.is_html:
        classes["page"] = last
    elif last.ok:
        classes["API"] = last
    classes["unknown path"] = unknown_path
    wanted: dict[str, tuple[str, str]] = {}
    if health_if_any is not None:
        classes["API"] = health_if_any.exchange
        folder = health_if_any.path.rpartition("/")[0]
        wanted["unknown API path"] = ("GET", f"{folder}/prodworthy-{secrets.token_hex(8)}")
        wanted["method refused"] = ("PATCH", health_if_any.path)
    if target.auth is not None and target.auth.protected:
        wanted["stranger refused"] = ("GET", target.auth.protected[0])
    if static := _static_file(http, target, last):
        wanted["static file"] = ("GET", static)
    answers = await asyncio.gather(*(http.send(method, path) for method, path in wanted.values()))
    for name, answer in zip(wanted, answers, strict=True):
        if name == "method refused" and answer.status != _NOT_ALLOWED:
            continue
        if name == "stranger refused" and answer.status not in _REFUSED:
            continue
        classes[name] = answer
    return classes


def _static_file(http: Http, target: Target, last: Exchange) -> str:
    """Return a file that the page loads from a host of the target, as declared or as found; empty if there is none."""
    if target.web.assets:
        return target.web.assets[0]
    if not last.is_html:
        return ""
    loaded = markup.read(last.text, last.url).resources
    return next(
        (
            one.url
            for use in _SAMPLED
            for one in loaded
            if one.use == use and urlsplit(one.url).scheme in {"http", "https"} and http.owns(one.url)
        ),
        "",
    )
