"""Cookies: what travels with every request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Exchange,
    Footprint,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    check,
    observation,
)
from prodworthy.rules import caching, cookie_rules
from prodworthy.rules.cookies import Cookie, parse_all


@dataclass(frozen=True, slots=True)
class SetCookies:
    """Cookies and the answers that set them.

    Attributes:
        cookies: without those that only remove one.
        answers: all that were looked at.
    """

    cookies: tuple[Cookie, ...]
    answers: tuple[Exchange, ...]


@observation(phase=Phase.WRITING, deadline=60.0, requests=0, needs={"accounts"})
async def sign_in_cookies(sign_in_answer: Exchange) -> SetCookies:
    """The cookies that signing in sets, in the way of the pages where that is declared."""
    return _of([sign_in_answer])


@observation(requests=0)
async def visitor_cookies(response_classes: Mapping[str, Exchange], landing_hops: list[Exchange]) -> SetCookies:
    """The cookies that visitors get before they do anything, on pages, redirects, files and errors."""
    return _of([*landing_hops, *(answer for answer in response_classes.values() if answer not in landing_hops)])


@check(
    "security.cookies",
    "Cookies that every visitor gets are protected",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    reference="RFC 6265bis sections 4.1.2, 4.1.3, 5.7; ASVS v5.0.0-3.3.1, 3.3.2, 3.3.4",
    remedy="Set every cookie with Secure and SameSite, and those that no script needs with HttpOnly.",
    covers=["CK-01", "CK-02", "CK-03", "CK-04", "CK-05", "CK-08", "CK-13", "CK-14", "CK-23"],
)
def test_cookies(visitor_cookies: SetCookies, parts: Parts) -> None:
    """What is set on the first visit often becomes the session later."""
    if not visitor_cookies.cookies:
        raise NotApplicable(f"none of {len(visitor_cookies.answers)} answers sets a cookie (as observed)")
    _judge(visitor_cookies.cookies, parts)


@check(
    "security.cached_cookies",
    "No cookie is set by what caches keep for everyone",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="RFC 9111 section 7.3",
    remedy="Set cookies on answers with Cache-Control: private or no-store only, and none on static files.",
    covers=["CK-21", "HDR-CACHE-05"],
)
def test_cached_cookies(response_classes: Mapping[str, Exchange], parts: Parts) -> None:
    """A cache that keeps such an answer signs the next visitor in as the previous one."""
    for name, answer in response_classes.items():
        with parts.part(name):
            caching.judge_shared_cookie(answer.headers).raise_if_any()


@check(
    "security.session_cookie_prefix",
    "The session cookie cannot be planted by a neighbouring host",
    severity=Severity.INFO,
    reference="RFC 6265bis section 4.1.3; ASVS v5.0.0-3.3.3",
    remedy="Call the session cookie __Host-…, with Secure, Path=/ and no Domain.",
    covers=["CK-06"],
    needs={"accounts"},
    creates="one test account, signed in",
)
def test_session_cookie_prefix(sign_in_cookies: SetCookies) -> None:
    """A forgotten subdomain can otherwise sign visitors in to an attacker's account."""
    if not any(cookie.is_session() for cookie in sign_in_cookies.cookies):
        raise NotApplicable("signing in sets no session cookie (as observed)")
    cookie_rules.judge_session_prefix(sign_in_cookies.cookies).raise_if_any()


@check(
    "security.session_cookie",
    "The session cookie is out of reach of scripts, other sites and plain HTTP",
    severity=Severity.MAJOR,
    reference="RFC 6265bis sections 4.1.2, 4.1.3, 5.7; ASVS v5.0.0-3.3.1, 3.3.2, 3.3.4; CWE-614; CWE-1004; CWE-1275",
    remedy="Set the session cookie as `__Host-…; Secure; HttpOnly; SameSite=Lax; Path=/`, without Domain.",
    covers=["CK-01", "CK-02", "CK-03", "CK-04", "CK-05", "CK-07", "CK-08", "CK-13", "CK-14", "CK-23"],
    needs={"accounts"},
    creates="one test account, signed in",
)
def test_session_cookie(sign_in_cookies: SetCookies, parts: Parts) -> None:
    """Whoever gets hold of it is signed in as the visitor."""
    cookies = sign_in_cookies.cookies
    if not cookies:
        raise NotApplicable("signing in sets no cookie (as observed): the credential travels in another way")
    _judge(cookies, parts)


def _judge(cookies: tuple[Cookie, ...], parts: Parts) -> None:
    now = dt.datetime.now(dt.UTC)
    for what, findings in {
        "Secure": cookie_rules.judge_secure(cookies),
        "HttpOnly": cookie_rules.judge_http_only(cookies),
        "SameSite": cookie_rules.judge_same_site(cookies),
        "prefix": cookie_rules.judge_prefixes(cookies),
        "Domain": cookie_rules.judge_domain(cookies),
        "lifetime": cookie_rules.judge_lifetime(cookies, now),
        "content": cookie_rules.judge_content(cookies),
        "size": cookie_rules.judge_size(cookies),
        "Partitioned": cookie_rules.judge_partitioned(cookies),
    }.items():
        with parts.part(what):
            findings.raise_if_any()


def _of(answers: list[Exchange]) -> SetCookies:
    now = dt.datetime.now(dt.UTC)
    cookies = [cookie for answer in answers for cookie in parse_all(answer.headers.get_list("set-cookie"))]
    return SetCookies(tuple(cookie for cookie in cookies if not cookie.removes(now)), tuple(answers))
