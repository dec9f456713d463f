"""Exposure: files that are not for the public, and the contact for those who find them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from prodworthy.api import (
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Raw,
    Refusal,
    Run,
    Severity,
    Target,
    check,
    found,
    observation,
)
from prodworthy.rules import exposure, security_txt

_DEEPEST = 3
_DIAGNOSTICS = (*exposure.OPERATIONS, *exposure.METRICS)
_Looked = Mapping[str, tuple[Exchange, Exchange]]


@observation(requests=2 * len(exposure.DOTENV))
async def dotenv_paths(http: Http) -> _Looked:
    """Usual places of environment files, each with a sibling that cannot exist."""
    return await _with_siblings(http, exposure.DOTENV)


@observation(requests=2 * len(exposure.GIT))
async def git_paths(http: Http) -> _Looked:
    """The files that make a Git repository readable, each with a sibling that cannot exist."""
    return await _with_siblings(http, exposure.GIT)


@observation(deadline=60.0, requests=2 * len(exposure.SECRET_FILES))
async def secret_file_paths(http: Http) -> _Looked:
    """Usual names of backups, keys and descriptions, each with a sibling that cannot exist."""
    return await _with_siblings(http, exposure.SECRET_FILES)


@observation(deadline=60.0, requests=2 * len(_DIAGNOSTICS))
async def operations_paths(http: Http, target: Target) -> _Looked:
    """Usual places of consoles, diagnostics and metrics, each with a sibling that cannot exist."""
    promised = target.metrics.url if target.metrics is not None else ""
    return await _with_siblings(http, [one for one in _DIAGNOSTICS if target.origin + one.path != promised])


@observation(requests=3)
async def folders(http: Http, target: Target, response_classes: Mapping[str, Exchange]) -> dict[str, Exchange]:
    """The folders in which the sampled static file stands."""
    sample = response_classes.get("static file")
    if sample is None or not sample.url.startswith(target.origin):
        raise NotApplicable("no static file of the target's own host was found (as observed)")
    parts = urlsplit(sample.url).path.split("/")[1:-1]
    paths = ["/" + "/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1)][-_DEEPEST:]
    if not paths:
        raise NotApplicable("static files stand beside the pages (as observed): there is no folder of theirs")
    return dict(zip(paths, await asyncio.gather(*map(http.get, paths)), strict=True))


@observation()
async def trace_answer(raw: Raw, run: Run) -> Exchange:
    """What comes back to a TRACE with a header field of its own."""
    return await raw.send("/", method="TRACE", headers={"X-Prodworthy-Canary": f"canary-{run.id}"})


@observation()
async def security_contact(http: Http) -> Exchange:
    """The security contact, wherever on the target it is redirected to."""
    return (await http.follow("/.well-known/security.txt", limit=3))[-1]


@check(
    "security.dotenv",
    "No environment file is served",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-13.4.7; CWE-538; WSTG-CONF-04",
    remedy="Keep the file out of the served folder, refuse dot files at the web server, and replace its secrets.",
    covers=["EXP-01"],
    refusal=True,
    opt_in=True,
)
def test_dotenv(dotenv_paths: _Looked, parts: Parts, refusal: Refusal) -> None:
    """It holds the database's address and every key; robots ask for it all day."""
    _judge(exposure.DOTENV, dotenv_paths, parts, refusal)


@check(
    "security.git",
    "The source repository is not served",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-13.4.1; CWE-527; WSTG-CONF-04",
    remedy="Deploy without the .git folder, and refuse dot files at the web server; replace secrets in the history.",
    covers=["EXP-01"],
    refusal=True,
    opt_in=True,
)
def test_git(git_paths: _Looked, parts: Parts, refusal: Refusal) -> None:
    """From two readable files the whole source and its history can be rebuilt, with every secret ever committed."""
    _judge(exposure.GIT, git_paths, parts, refusal)


@check(
    "security.secret_files",
    "No backup, key or build description is served",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-13.4.1, 13.4.7; CWE-538; CWE-530; WSTG-CONF-04; RFC 7517 section 9.2",
    remedy="Remove the file from the served folder, serve from a list of what is public, and replace what leaked.",
    covers=["EXP-01", "JWT-16"],
    refusal=True,
    opt_in=True,
)
def test_secret_files(secret_file_paths: _Looked, parts: Parts, refusal: Refusal) -> None:
    """A forgotten dump is the whole database; its usual names are tried by robots all day."""
    _judge(exposure.SECRET_FILES, secret_file_paths, parts, refusal)


@check(
    "security.operations",
    "Consoles and diagnostics are not open to the public",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-13.4.5; OWASP API8:2023; CWE-215; CWE-489",
    remedy="Bind diagnostics to an internal address, or demand a credential; switch debug consoles off.",
    covers=["EXP-02", "GQL-06"],
    refusal=True,
    opt_in=True,
)
def test_operations(operations_paths: _Looked, parts: Parts, refusal: Refusal) -> None:
    """They show the memory, the environment and the queries of the service, and some run code on it."""
    _judge([one for one in _DIAGNOSTICS if one.path in operations_paths], operations_paths, parts, refusal)


@check(
    "security.directory_listing",
    "Folders of static files do not list what is in them",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-13.4.3; CWE-548",
    remedy="Switch listings off (nginx: `autoindex off`; Apache: `Options -Indexes`; buckets: no public list).",
    covers=["EXP-05"],
)
def test_directory_listing(folders: Mapping[str, Exchange], parts: Parts) -> None:
    """A listing shows what nobody links to: old releases, drafts, backups."""
    for path, answer in folders.items():
        with parts.part(path):
            if exposure.is_listing(answer):
                found("the folder lists its files", "403 or 404").raise_if_any()


@check(
    "security.trace",
    "TRACE is not answered with the request",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="RFC 9110 section 9.3.8; ASVS v5.0.0-13.4.4; WSTG-CONF-06",
    remedy="Switch TRACE off at the web server and the proxy (Apache: `TraceEnable off`).",
    covers=["EXP-06"],
    opt_in=True,
)
def test_trace(trace_answer: Exchange, run: Run) -> None:
    """An echo shows the header fields that proxies add on the way, internal credentials among them."""
    if trace_answer.ok and f"canary-{run.id}" in trace_answer.text:
        found(f"the request came back with {trace_answer.status}", "405 or 501").raise_if_any()


@check(
    "security.security_txt",
    "There is a current security contact",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9116 sections 2.5 and 3",
    remedy="Publish /.well-known/security.txt with a Contact and an Expires within a year, and renew it in time.",
    covers=["EXP-11", "PRV-SEC-02"],
)
def test_security_txt(security_contact: Exchange, run: Run) -> None:
    """Who finds a weakness should reach someone before telling everyone."""
    security_txt.judge(security_contact, run.started).raise_if_any()


async def _with_siblings(http: Http, exposures: Sequence[exposure.Exposure]) -> _Looked:
    token = secrets.token_hex(6)
    beside = {one.path: _sibling(one.path, token) for one in exposures}
    wanted = [*beside, *sorted(set(beside.values()))]
    answers = dict(zip(wanted, await asyncio.gather(*map(http.get, wanted)), strict=True))
    return {path: (answers[path], answers[sibling]) for path, sibling in beside.items()}


def _sibling(path: str, token: str) -> str:
    """Return a path of the same folder and kind that cannot exist."""
    folder, _, name = path.rpartition("/")
    stem, dot, kind = name.rpartition(".")
    if not stem:  # a dot file, or a name without a kind
        return f"{folder}/{dot}prodworthy-{token}"
    return f"{folder}/{'.' if name.startswith('.') else ''}prodworthy-{token}.{kind}"


def _judge(exposures: Sequence[exposure.Exposure], looked: _Looked, parts: Parts, refusal: Refusal) -> None:
    for one in exposures:
        answer, sibling = looked[one.path]
        with parts.part(one.path):
            exposure.judge(one, answer, sibling).raise_if_any()
            refusal.require(exposure.control(answer, sibling))
