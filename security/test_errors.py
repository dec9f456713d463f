"""Errors: what a failure tells about the inside."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from prodworthy.api import (
    Accounts,
    Exchange,
    Footprint,
    HealthDocument,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Raw,
    Severity,
    Target,
    check,
    found,
    observation,
)
from prodworthy.rules import disclosure

_MALFORMED = {"cut short": b'{"a":', "no JSON": b"<a/>", "another type": b'[{"$gt": ""}, null]'}
_NAMES = ("q", "query", "search", "name", "id", "filter", "sort", "page")
_CAMPAIGN = ("utm_source", "utm_campaign", "next", "error", "message")
_SERVER_ERROR = 500


@observation(requests=5)
async def error_answers(
    http: Http, unknown_path: Exchange, health_if_any: HealthDocument | None
) -> dict[str, Exchange]:
    """Answers to requests that cannot be served: unknown, malformed, too long, of the wrong type."""
    wanted: dict[str, tuple[str, str, bytes | None]] = {
        "a very long path": ("GET", f"/prodworthy-{'x' * 3000}", None),
        "an odd path": ("GET", "/prodworthy-%27%22%3Cx%3E%00%ff", None),
    }
    if health_if_any is not None:
        folder = health_if_any.path.rpartition("/")[0]
        wanted["an unknown API path"] = ("GET", f"{folder}/prodworthy-{secrets.token_hex(8)}", None)
        wanted["an odd query of the API"] = ("GET", f"{health_if_any.path}?id=%27%22%5B%5D&page=-1&limit=NaN", None)
        wanted["a method that the API has not"] = ("PATCH", health_if_any.path, b'{"a":')
    answers = await asyncio.gather(*(_send(http, *one) for one in wanted.values()))
    return {"an unknown path": unknown_path, **dict(zip(wanted, answers, strict=True))}


@observation(requests=lambda target: 3 * len(_posts(target)))
async def malformed_if_any(http: Http, target: Target) -> dict[str, Exchange]:
    """Answers to bodies that cannot be read, on the declared ways in, if any are."""
    wanted = {f"{what} to {path}": (path, body) for path in _posts(target) for what, body in _MALFORMED.items()}
    answers = await asyncio.gather(*(_send(http, "POST", path, body) for path, body in wanted.values()))
    return dict(zip(wanted, answers, strict=True))


@observation(requests=5)
async def canary_answers(
    raw: Raw, target: Target, health_if_any: HealthDocument | None
) -> tuple[str, dict[str, Exchange]]:
    """Answers to addresses with markup in them, as a browser would ask for them; with that markup."""
    canary = f"<i>c{secrets.token_hex(6)}</i>"
    base = urlsplit(target.base_url).path
    paths = {"a path": f"{base}/prodworthy-{canary}", "a query": f"{base}/prodworthy-x?q={canary}"}
    fields = "&".join(f"{name}={canary}" for name in (*_NAMES, *_CAMPAIGN))
    landing = base + target.web.landing
    paths["a query of the first page"] = f"{landing}{'&' if '?' in landing else '?'}{fields}"
    if health_if_any is not None:
        folder = base + health_if_any.path.rpartition("/")[0]
        paths |= {"a path of the API": f"{folder}/{canary}", "a query of the API": f"{folder}/x?q={canary}"}
    encoded = {what: path.replace("<", "%3C").replace(">", "%3E") for what, path in paths.items()}
    accept = {"Accept": "text/html,application/xhtml+xml"}
    answers = await asyncio.gather(*(raw.send(path, headers=accept) for path in encoded.values()))
    return canary, dict(zip(encoded, answers, strict=True))


@observation(
    phase=Phase.WRITING, deadline=60.0, requests=lambda target: 1 + len(_protected(target)), needs={"accounts"}
)
async def odd_query_answers(http: Http, target: Target, accounts: Accounts) -> dict[str, Exchange]:
    """Answers to searches with quotes in them, by someone who is signed in."""
    paths = _protected(target)
    if not paths:
        raise NotApplicable("no protected path is declared: declare [auth] protected")
    account = await accounts.adult()
    query = "&".join(f"{name}=%27%22%60%5C" for name in _NAMES)
    asked = [f"{path}{'&' if '?' in path else '?'}{query}" for path in paths]
    answers = await asyncio.gather(*(http.get(path, headers=account.headers) for path in asked))
    return dict(zip(paths, answers, strict=True))


@check(
    "security.error_bodies",
    "Errors show nothing of the inside",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-16.5.1, 13.4.2; CWE-209; CWE-489; WSTG-ERRH-01, 02",
    remedy="Answer errors with a general message and an id for the log; switch debug mode off.",
    covers=["ERR-01", "ERR-05"],
    opt_in=True,
)
def test_error_bodies(
    error_answers: Mapping[str, Exchange], malformed_if_any: Mapping[str, Exchange], parts: Parts
) -> None:
    """A stack trace tells an attacker the libraries, the paths and often the secrets of the service."""
    for what, answer in {**error_answers, **malformed_if_any}.items():
        with parts.part(what):
            if answer.ok:
                raise NotApplicable(f"it is answered with {answer.status}, which is no error")
            disclosure.judge(answer).raise_if_any()


@check(
    "security.malformed_json",
    "Malformed JSON is the sender's mistake, and is called so",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9110 sections 15.5.1 and 15.6.1",
    remedy="Answer JSON that cannot be read, or is of another shape than expected, with 400 or 422.",
    covers=["ERR-02"],
    opt_in=True,
)
def test_malformed_json(malformed_if_any: Mapping[str, Exchange], parts: Parts) -> None:
    """A server error here wakes someone at night for what a stranger typed, and hides the real ones."""
    if not malformed_if_any:
        raise NotApplicable("no way to sign in or up is declared: declare [auth.login]")
    for what, answer in malformed_if_any.items():
        with parts.part(what):
            if answer.status >= _SERVER_ERROR:
                found(f"answered with {answer.status}", "400, 415 or 422").raise_if_any()
            if answer.ok:
                found(f"accepted with {answer.status}", "400, 415 or 422").raise_if_any()


@check(
    "security.error_reflection",
    "Pages and errors do not write back what was sent as markup",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-3.2.1, 4.1.1; CWE-79",
    remedy="Answer errors of the API as application/json, and escape what a page writes back.",
    covers=["HDR-GEN-06", "INJ-05"],
    opt_in=True,
)
def test_error_reflection(canary_answers: tuple[str, dict[str, Exchange]], parts: Parts) -> None:
    """A link with a script in it then runs in the product's name for whoever opens it."""
    canary, answers = canary_answers
    for what, answer in answers.items():
        with parts.part(what):
            disclosure.judge_reflection(answer, canary).raise_if_any()


@check(
    "security.query_errors",
    "Quotes in a search do not reach the database as code",
    severity=Severity.BLOCKER,
    reference="ASVS v5.0.0-1.2.4, 16.5.1; CWE-89; CWE-209",
    remedy="Pass values to the database as parameters, never as text, and answer errors with a general message.",
    covers=["ERR-01"],
    needs={"accounts"},
    opt_in=True,
    creates="one test account",
)
def test_query_errors(odd_query_answers: Mapping[str, Exchange], parts: Parts) -> None:
    """An SQL error in an answer means that the next request can read or change the whole database."""
    for path, answer in odd_query_answers.items():
        with parts.part(path):
            disclosure.judge(answer).raise_if_any()


async def _send(http: Http, method: str, path: str, body: bytes | None) -> Exchange:
    if body is None:
        return await http.send(method, path)
    return await http.send(method, path, content=body, headers={"Content-Type": "application/json"})


def _posts(target: Target) -> list[str]:
    steps = (target.auth.login, target.auth.register_account) if target.auth else ()
    return [step.path for step in steps if step is not None and step.method == "POST" and "{" not in step.path]


def _protected(target: Target) -> tuple[str, ...]:
    return target.auth.protected if target.auth else ()
