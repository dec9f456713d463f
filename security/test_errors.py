"""Errors: what a failure tells about the inside."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping

from prodworthy.api import (
    Accounts,
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
from prodworthy.rules import disclosure

_MALFORMED = {"cut short": b'{"a":', "no JSON": b"<a/>", "another type": b'[{"$gt": ""}, null]'}
_NAMES = ("q", "query", "search", "name", "id", "filter", "sort", "page")
_ODD = "'\"`\\"


@observation(requests=lambda target: 5 + 3 * len(_posts(target)))
async def error_answers(
    http: Http, target: Target, unknown_path: Exchange, health_if_any: HealthDocument | None
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
    for path in _posts(target):
        wanted |= {f"{what} to {path}": ("POST", path, body) for what, body in _MALFORMED.items()}
    answers = await asyncio.gather(*(_send(http, *one) for one in wanted.values()))
    return {"an unknown path": unknown_path, **dict(zip(wanted, answers, strict=True))}


@observation(phase=Phase.WRITING, requests=lambda target: 1 + len(_protected(target)), needs={"accounts"})
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
def test_error_bodies(error_answers: Mapping[str, Exchange], parts: Parts) -> None:
    """A stack trace tells an attacker the libraries, the paths and often the secrets of the service."""
    for what, answer in error_answers.items():
        with parts.part(what):
            if answer.ok:
                raise NotApplicable(f"it is answered with {answer.status}, which is no error")
            disclosure.judge(answer).raise_if_any()


@check(
    "security.query_errors",
    "Quotes in a search do not reach the database as code",
    severity=Severity.BLOCKER,
    reference="ASVS v5.0.0-1.2.4, 16.5.1; CWE-89; CWE-209",
    remedy="Pass values to the database as parameters, never as text, and answer errors with a general message.",
    covers=["ERR-01", "INJ-01"],
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
