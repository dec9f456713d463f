"""Caching: personal answers are kept by nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from prodworthy.api import (
    Accounts,
    Control,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Run,
    Severity,
    Target,
    Unmeasured,
    answered,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules import caching, cross_origin
from prodworthy.rules.templates import fill, fill_path, fill_text

_DIGEST = re.compile(r"[/._-](?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,64}[/.]")


@dataclass(frozen=True, slots=True)
class ProfilesInTurn:
    """One address, read in turn.

    Attributes:
        emails: of the two accounts that read it first: the marks by which their answers are known.
        own: the first account's answer.
        others: the second account's.
        nobodys: that without a credential.
    """

    emails: tuple[str, str]
    own: Exchange
    others: Exchange
    nobodys: Exchange


@observation(phase=Phase.WRITING, deadline=60.0, requests=2, needs={"accounts"})
async def private_answer(http: Http, target: Target, accounts: Accounts) -> Exchange:
    """A test account's own profile."""
    if target.auth is None or target.auth.profile is None:
        raise NotApplicable("no profile is declared: declare [auth.profile]")
    account = await accounts.adult()
    step = target.auth.profile
    fields = {**account.headers, **fill(step.headers, account.values)}
    answer = await http.send(step.method, fill_path(step.path, account.values), headers=fields)
    if not answer.ok:
        raise Unmeasured(f"a test account could not read its profile: {answer.describe()}")
    return answer


@observation(phase=Phase.WRITING, deadline=60.0, requests=4, needs={"accounts"})
async def profiles_in_turn(http: Http, target: Target, accounts: Accounts) -> ProfilesInTurn:
    """One address, read by one account, then by another, then by nobody."""
    if target.auth is None or target.auth.profile is None:
        raise NotApplicable("no profile is declared: declare [auth.profile]")
    first, second = await accounts.adult(), await accounts.adult()
    if first.email == second.email:
        raise Unmeasured("there is only one test user, and it takes two to tell their answers apart")
    step = target.auth.profile
    path = fill_path(step.path, first.values)
    own = await http.send(step.method, path, headers={**first.headers, **fill(step.headers, first.values)})
    others = await http.send(step.method, path, headers={**second.headers, **fill(step.headers, second.values)})
    nobodys = await http.send(step.method, path)
    return ProfilesInTurn((first.email, second.email), own, others, nobodys)


@observation(phase=Phase.WRITING, deadline=60.0, requests=4, needs={"accounts"})
async def token_answers(http: Http, target: Target, accounts: Accounts) -> dict[str, Exchange]:
    """Answers that hand out a credential: at the login, and for a refresh token."""
    auth = target.auth
    steps = {"login": auth.login, "refresh": auth.refresh} if auth else {}
    account = await accounts.adult()
    answers: dict[str, Exchange] = {}
    for name, step in steps.items():
        if step is not None:
            headers = {field: fill_text(text, account.values) for field, text in step.headers.items()}
            body = fill(step.body, account.values)
            answer = await http.send(step.method, fill_path(step.path, account.values), headers=headers, json=body)
            if answer.ok:
                answers[name] = answer
    if auth is not None and auth.login is not None and auth.exchange is not None and "login" in answers:
        saved = answered(auth.login, answers["login"], account.values).saved
        exchanged = await take(http, auth.exchange, {**account.values, **saved})
        if exchanged.accepted:
            answers["exchange"] = exchanged.answer
    if not answers:
        raise NotApplicable("no login that works is declared: declare [auth.login]")
    return answers


@check(
    "security.token_caching",
    "Answers that hand out a credential are stored nowhere on their way",
    severity=Severity.MAJOR,
    reference="RFC 6749 section 5.1; RFC 9111 section 5.2.2.5; ASVS v5.0.0-14.3.2; CWE-525",
    remedy="Send Cache-Control: no-store with every answer that sets or holds a token.",
    covers=["HDR-CACHE-02"],
    needs={"accounts"},
    creates="one test account",
)
def test_token_caching(token_answers: Mapping[str, Exchange], parts: Parts) -> None:
    """A token that is kept in a cache lets whoever finds it there act as the user."""
    for name, answer in token_answers.items():
        with parts.part(name):
            caching.judge_private(answer.headers).raise_if_any()


@check(
    "security.private_caching",
    "Personal answers are stored nowhere on their way",
    severity=Severity.MAJOR,
    reference="RFC 9111 sections 3 and 5.2.2.5; ASVS v5.0.0-14.3.2; CWE-525; CWE-524",
    remedy="Send Cache-Control: no-store with every answer that is made for one person.",
    covers=["HDR-CACHE-01", "HDR-CACHE-03"],
    needs={"accounts"},
    creates="one test account",
)
def test_private_caching(private_answer: Exchange, parts: Parts) -> None:
    """A stored profile is shown to the next person at the same computer, or behind the same cache."""
    with parts.part("no-store"):
        caching.judge_private(private_answer.headers).raise_if_any()
    with parts.part("not out of a shared cache"):
        caching.judge_not_from_cache(private_answer.headers).raise_if_any()


@check(
    "security.shared_cache",
    "Nobody is served another's answer out of a cache",
    severity=Severity.BLOCKER,
    reference="RFC 9111 section 3.5; ASVS v5.0.0-14.2.2; CWE-524",
    remedy="Send Cache-Control: no-store with personal answers, and take their paths out of the CDN's rules; purge it.",
    covers=["HDR-CACHE-03"],
    needs={"accounts"},
    refusal=True,
    creates="two test accounts",
)
def test_shared_cache(profiles_in_turn: ProfilesInTurn, run: Run, parts: Parts, refusal: Refusal) -> None:
    """A cache that ignores who asks hands the first reader's data to everyone after."""
    first, second = profiles_in_turn.emails
    own = profiles_in_turn.own
    control = Control("the first reader sees the own profile", own.ok and first in own.text, own.describe(), own)
    for who, answer, marks in (
        ("another account", profiles_in_turn.others, {first}),
        # Other checks read profiles at the same time, so what a stranger gets may be of any account of this run.
        ("a stranger", profiles_in_turn.nobodys, {first, second, f"pw-{run.id}-"}),
    ):
        with parts.part(who):
            refusal.require(control)
            if any(mark in answer.text for mark in marks):
                found(f"{who} gets the profile of an earlier reader", "the own profile, or a refusal").raise_if_any()


@check(
    "security.resource_policy",
    "Other sites cannot embed personal answers",
    severity=Severity.INFO,
    reference="Fetch Standard, Cross-Origin-Resource-Policy; ASVS v5.0.0-3.5.8",
    remedy="Send Cross-Origin-Resource-Policy: same-origin with personal answers.",
    covers=["HDR-CORP-01"],
    needs={"accounts"},
    creates="one test account",
)
def test_resource_policy(private_answer: Exchange) -> None:
    """An answer that another site can load as a picture or script can leak by its side effects."""
    cross_origin.judge_resource(private_answer.headers.get_list("cross-origin-resource-policy")).raise_if_any()


@check(
    "security.kept_files",
    "Browsers keep files that never change, and ask again for pages",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="RFC 9111 section 5.2.2.1; RFC 8246",
    remedy="Send no-cache with pages, and max-age=31536000, immutable with files that have a digest in their name.",
    covers=["HDR-CACHE-07"],
)
def test_kept_files(response_classes: Mapping[str, Exchange], page: Exchange, parts: Parts) -> None:
    """A page that is kept for long holds visitors on the old release, a security fix or not."""
    with parts.part("page"):
        caching.judge_entry(page.headers.get_list("cache-control")).raise_if_any()
    file = response_classes.get("static file")
    if file is not None and file.ok and _DIGEST.search(urlsplit(file.url).path):
        with parts.part("static file"):
            caching.judge_fingerprinted(file.headers.get_list("cache-control")).raise_if_any()
