"""Cross-origin reads by design: those who may, can; and the answers say it in a way that browsers and caches follow."""

from __future__ import annotations

import asyncio
import random
import string
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Accounts,
    Blocked,
    Exchange,
    Footprint,
    HealthDocument,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    Target,
    check,
    observation,
)
from prodworthy.rules import cors
from prodworthy.rules.templates import fill, fill_path

_METHOD, _HEADER = "PRODWORTHY", "x-prodworthy-made-up"


@dataclass(frozen=True, slots=True)
class CorsManners:
    """How one path answers requests of several origins.

    Attributes:
        by_origin: the answers by the Origin that was sent; an empty one: none.
        neighbours: answers to origins that some products trust on purpose, by origin.
        preflights: answers to preflights of declared origins, by origin.
        odd: the answer to a preflight for a method and a header that no product has.
    """

    by_origin: Mapping[str, Exchange]
    neighbours: Mapping[str, Exchange]
    preflights: Mapping[str, Exchange]
    odd: Exchange


@observation(requests=lambda target: 9 + 2 * len(target.cors.allowed_origins))
async def cors_manners(http: Http, target: Target, health_if_any: HealthDocument | None) -> CorsManners:
    """How the path that carries the target's policy answers strangers, neighbours and friends."""
    path = target.cors.path or (health_if_any.path if health_if_any is not None else target.web.landing)
    token = "".join(random.choices(string.ascii_lowercase, k=10))  # noqa: S311 - to be unique, not to be secret
    friends = target.cors.allowed_origins
    near = cors.lookalikes((*friends, target.origin)[0], token)
    neighbours = [*near["subdomain"], *near["other port"], *cors.DEVELOPMENT, *cors.APP_SHELLS]
    neighbours = [origin for origin in neighbours if origin not in {*friends, target.origin}]
    origins = ["", f"https://{token}.invalid", *friends]
    asked = {"Access-Control-Request-Method": _METHOD, "Access-Control-Request-Headers": _HEADER}
    wanted = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "content-type"}
    answers, kept, granted, odd = await asyncio.gather(
        asyncio.gather(*(http.get(path, headers={"Origin": one} if one else {}) for one in origins)),
        asyncio.gather(*(http.get(path, headers={"Origin": one}) for one in neighbours)),
        asyncio.gather(*(http.options(path, headers={"Origin": one, **wanted}) for one in friends)),
        http.options(path, headers={"Origin": (*friends, target.origin)[0], **asked}),
    )
    return CorsManners(
        dict(zip(origins, answers, strict=True)),
        dict(zip(neighbours, kept, strict=True)),
        dict(zip(friends, granted, strict=True)),
        odd,
    )


@observation(phase=Phase.WRITING, deadline=60.0, requests=2, needs={"accounts"})
async def personal_cross_origin(http: Http, target: Target, accounts: Accounts) -> tuple[str, Exchange]:
    """A test account's profile, asked for by a page of a stranger; with the stranger's origin."""
    if target.auth is None or target.auth.profile is None:
        raise NotApplicable("no profile is declared: declare [auth.profile]")
    origin = "https://stranger.prodworthy.invalid"
    account = await accounts.adult()
    step = target.auth.profile
    fields = {**account.headers, **fill(step.headers, account.values), "Origin": origin}
    return origin, await http.send(step.method, fill_path(step.path, account.values), headers=fields)


@check(
    "security.cors_allowed",
    "The product's own pages may read answers",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Fetch Standard, CORS protocol and CORS-preflight fetch",
    remedy="Name the declared origin in Access-Control-Allow-Origin, and answer its preflights with 204 before any "
    "credential is asked for.",
    covers=["CORS-16", "CORS-22"],
)
def test_cors_allowed(cors_manners: CorsManners, parts: Parts) -> None:
    """If it breaks, the product's own front end stands still while every server-side check is green."""
    if not cors_manners.preflights:
        raise NotApplicable("no allowed origin is declared: declare [cors] allowed_origins")
    for origin, preflight in cors_manners.preflights.items():
        with parts.part(f"{origin} reads"):
            cors.judge_allowed(cors_manners.by_origin[origin], origin).raise_if_any()
        with parts.part(f"{origin} asks first"):
            cors.judge_preflight_allowed(preflight, origin, "GET").raise_if_any()


@check(
    "security.cors_echo",
    "Origins of strangers are not echoed",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Fetch Standard, CORS protocol; ASVS v5.0.0-3.4.2",
    remedy="Answer `*` where data is for everybody, and compare with a fixed list everywhere else.",
    covers=["CORS-02"],
)
def test_cors_echo(cors_manners: CorsManners) -> None:
    """An echo is one switched-on credential away from giving every site the visitors' data."""
    for origin, answer in cors_manners.by_origin.items():
        if origin and origin not in cors_manners.preflights:
            cors.judge_echo(answer, origin).raise_if_any()


@check(
    "security.cors_neighbours",
    "Developers' machines, other ports and unknown subdomains are not trusted with a visitor's session",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-3.4.2, 3.5.4",
    remedy="Take development origins out of the production list; name subdomains one by one.",
    covers=["CORS-07", "CORS-09", "CORS-11"],
)
def test_cors_neighbours(cors_manners: CorsManners, parts: Parts) -> None:
    """Any program on a visitor's machine, or one forgotten subdomain, can then speak in the visitor's name."""
    if any(
        cors.grants_with_credentials(answer.headers, origin)
        for origin, answer in cors_manners.by_origin.items()
        if origin and origin not in cors_manners.preflights
    ):
        raise Blocked("every origin is trusted: see security.cors_reads")
    for origin, answer in cors_manners.neighbours.items():
        with parts.part(origin):
            cors.judge_stranger(answer, origin).raise_if_any()


@check(
    "security.cors_wording",
    "Cross-origin answers are written so that browsers and caches follow them",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="Fetch Standard, CORS protocol and HTTP caches; RFC 9110 section 12.5.5",
    remedy="Send one Access-Control-Allow-Origin field, and Vary: Origin wherever it depends on who asks.",
    covers=["CORS-12", "CORS-14", "CORS-17", "CORS-18", "CORS-19", "CORS-21"],
)
def test_cors_wording(cors_manners: CorsManners, parts: Parts) -> None:
    """A cache that does not know about the origin gives one site's permission to another, or takes it from all."""
    with parts.part("Vary"):
        cors.judge_vary(cors_manners.by_origin).raise_if_any()
    for origin, answer in cors_manners.by_origin.items():
        with parts.part(f"answer to {origin}" if origin else "answer without origin"):
            findings = cors.judge_single(answer.headers) + cors.judge_wildcard(answer)
            (findings + cors.judge_exposed(answer.headers)).raise_if_any()
    with parts.part("preflight"):
        odd = cors_manners.odd
        (cors.judge_preflight_limits(odd, _METHOD, _HEADER) + cors.judge_max_age(odd)).raise_if_any()


@check(
    "security.cors_personal",
    "Personal answers are open to no stranger's page",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-3.4.2; Fetch Standard, CORS check",
    remedy="Send Access-Control-Allow-Origin on personal answers to named origins only, never `*`.",
    covers=["CORS-01", "CORS-13"],
    needs={"accounts"},
    creates="one test account",
)
def test_cors_personal(personal_cross_origin: tuple[str, Exchange]) -> None:
    """With a token in hand, any page can read what is open to all origins; with cookies it needs no token at all."""
    origin, answer = personal_cross_origin
    (cors.judge_stranger(answer, origin) + cors.judge_private_wildcard(answer)).raise_if_any()
