"""Cookies: what travels with every request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from prodworthy.api import (
    Accounts,
    Exchange,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    Target,
    Unmeasured,
    check,
    observation,
)
from prodworthy.rules import cookie_rules
from prodworthy.rules.cookies import Cookie, parse_all
from prodworthy.rules.templates import fill, fill_path, fill_text


@dataclass(frozen=True, slots=True)
class SetCookies:
    """Cookies and the answers that set them.

    Attributes:
        cookies: without those that only remove one.
        answers: all that were looked at.
    """

    cookies: tuple[Cookie, ...]
    answers: tuple[Exchange, ...]


@observation(phase=Phase.WRITING, requests=2, needs={"accounts"})
async def sign_in_cookies(http: Http, target: Target, accounts: Accounts) -> SetCookies:
    """The cookies that signing in sets, in the way of the pages where that is declared."""
    step = (target.auth.web_login or target.auth.login) if target.auth else None
    if step is None:
        raise NotApplicable("no way to sign in is declared: declare [auth.login] or [auth.web_login]")
    account = await accounts.adult()
    answer = await http.send(
        step.method,
        fill_path(step.path, account.values),
        headers={name: fill_text(text, account.values) for name, text in step.headers.items()},
        json=fill(step.body, account.values),
    )
    if not answer.ok and not answer.is_redirect:
        raise Unmeasured(f"a test account could not sign in: {answer.describe()}")
    return _of([answer])


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
