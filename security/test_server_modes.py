"""What a server should not do for the public: take files, and show its inside on demand."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.api import (
    Exchange,
    Finding,
    Findings,
    Footprint,
    Http,
    Parts,
    Phase,
    Run,
    Severity,
    Target,
    TargetFailed,
    check,
    found,
    observation,
)
from prodworthy.rules import disclosure

_CREATED = 201
_MULTI_STATUS = 207
_SWITCHES = "debug=1&_debug=true&XDEBUG_SESSION_START=1"
_SWITCH_FIELDS = {"X-Debug": "1", "X-Debug-Mode": "1"}


@dataclass(frozen=True, slots=True)
class FileAnswers:
    """What a server answers to someone who treats it as a file share.

    Attributes:
        content: of the file that was offered.
        put: the answer to the offer; None where the server hung up.
        read: what stands there afterwards.
        listed: the answer to PROPFIND; None where the server hung up.
    """

    content: str
    put: Exchange | None
    read: Exchange
    listed: Exchange | None


@observation(phase=Phase.WRITING, deadline=60.0, requests=4)
async def file_answers(http: Http, target: Target, run: Run, response_classes: Mapping[str, Exchange]) -> FileAnswers:
    """A file that is offered beside the static ones, under a name that nobody uses, and removed again."""
    sample = response_classes.get("static file")
    own = sample is not None and sample.url.startswith(target.origin)
    folder = urlsplit(sample.url).path.rpartition("/")[0] if sample is not None and own else ""
    place = f"{target.origin}{folder}/prodworthy-{run.id}-{secrets.token_hex(4)}.txt"
    content = f"prodworthy {secrets.token_hex(8)}"
    put = await _or_nothing(http, "PUT", place, {"Content-Type": "text/plain"}, content.encode())
    read = await http.get(place)
    if content in read.text or (put is not None and put.status == _CREATED):
        await http.delete(place)
    listed = await _or_nothing(http, "PROPFIND", f"{target.origin}{folder}/", {"Depth": "0"})
    return FileAnswers(content, put, read, listed)


@observation(requests=2)
async def switched_answers(
    http: Http, landing_hops: list[Exchange], unknown_path: Exchange
) -> dict[str, tuple[Exchange, Exchange]]:
    """Answers as usual, each with the one to the same request with everything in it that switches debugging on."""
    usual = {"the first page": landing_hops[-1], "an unknown path": unknown_path}
    switched = await asyncio.gather(
        *(http.get(_with_switches(one.url), headers=_SWITCH_FIELDS) for one in usual.values())
    )
    return {name: (answer, odd) for (name, answer), odd in zip(usual.items(), switched, strict=True)}


@check(
    "security.unsafe_methods",
    "The public cannot put files on the server or list them",
    severity=Severity.MAJOR,
    reference="RFC 9110 section 9.3.4; RFC 4918; ASVS v5.0.0-4.1.4; WSTG-CONF-06; CWE-650",
    remedy="Allow GET and HEAD only where static files are served (nginx: no `dav_methods`; IIS: remove WebDAV).",
    covers=["EXP-07"],
    opt_in=True,
    creates="one file of a few bytes, only where the server takes it",
)
def test_unsafe_methods(file_answers: FileAnswers, parts: Parts) -> None:
    """Whoever can put a file on the server can put a page there that speaks in the product's name."""
    put, listed = file_answers.put, file_answers.listed
    with parts.part("PUT"):
        if file_answers.content in file_answers.read.text:
            found("a file that was put there is served", "405 or 403").raise_if_any()
        if put is not None and put.status == _CREATED:
            found(f"a new file is answered with {put.status}", "405 or 403").raise_if_any()
    with parts.part("PROPFIND"):
        if listed is not None and listed.status == _MULTI_STATUS:
            found(f"PROPFIND is answered with {listed.status}", "405 or 403").raise_if_any()


@check(
    "security.debug_switch",
    "Nothing in a request switches debugging on",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-13.4.2; CWE-489; CWE-11; WSTG-CONF-02",
    remedy="Build without debug tools for production, and ignore `debug` in the address and in header fields.",
    covers=["ERR-05"],
    opt_in=True,
)
def test_debug_switch(switched_answers: Mapping[str, tuple[Exchange, Exchange]], parts: Parts) -> None:
    """A switch that a developer left in shows the code, the settings and often a console to whoever finds it."""
    for name, (usual, odd) in switched_answers.items():
        with parts.part(name):
            before = {_kind(finding) for finding in disclosure.judge_debug(usual)}
            Findings(one for one in disclosure.judge_debug(odd) if _kind(one) not in before).raise_if_any()


async def _or_nothing(
    http: Http, method: str, url: str, headers: Mapping[str, str], content: bytes | None = None
) -> Exchange | None:
    try:
        return await http.send(method, url, headers=headers, content=content)
    except TargetFailed:
        return None  # hanging up on a method that nobody should use is a refusal


def _kind(finding: Finding) -> str:
    return finding.seen.partition(":")[0]  # what comes after it is cut out of the page, and differs


def _with_switches(url: str) -> str:
    page = url.partition("#")[0]
    return f"{page}{'&' if '?' in page else '?'}{_SWITCHES}"
