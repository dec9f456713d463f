"""Routing: does the deployment know what it does not have?"""

from __future__ import annotations

import posixpath
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.api import Exchange, Findings, Footprint, Http, Parts, Severity, Target, check, found, observation

_NOT_THERE = frozenset({404, 410})
_GUARDED = frozenset({401, 403, 405})
_SHELL_MARKS = (b"<script", b"<noscript")


@dataclass(frozen=True, slots=True)
class UnknownPaths:
    """Answers to paths that cannot exist, asked for as programs do.

    Attributes:
        program: a path beside those of the API, asked for as JSON.
        asset: a script.
    """

    program: Exchange
    asset: Exchange


@observation(requests=2)
async def unknown_program_paths(http: Http, target: Target) -> UnknownPaths:
    """Paths that cannot exist, asked for as programs do."""
    name = f"prodworthy-{secrets.token_hex(8)}"
    return UnknownPaths(
        program=await http.get(posixpath.join(_api_folder(target), name), headers={"Accept": "application/json"}),
        asset=await http.get(f"/{name}.js", headers={"Accept": "*/*", "Sec-Fetch-Dest": "script"}),
    )


@check(
    "smoke.unknown_path",
    "What does not exist is answered with 404",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9110 section 15.5.5",
    remedy="Answer unknown paths with 404; let a single-page application's fallback serve page requests only.",
    covers=["OPS-ERR-01"],
)
def test_unknown_path(
    unknown_path: Exchange, unknown_program_paths: UnknownPaths, landing: Exchange, target: Target, parts: Parts
) -> None:
    """A 200 for everything hides broken links, missing releases of scripts and missing routes from every monitor."""
    declared = target.declares("openapi") or target.declares("accounts") or False
    with parts.part("a page"):
        if not _is_shell(unknown_path, landing):
            _judge(unknown_path, advisory=False).raise_if_any()
    with parts.part("a path of the API"):
        # A host that serves nothing but a single-page application has no API whose routes could be missing.
        if declared or not _is_shell(unknown_program_paths.program, landing):
            _judge(unknown_program_paths.program, advisory=not declared).raise_if_any()
    with parts.part("a script"):
        _judge(unknown_program_paths.asset, advisory=True).raise_if_any()


def _judge(exchange: Exchange, *, advisory: bool) -> Findings:
    if exchange.status in _NOT_THERE | _GUARDED or exchange.is_redirect:
        return Findings()
    kind = f" with {exchange.media_type}" if exchange.ok and exchange.media_type else ""
    seen = f"a path that cannot exist is answered with {exchange.status}{kind}"
    return found(seen, "status 404", where=posixpath.splitext(urlsplit(exchange.url).path)[1], advisory=advisory)


def _is_shell(exchange: Exchange, landing: Exchange) -> bool:
    """Whether the answer is the page of a single-page application, which finds out in the browser what exists."""
    if not (exchange.ok and exchange.is_html):
        return False
    return exchange.body == landing.body or any(mark in exchange.body.lower() for mark in _SHELL_MARKS)


def _api_folder(target: Target) -> str:
    """Return a folder in which the API certainly is, or most likely."""
    profile = target.auth.profile if target.auth else None
    known = [profile.path if profile else "", target.health.live, *((target.auth.protected) if target.auth else ())]
    return next((posixpath.dirname(path.partition("?")[0]) for path in known if path.count("/") > 1), "/api")
