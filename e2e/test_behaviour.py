"""What a browser really lets another site do: proof beside the header fields, which the security layer judges."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest_asyncio

from prodworthy.api import (
    ATTACKER,
    MARKS,
    Browser,
    Control,
    Evidence,
    Exchange,
    Footprint,
    Http,
    InjectedPage,
    MemberAttack,
    NotApplicable,
    Phase,
    Refusal,
    Severity,
    StrangerAttack,
    Target,
    Unmeasured,
    attack_member,
    attack_stranger,
    check,
    observation,
    open_injected,
)
from prodworthy.rules import behaviour, markup
from prodworthy.rules.cookies import Cookie, parse_all

_SENSITIVE = re.compile(
    r"(?:log|sign)[-_]?(?:in|up)|account|admin|checkout|dashboard|pay|profile|register|settings|subscri", re.IGNORECASE
)
_MOST_PAGES = 3
_MOST_READS = 6


@dataclass(frozen=True, slots=True)
class CookieSession:
    """A session that a cookie carries, and the answers that are for its owner only.

    Attributes:
        answer: what signed in.
        cookies: those that it set.
        personal: by address, the answer to another site's page without the session.
    """

    answer: Exchange
    cookies: tuple[Cookie, ...]
    personal: Mapping[str, Exchange]


@observation(requests=_MOST_PAGES - 1)
async def framed_pages(http: Http, landing: Exchange) -> dict[str, Exchange]:
    """The pages to show in frames: the first one, and those behind its links that deserve an attacker's trouble."""
    if not (landing.ok and landing.is_html):
        raise NotApplicable(
            f"no HTML page: {landing.describe()} {landing.media_type}; declare another landing in [web]"
        )
    links = dict.fromkeys(link.partition("#")[0] for link in markup.read(landing.text, landing.url).links)
    wanted = [one for one in links if one.startswith("https:") and http.owns(one) and _SENSITIVE.search(one)]
    answers = await asyncio.gather(*map(http.get, wanted[: _MOST_PAGES - 1]))
    return {landing.url: landing} | {one.url: one for one in answers if one.ok and one.is_html}


@observation(phase=Phase.WRITING, requests=_MOST_READS, needs={"accounts"})
async def cookie_session(http: Http, target: Target, sign_in_answer: Exchange) -> CookieSession:
    """A session in a cookie, and what another site's page is told about reading its owner's data."""
    cookies = parse_all(sign_in_answer.headers.get_list("set-cookie"))
    if not cookies or target.auth is None:
        raise NotApplicable("signing in sets no cookie (as observed): a browser sends no credential by itself")
    own = [target.auth.profile.path] if target.auth.profile and target.auth.profile.method == "GET" else []
    paths = [path for path in dict.fromkeys([*own, *target.auth.protected]) if "{" not in path][:_MOST_READS]
    if not paths:
        raise NotApplicable("no personal answer is declared: declare [auth.profile] or [auth] protected")
    answers = await asyncio.gather(*(http.get(path, headers={"Origin": ATTACKER}) for path in paths))
    return CookieSession(sign_in_answer, tuple(cookies), {one.url: one for one in answers})


# Whether there is something to attack is asked before the browser: what has no pages needs none.
@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stranger_attack(framed_pages: dict[str, Exchange], browser: Browser) -> StrangerAttack:
    """What another site's page got of the pages that everyone sees."""
    return await attack_stranger(browser, list(framed_pages))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def injected_page(framed_pages: dict[str, Exchange], browser: Browser) -> InjectedPage:
    """The first page with an attacker's marks in it."""
    return await open_injected(browser, next(iter(framed_pages)))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def member_attack(cookie_session: CookieSession, browser: Browser) -> MemberAttack:
    """What scripts got of someone who is signed in."""
    return await attack_member(browser, cookie_session.answer, list(cookie_session.personal))


@check(
    "e2e.behaviour_framing",
    "No other site's page can show the pages in a frame, tried in a browser",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web", "https"},
    requests=4,
    refusal=True,
    reference="HTML Standard, X-Frame-Options; CSP Level 3 section 6.4.2; CWE-1021",
    remedy="Send frame-ancestors 'none', 'self' or named origins with every page, and to every client.",
    covers=["HDR-XFO-03"],
)
async def test_framing(
    stranger_attack: StrangerAttack,
    framed_pages: dict[str, Exchange],
    target: Target,
    refusal: Refusal,
    evidence: Evidence,
) -> None:
    """A framed page can be laid invisibly under another one; what counts is what browsers do, not what is sent."""
    compared = [behaviour.compare_framing(one, framed_pages.get(one.url)) for one in stranger_attack.frames]
    _show(evidence, compared)
    behaviour.judge(compared, "a refusal by the browser").raise_if_any()
    permitting = stranger_attack.permitting
    refusal.require(Control("a page that permits it is shown in the frame", permitting.shown, permitting.failure))
    walled = bool(target.reach.headers or target.reach.basic_auth)
    for one in stranger_attack.frames:
        if not (one.refused or one.shown):
            raise Unmeasured(f"{one.url} did not come up in the frame for another reason: {one.failure}")
        if one.shown and walled and one.status in {401, 403}:
            raise Unmeasured(f"the wall in front of the target answered {one.status} in the frame of {one.url}")


@check(
    "e2e.behaviour_scripts",
    "A script that is injected into the first page does not run, tried in a browser",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web", "https"},
    requests=20,
    refusal=True,
    reference="CSP Level 3 section 4.2; ASVS v5.0.0-3.4.3; CWE-79",
    remedy="Send an enforced Content-Security-Policy without 'unsafe-inline' for scripts with every page.",
    covers=["HDR-CSP-01", "HDR-CSP-05"],
)
async def test_scripts(
    injected_page: InjectedPage,
    stranger_attack: StrangerAttack,
    landing: Exchange,
    refusal: Refusal,
    evidence: Evidence,
) -> None:
    """One escaping mistake is enough to get a tag into a page; whether it then runs is up to the policy."""
    compared = behaviour.compare_injection(injected_page.ran, landing)
    _show(evidence, compared)
    behaviour.judge(compared, "a policy under which the browser does not run it").raise_if_any()
    ran = stranger_attack.marks
    seen = f"ran: {', '.join(sorted(ran)) or 'none'}"
    refusal.require(Control("the same script runs in a page without a policy", ran == frozenset(MARKS), seen))


@check(
    "e2e.behaviour_mixed_content",
    "The first page loads and sends nothing over plain HTTP while it runs",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web", "https"},
    refusal=True,
    reference="W3C Mixed Content sections 4.1, 5.3; CWE-319",
    remedy="Write https: addresses in markup, styles and scripts; what the browser blocks is missing on the page.",
    covers=["HDR-MIX-02"],
)
async def test_mixed_content(injected_page: InjectedPage, stranger_attack: StrangerAttack, refusal: Refusal) -> None:
    """Browsers block such scripts, so a part of the page is dead; what they let through can be read on the way."""
    behaviour.judge_insecure(injected_page.insecure).raise_if_any()
    told = any(load.resolution == "blocked" for load in stranger_attack.insecure)
    refusal.require(Control("a script over plain HTTP is noticed and blocked", told, f"{stranger_attack.insecure}"))


@check(
    "e2e.behaviour_reads",
    "No other site's page can read the data of someone who is signed in, tried in a browser",
    severity=Severity.BLOCKER,
    needs={"accounts", "https"},
    requests=2 * _MOST_READS,
    creates="one test account, signed in",
    refusal=True,
    reference="Fetch Standard, CORS check; RFC 6265bis section 5.8.3; ASVS v5.0.0-3.4.2; CWE-942",
    remedy="Grant credentialed reads to a fixed list of origins; set the session cookie with SameSite=Lax or Strict.",
    covers=["CORS-01", "CORS-03"],
)
async def test_reads(
    member_attack: MemberAttack, cookie_session: CookieSession, refusal: Refusal, evidence: Evidence
) -> None:
    """Where it can, every site that a visitor opens reads the visitor's messages and profile here, unseen."""
    opened = {one.url for one in member_attack.own if one.succeeded}
    if not opened:
        raise NotApplicable(
            "the session cookie opens none of the declared answers: the credential travels in another way"
        )
    compared = [
        behaviour.compare_read(one, cookie_session.personal[one.url], ATTACKER)
        for one in member_attack.foreign
        if one.url in opened
    ]
    _show(evidence, compared)
    behaviour.judge(compared, "an answer that the browser keeps from it").raise_if_any()
    permitting = member_attack.permitting
    refusal.require(Control("the page reads an answer that permits it", permitting.succeeded, permitting.failure))


@check(
    "e2e.behaviour_cookies",
    "Scripts do not see the session cookie, and browsers keep it, tried in a browser",
    severity=Severity.MAJOR,
    needs={"accounts", "https"},
    creates="one test account, signed in",
    refusal=True,
    reference="RFC 6265bis sections 4.1.2.6, 5.7; ASVS v5.0.0-3.3.4; CWE-1004",
    remedy="Set the session cookie as `__Host-…; Secure; HttpOnly; SameSite=Lax; Path=/`, without Domain.",
    covers=["CK-02", "CK-05"],
)
async def test_cookies(
    member_attack: MemberAttack, cookie_session: CookieSession, refusal: Refusal, evidence: Evidence
) -> None:
    """A session that a script can read leaves with the first injected script; one that is dropped lets nobody in."""
    compared = behaviour.compare_cookies(cookie_session.cookies, member_attack.visible)
    if not compared:
        raise NotApplicable("signing in sets no session cookie (as observed)")
    _show(evidence, compared)
    findings = behaviour.judge_kept(cookie_session.cookies, member_attack.kept)
    (findings + behaviour.judge(compared, "HttpOnly")).raise_if_any()
    seen = f"visible: {', '.join(sorted(member_attack.visible)) or 'none'}"
    refusal.require(Control("a cookie that is made for scripts is seen by them", member_attack.control_seen, seen))


def _show(evidence: Evidence, compared: Iterable[behaviour.Compared]) -> None:
    evidence.table("Value and behaviour", behaviour.COLUMNS, [one.row for one in compared])
