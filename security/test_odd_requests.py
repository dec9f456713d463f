"""Requests that no browser makes: ways out of the served folder, line breaks, another host's name."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Control,
    Exchange,
    Findings,
    Footprint,
    Parts,
    Raw,
    Refusal,
    Severity,
    check,
    found,
    observation,
    unless_hung_up,
)

_PASSWD = re.compile(r"^root:[^:\n]*:0:0:", re.MULTILINE)
_WIN_INI = re.compile(r"^\[fonts\]\s*$", re.MULTILINE | re.IGNORECASE)
_UP = 8
_BROKEN = 500
_WAYS_OUT = {
    "dots": "/" + "../" * _UP + "etc/passwd",
    "dots below a folder": "/static/" + "../" * _UP + "etc/passwd",
    "encoded dots": "/" + "%2e%2e/" * _UP + "etc/passwd",
    "encoded slashes": "/static/" + "..%2f" * _UP + "etc/passwd",
    "twice encoded": "/static/" + "..%252f" * _UP + "etc/passwd",
    "a folder without its slash": "/static" + "../" * _UP + "etc/passwd",
    "backslashes": "/static/" + "..%5c" * _UP + "windows/win.ini",
}
_PLACES = {"the first page": "/", "an unknown path": "/prodworthy"}
_BREAKS = {"a path": "/prodworthy%0d%0a{field}:%201", "a query": "/?next=%0d%0a{field}:%201"}


@dataclass(frozen=True, slots=True)
class OtherHost:
    """Answers to requests that name a host of nobody's.

    Attributes:
        name: the host that was named.
        answers: by what named it.
    """

    name: str
    answers: Mapping[str, Exchange]


@observation(requests=1)
async def raw_page(raw: Raw) -> Exchange:
    """The first page, asked for byte for byte as well: only where that is answered does hanging up refuse anything."""
    return await raw.send("/")


@observation(requests=len(_WAYS_OUT))
async def ways_out(raw: Raw) -> dict[str, Exchange]:
    """Answers to paths that lead out of the served folder, sent byte for byte."""
    return await _answers(raw, {name: (path, "") for name, path in _WAYS_OUT.items()})


@observation(requests=len(_BREAKS))
async def line_breaks(raw: Raw) -> tuple[str, dict[str, Exchange]]:
    """Answers to addresses with an encoded line break and a header field in them; with the field's name."""
    field = f"x-prodworthy-{secrets.token_hex(4)}"
    return field, await _answers(raw, {name: (path.format(field=field), "") for name, path in _BREAKS.items()})


@observation(requests=len(_PLACES))
async def other_host(raw: Raw) -> OtherHost:
    """Answers to requests whose Host is nobody's, on a page and on a path that is none."""
    name = f"{secrets.token_hex(6)}.invalid"
    return OtherHost(name, await _answers(raw, {place: (path, name) for place, path in _PLACES.items()}))


@check(
    "security.path_traversal",
    "No path leads out of the folder that is served",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-5.3.2; CWE-22; WSTG-ATHZ-01",
    remedy="Resolve a path before it is opened, and refuse what is not below the folder; end nginx aliases in a slash.",
    covers=["INJ-03"],
    refusal=True,
    opt_in=True,
)
def test_path_traversal(ways_out: Mapping[str, Exchange], raw_page: Exchange, parts: Parts, refusal: Refusal) -> None:
    """Whoever can read any file of the server reads its passwords and keys next."""
    refusal.require(_control(raw_page))
    for name in _WAYS_OUT:
        with parts.part(name):
            answer = ways_out.get(name)
            if answer is not None and (_PASSWD.search(answer.text) or _WIN_INI.search(answer.text)):
                found(f"a file of the system is served with {answer.status}", "400 or 404").raise_if_any()


@check(
    "security.header_injection",
    "A line break in an address does not become a header field",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 9110 section 5.5; CWE-113; WSTG-INPV-15",
    remedy="Refuse CR and LF in what goes into a header field, and encode what goes into Location.",
    covers=["INJ-07"],
    refusal=True,
    opt_in=True,
)
def test_header_injection(
    line_breaks: tuple[str, dict[str, Exchange]], raw_page: Exchange, parts: Parts, refusal: Refusal
) -> None:
    """A link can then set cookies in a visitor's browser, or put a page of the attacker's into a cache."""
    refusal.require(_control(raw_page))
    field, answers = line_breaks
    for name in _BREAKS:
        with parts.part(name):
            if name in answers and field in answers[name].headers:
                found("a header field that stood in the address", "no such field").raise_if_any()


@check(
    "security.host_field",
    "Addresses in answers do not follow the Host that a request names",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 9110 section 7.2; CWE-644; WSTG-INPV-17",
    remedy="Serve known host names only, and build addresses from a configured one.",
    covers=["INJ-09"],
    refusal=True,
    opt_in=True,
)
def test_host_field(other_host: OtherHost, raw_page: Exchange, parts: Parts, refusal: Refusal) -> None:
    """The link in a password mail is built the same way: it would hand the token to the host that was named."""
    refusal.require(_control(raw_page))
    for name in _PLACES:
        with parts.part(name):
            answer, findings = other_host.answers.get(name), Findings()
            if answer is None:
                continue  # refused by hanging up
            if answer.is_html and f"//{other_host.name}" in answer.text:
                findings += found("the page links to the host that was named", "the target's own host, or a refusal")
            if other_host.name in answer.headers.get("location"):
                # A redirect to another scheme of the same name is what proxies answer to every host alike.
                findings += found(
                    f"Location: {answer.headers.get('location')}", "the target's own host, or a refusal", advisory=True
                )
            findings.raise_if_any()


def _control(page: Exchange) -> Control:
    title = "the first page is answered when it is asked for byte for byte"
    return Control(title, held=page.status < _BROKEN, seen=page.describe(), exchange=page)


async def _answers(raw: Raw, asked: Mapping[str, tuple[str, str]]) -> dict[str, Exchange]:
    """Send each request; what the target hung up on is refused, and left out."""
    answers = await asyncio.gather(*(unless_hung_up(raw.send(path, host=host)) for path, host in asked.values()))
    return {name: answer for name, answer in zip(asked, answers, strict=True) if answer is not None}
