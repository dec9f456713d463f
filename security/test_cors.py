"""Cross-origin reads: who else's pages may read answers."""

from __future__ import annotations

import asyncio
import random
import string
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Control,
    Exchange,
    Footprint,
    HealthDocument,
    Http,
    NotApplicable,
    Parts,
    Refusal,
    Severity,
    Target,
    check,
    observation,
)
from prodworthy.rules import cors

_ANYONE = "random origin"
_ASKED = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization, content-type"}


@dataclass(frozen=True, slots=True)
class CorsAnswers:
    """Answers to requests that name an Origin.

    Attributes:
        strangers: by kind of stranger and path, the origin that nobody can mean to trust, and the answer to it.
        allowed: by declared origin, the answer to it.
    """

    strangers: Mapping[str, tuple[str, Exchange]]
    allowed: Mapping[str, Exchange]

    @property
    def implied(self) -> frozenset[str]:
        """The kinds of strangers of which nothing more is learnt: where a random origin is trusted, everyone is."""
        trusting = [
            answer.url
            for kind, (origin, answer) in self.strangers.items()
            if kind.startswith(_ANYONE) and cors.grants_with_credentials(answer.headers, origin)
        ]
        return frozenset(
            kind
            for kind, (_, answer) in self.strangers.items()
            if answer.url in trusting and not kind.startswith(_ANYONE)
        )

    def control(self, kind: str) -> Control | None:
        """Return the control that a declared origin is granted; None where the target declares none."""
        if not self.allowed:
            return None
        granted = [origin for origin, answer in self.allowed.items() if cors.grants(answer.headers, origin)]
        first = next(iter(self.allowed.values()))
        seen = f"granted to {', '.join(granted)}" if granted else f"granted to none of {', '.join(self.allowed)}"
        return Control(f"a declared origin is granted {kind}", bool(granted), seen, first)


@observation(requests=lambda target: 20 + len(target.cors.allowed_origins))
async def cors_reads(
    http: Http, target: Target, health_if_any: HealthDocument | None, unknown_path: Exchange
) -> CorsAnswers:
    """Answers to plain requests from origins that nobody can mean to trust, and from declared ones."""
    path = _path(target, health_if_any)
    kinds = _strangers(target)
    wanted = {kind: (origin, path) for kind, origin in kinds.items()}
    elsewhere = {"an unknown path": unknown_path.url}
    if target.auth is not None and target.auth.protected:
        elsewhere["a refusal"] = target.auth.protected[0]
    for name, place in elsewhere.items():
        wanted |= {f"{kind} on {name}": (kinds[kind], place) for kind in (_ANYONE, "null")}
    origins = [*(origin for origin, _ in wanted.values()), *target.cors.allowed_origins]
    paths = [*(place for _, place in wanted.values()), *(path for _ in target.cors.allowed_origins)]
    answers = await asyncio.gather(
        *(http.get(place, headers={"Origin": origin}) for origin, place in zip(origins, paths, strict=True))
    )
    strangers = {kind: (origin, answers[place]) for place, (kind, (origin, _)) in enumerate(wanted.items())}
    return CorsAnswers(strangers, dict(zip(target.cors.allowed_origins, answers[len(wanted) :], strict=True)))


@observation(requests=lambda target: 3 + len(target.cors.allowed_origins))
async def cors_preflights(http: Http, target: Target, health_if_any: HealthDocument | None) -> CorsAnswers:
    """Answers to preflights by which foreign and declared origins ask to change something."""
    path = _path(target, health_if_any)
    if target.auth is not None and target.auth.profile is not None:
        path = target.cors.path or target.auth.profile.path
    strangers = {kind: origin for kind, origin in _strangers(target).items() if kind in {_ANYONE, "null", "suffix"}}
    origins = [*strangers.values(), *target.cors.allowed_origins]
    answers = await asyncio.gather(*(http.options(path, headers={"Origin": origin, **_ASKED}) for origin in origins))
    return CorsAnswers(
        {kind: (origin, answer) for (kind, origin), answer in zip(strangers.items(), answers, strict=False)},
        dict(zip(target.cors.allowed_origins, answers[len(strangers) :], strict=True)),
    )


@check(
    "security.cors_reads",
    "Pages of strangers cannot read answers with a visitor's session",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="Fetch Standard, CORS protocol; ASVS v5.0.0-3.4.2; CWE-942; CWE-346",
    remedy="Compare the Origin with a fixed list, as a whole and byte for byte; never echo it, and never allow null.",
    covers=["CORS-01", "CORS-03", "CORS-04", "CORS-05", "CORS-06", "CORS-08", "CORS-10", "CORS-11", "CORS-20"],
)
def test_cors_reads(cors_reads: CorsAnswers, parts: Parts, refusal: Refusal) -> None:
    """Where any origin is trusted, every site that a visitor opens can read the visitor's data here."""
    for kind, (origin, answer) in cors_reads.strangers.items():
        with parts.part(kind):
            if kind in cors_reads.implied:
                raise NotApplicable(f"every origin is trusted there: see {_ANYONE}")
            cors.judge_stranger(answer, origin).raise_if_any()
    if (control := cors_reads.control("reads")) is not None:
        with parts.part("control"):
            refusal.require(control)


@check(
    "security.cors_preflight",
    "Pages of strangers are not granted changing requests",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="Fetch Standard, CORS-preflight request; ASVS v5.0.0-3.4.2",
    remedy="Answer preflights of unknown origins without Access-Control-Allow-Origin.",
    covers=["CORS-15", "CORS-03", "CORS-04"],
)
def test_cors_preflight(cors_preflights: CorsAnswers, parts: Parts, refusal: Refusal) -> None:
    """A preflight that is granted to everyone lets any page send requests that change things here."""
    for kind, (origin, answer) in cors_preflights.strangers.items():
        with parts.part(kind):
            if kind in cors_preflights.implied:
                raise NotApplicable(f"every origin is granted that: see {_ANYONE}")
            cors.judge_preflight_stranger(answer, origin).raise_if_any()
    if (control := cors_preflights.control("a preflight")) is not None:
        with parts.part("control"):
            refusal.require(control)


def _path(target: Target, health_if_any: HealthDocument | None) -> str:
    """Return the path whose answers carry the target's policy."""
    return target.cors.path or (health_if_any.path if health_if_any is not None else target.web.landing)


def _strangers(target: Target) -> dict[str, str]:
    """Return origins that nobody can mean to trust, by kind; random, so that none is anybody's site."""
    token = "".join(random.choices(string.ascii_lowercase, k=10))  # noqa: S311 - to be unique, not to be secret
    strangers = {_ANYONE: f"https://{token}.invalid", "null": "null"}
    for kind, origins in cors.lookalikes((*target.cors.allowed_origins, target.origin)[0], token).items():
        if kind not in {"subdomain", "other port"}:
            strangers |= {kind if n == 0 else f"{kind} {n + 1}": origin for n, origin in enumerate(origins)}
    return strangers | {f"any site on {host}": f"https://{token}.{host}" for host in cors.SHARED_HOSTING}
