"""Exposure: files that are not for the public, and the contact for those who find them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence

from prodworthy.api import (
    Exchange,
    Footprint,
    Http,
    Parts,
    Refusal,
    Run,
    Severity,
    check,
    observation,
)
from prodworthy.rules import exposure, security_txt

_Looked = Mapping[str, tuple[Exchange, Exchange]]


@observation(requests=2 * len(exposure.DOTENV))
async def dotenv_paths(http: Http) -> _Looked:
    """Usual places of environment files, each with a sibling that cannot exist."""
    return await _with_siblings(http, exposure.DOTENV)


@observation(requests=2 * len(exposure.GIT))
async def git_paths(http: Http) -> _Looked:
    """The files that make a Git repository readable, each with a sibling that cannot exist."""
    return await _with_siblings(http, exposure.GIT)


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
    "security.security_txt",
    "There is a current security contact",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9116 sections 2.5 and 3",
    remedy="Publish /.well-known/security.txt with a Contact and an Expires within a year, and renew it in time.",
    covers=["EXP-11"],
)
def test_security_txt(security_contact: Exchange, run: Run) -> None:
    """Who finds a weakness should reach someone before telling everyone."""
    security_txt.judge(security_contact, run.started).raise_if_any()


async def _with_siblings(http: Http, exposures: Sequence[exposure.Exposure]) -> _Looked:
    token = secrets.token_hex(6)
    answers = await asyncio.gather(*(http.get(one.path) for one in exposures))
    siblings = await asyncio.gather(*(http.get(f"{one.path}-{token}") for one in exposures))
    return {one.path: (answer, sibling) for one, answer, sibling in zip(exposures, answers, siblings, strict=True)}


def _judge(exposures: Sequence[exposure.Exposure], looked: _Looked, parts: Parts, refusal: Refusal) -> None:
    for one in exposures:
        answer, sibling = looked[one.path]
        with parts.part(one.path):
            exposure.judge(one, answer, sibling).raise_if_any()
            refusal.require(exposure.control(answer, sibling))
