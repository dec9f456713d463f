"""What else the way to the target gives away: redirects that lead astray, sockets in the clear, a wrong clock."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.api import (
    WEBSOCKET_PATHS,
    Exchange,
    Footprint,
    HealthDocument,
    Http,
    NotApplicable,
    Parts,
    Severity,
    Target,
    TargetFailed,
    Unmeasured,
    check,
    found,
    observation,
    websocket_status,
)
from prodworthy.rules import clock, redirects

_SWITCHED = 101
_REFUSED = frozenset({401, 403})
_LONGEST_NOTE = 4_096  # bytes of a redirect's own text
_ASTRAY = ("//{evil}/", "/%2f%2f{evil}/", "/%5c{evil}/", "//{evil}/..", "/.{evil}")


@dataclass(frozen=True, slots=True)
class Astray:
    """Requests that name a stranger's host in their path, or as their own.

    Attributes:
        host: the stranger's host.
        answers: by what was asked.
    """

    host: str
    answers: Mapping[str, Exchange]


@observation(requests=2 * len(_ASTRAY) + 1)
async def astray(http: Http, target: Target) -> Astray:
    """Where requests are sent on to that name a stranger's host."""
    evil = f"{secrets.token_hex(4)}.invalid"
    plain = target.reach.plain_url.rstrip("/") or f"http://{urlsplit(target.origin).netloc}"
    bases = {"https": target.origin} if target.is_https else {}
    if not target.is_https or target.reach.plain_url or urlsplit(target.origin).port is None:
        bases["http"] = plain
    wanted = {
        f"{scheme} {path}": f"{base}{path.format(evil=evil)}" for scheme, base in bases.items() for path in _ASTRAY
    }
    answers = await asyncio.gather(*(_or_nothing(http, url) for url in wanted.values()))
    return Astray(evil, {name: answer for name, answer in zip(wanted, answers, strict=True) if answer is not None})


async def _or_nothing(http: Http, url: str) -> Exchange | None:
    try:
        return await http.get(url)
    except TargetFailed:
        return None  # an odd path may be refused by hanging up


@observation(requests=1, needs={"https"})
async def plain_secret(http: Http, target: Target) -> Exchange:
    """A protected path asked for in the clear, with a token that means nothing."""
    if target.auth is None or not target.auth.protected:
        raise NotApplicable("no protected path is declared")
    base = target.reach.plain_url.rstrip("/") or f"http://{target.host}"
    try:
        return await http.get(
            f"{base}{target.auth.protected[0]}", headers={"Authorization": f"Bearer {secrets.token_hex(16)}"}
        )
    except TargetFailed as failure:
        raise NotApplicable(f"nothing answers over plain HTTP (as observed): {failure.sentence}") from failure


@observation(deadline=30.0, requests=len(WEBSOCKET_PATHS) + 2, needs={"https"})
async def plain_websockets(http: Http, target: Target) -> dict[str, int]:
    """For each path that has a WebSocket over TLS: what the same path answers in the clear; 0 for nothing."""
    declared = [target.realtime.handshake()] if target.realtime and not target.realtime.url else []
    paths = dict.fromkeys([*declared, *WEBSOCKET_PATHS])
    secured = await asyncio.gather(*(_status(http, target.origin, path) for path in paths))
    there = [path for path, status in zip(paths, secured, strict=True) if status == _SWITCHED]
    if not there:
        raise NotApplicable("no WebSocket found at the usual places (as observed)")
    base = target.reach.plain_url or f"http://{target.host}"
    return {path: await _status(http, base, path) for path in there}


async def _status(http: Http, origin: str, path: str) -> int:
    try:
        return await websocket_status(http, origin, path)
    except TargetFailed:
        return 0


@check(
    "security.redirect_closed",
    "No redirect leads to a stranger's host",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="CWE-601; WSTG-CLNT-04; ASVS v5.0.0-3.7.2",
    remedy="Build redirects from a fixed host, and collapse leading slashes of a path before it goes into Location.",
    covers=["TLS-16"],
    opt_in=True,
)
def test_redirect_closed(astray: Astray, parts: Parts) -> None:
    """A link that begins with our name and ends at someone else's site is what phishing is made of."""
    for name, answer in astray.answers.items():
        with parts.part(name):
            if answer.is_redirect:
                goal = urlsplit(redirects.location(answer)).hostname or ""
                where = answer.headers.get("location")
                if goal.endswith(astray.host):
                    found(f"Location: {where}", "a host of the target").raise_if_any()


@check(
    "security.plain_content",
    "Plain HTTP serves nothing that is protected",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-12.2.1; CWE-319; CWE-698",
    remedy="Let the plain listener redirect or refuse every path, and end the answer there.",
    covers=["TLS-18"],
    needs={"https"},
)
def test_plain_content(plain_secret: Exchange, plain_answer: Exchange, parts: Parts) -> None:
    """What is served in the clear can be read and changed by everyone on the way."""
    with parts.part("protected path"):
        seen = f"plain HTTP is answered with {plain_secret.status} and {len(plain_secret.body)} bytes"
        # A listener that refuses everything may do so with any status; one that tells paths apart has passed this on.
        refused = plain_secret.status in _REFUSED and plain_secret.status != plain_answer.status
        passed_on = plain_secret.ok or refused
        if passed_on:
            found(seen, "a redirect or a refusal by the plain listener itself").raise_if_any()
    with parts.part("redirect"):
        size = len(plain_answer.body)
        if plain_answer.is_redirect and size > _LONGEST_NOTE:
            found(f"{size} bytes come with the redirect", "a redirect and no page with it").raise_if_any()


@check(
    "security.websocket_encrypted",
    "WebSockets are reached over TLS only",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-4.4.1; RFC 6455 section 10.6",
    remedy="Refuse upgrades on the plain listener.",
    covers=["TLS-20"],
    needs={"https"},
)
def test_websocket_encrypted(plain_websockets: Mapping[str, int], parts: Parts) -> None:
    """Messages that travel in the clear are read by whoever shares the network."""
    for path, status in plain_websockets.items():
        with parts.part(path):
            if status == _SWITCHED:
                found("ws:// is answered with 101, a WebSocket", "no WebSocket without TLS").raise_if_any()


@check(
    "security.clock",
    "The target's clock is right",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9110 section 6.6.1; ASVS v5.0.0-16.2.2",
    remedy="Let every server keep its time by NTP, and alert when one drifts.",
    covers=["TLS-22"],
)
def test_clock(landing: Exchange, unknown_path: Exchange, health_if_any: HealthDocument | None) -> None:
    """By a wrong clock, logins end too early, one-time passwords fail, and people come of age on the wrong day."""
    answers = [landing, unknown_path, *([health_if_any.exchange] if health_if_any else [])]
    bounds = clock.deviation(answers)
    if bounds is None:
        raise Unmeasured("no answer tells its date, or all come out of a cache")
    clock.judge(bounds).raise_if_any()
