"""Sessions: a refresh token works once, a logout ends things, and other sites cannot act."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Accounts,
    Control,
    Exchange,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Run,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules.cookies import parse_all
from prodworthy.rules.templates import fill_text
from security.declared import auth_of, cookies_of, declared, value_of
from security.operations import ASKS_WHO, ask, read_of_owner, reads_with_owner

_STRANGE_ORIGIN = "https://prodworthy.invalid"
_REFUSES = frozenset({400, *ASKS_WHO, 404, 409, 422})
_SENT_ELSEWHERE = frozenset({302, 303, 307})


@dataclass(frozen=True, slots=True)
class RefreshTries:
    """A refresh token and its successor in use.

    Attributes:
        first: the first use of the first token.
        rotates: whether it came with another refresh token.
        again: the second use of the first token.
        successor: the first use of the second token, after that; None where there is no second.
        read: a read with the access token of the first use, after that.
    """

    first: StepRun
    rotates: bool
    again: StepRun
    successor: StepRun | None
    read: Exchange


@dataclass(frozen=True, slots=True)
class LogoutTries:
    """A session before and after its end.

    Attributes:
        before: a read with its credential.
        logout: the request that ends it.
        after: the same read afterwards.
        refreshed: the use of its refresh token afterwards; None where there is none.
    """

    before: Exchange
    logout: StepRun
    after: Exchange
    refreshed: StepRun | None


@dataclass(frozen=True, slots=True)
class WebChanges:
    """A change by session cookie.

    Attributes:
        own: from the target's own pages.
        foreign: from a page of another site, by how it was sent.
        kept_home: whether browsers keep the cookie from requests of other sites.
    """

    own: Exchange
    foreign: Mapping[str, Exchange]
    kept_home: bool


@observation(phase=Phase.WRITING, deadline=120.0, requests=5, needs={"accounts"})
async def refresh_tries(http: Http, target: Target, accounts: Accounts, run: Run) -> RefreshTries:
    """A refresh token used twice, and then the one that came of its first use."""
    auth = auth_of(target)
    step = declared(auth.refresh, "auth.refresh", "refresh tokens")
    account = await accounts.adult()
    token = value_of(account, "refresh_token")
    first = await take(http, step, account.values, credential={})
    for value in map(str, first.saved.values()):
        run.redactor.learn(value)
    if auth.refresh_grace_s:
        await asyncio.sleep(auth.refresh_grace_s + 1)
    again = await take(http, step, account.values, credential={})
    for value in map(str, again.saved.values()):
        run.redactor.learn(value)
    newer = {**account.values, **first.saved}
    rotates = first.saved.get("refresh_token", token) != token
    successor = await take(http, step, newer, credential={}) if rotates else None
    for value in map(str, successor.saved.values() if successor else ()):
        run.redactor.learn(value)
    read = read_of_owner(target, account)
    fields = {name: fill_text(text, newer) for name, text in auth.credential.items()}
    return RefreshTries(first, rotates, again, successor, await ask(http, target, read, fields))


@observation(phase=Phase.WRITING, deadline=120.0, requests=5, needs={"accounts"})
async def logout_tries(http: Http, target: Target, accounts: Accounts, run: Run) -> LogoutTries:
    """A session of the API before and after its logout."""
    auth = auth_of(target)
    step = declared(auth.logout, "auth.logout", "log out")
    account = await accounts.adult()
    read = read_of_owner(target, account)
    before = await ask(http, target, read, account.headers)
    logout = await take(http, step, account.values, credential=account.headers)
    if auth.logout_window_s:
        await asyncio.sleep(auth.logout_window_s + 1)
    after = await ask(http, target, read, account.headers)
    refreshed = None
    if auth.refresh is not None and "refresh_token" in account.values:
        refreshed = await take(http, auth.refresh, account.values, credential={})
        for value in map(str, refreshed.saved.values()):
            run.redactor.learn(value)
    return LogoutTries(before, logout, after, refreshed)


@observation(phase=Phase.WRITING, deadline=60.0, requests=5, needs={"accounts"})
async def web_logout_tries(http: Http, target: Target, accounts: Accounts) -> LogoutTries:
    """A session of the pages before and after its logout."""
    auth = auth_of(target)
    step = declared(auth.web_logout, "auth.web_logout", "log out on the pages")
    login = declared(auth.web_login, "auth.web_login", "log in on the pages")
    account = await accounts.adult()
    read = reads_with_owner(target, account)
    signed_in = await take(http, login, account.values, credential={})
    cookie = cookies_of(signed_in.exchange) if signed_in.exchange else {}
    if not cookie or read is None:
        raise NotApplicable("logging in on the pages sets no cookie (as observed)")
    before = await ask(http, target, read, cookie)
    logout = await take(http, step, account.values, credential={**cookie, "Origin": target.origin})
    return LogoutTries(before, logout, await ask(http, target, read, cookie), None)


@observation(phase=Phase.WRITING, deadline=60.0, requests=6, needs={"accounts"})
async def web_changes(http: Http, target: Target, accounts: Accounts) -> WebChanges:
    """A harmless change with a session cookie, from the target's own pages and from those of another site."""
    auth = auth_of(target)
    step = declared(auth.web_change, "auth.web_change", "change something with the cookie of the pages")
    login = declared(auth.web_login, "auth.web_login", "log in on the pages")
    account = await accounts.adult()
    signed_in = (await take(http, login, account.values, credential={})).exchange
    cookie = cookies_of(signed_in) if signed_in else {}
    if signed_in is None or not cookie:
        raise NotApplicable("logging in on the pages sets no cookie (as observed): other sites have nothing to use")

    async def change(**fields: str) -> Exchange:
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        return (await take(http, step, account.values, credential={**cookie, **named})).answer

    foreign = {
        "by its Origin": await change(Origin=_STRANGE_ORIGIN),
        "by Origin and Sec-Fetch-Site": await change(Origin=_STRANGE_ORIGIN, Sec_Fetch_Site="cross-site"),
        "from an opaque origin": await change(Origin="null", Sec_Fetch_Site="cross-site"),
    }
    own = await change(Origin=target.origin, Sec_Fetch_Site="same-origin")
    cookies = parse_all(signed_in.headers.get_list("set-cookie"))
    kept_home = all(cookie.same_site in {"lax", "strict"} for cookie in cookies if cookie.is_session())
    return WebChanges(own, foreign, kept_home)


@check(
    "security.refresh_tokens",
    "A refresh token works once, and its reuse ends the session",
    severity=Severity.MAJOR,
    reference="RFC 9700 section 4.14.2; ASVS v5.0.0-10.4.5; CWE-294",
    remedy="Give a new refresh token at each use; when a used one comes again, end the session and all its tokens.",
    covers=["SES-02", "SES-03"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_refresh_tokens(refresh_tries: RefreshTries, parts: Parts, refusal: Refusal) -> None:
    """A stolen refresh token is a stolen account for a month, unless its second use is noticed."""
    control = refresh_tries.first.control("the first use gives new tokens")
    refusal.require(control)
    with parts.part("each use gives a new one"):
        if not refresh_tries.rotates:
            found("the same refresh token stays in use", "a new one at each use", advisory=True).raise_if_any()
    reusable = refresh_tries.again.accepted
    with parts.part("a used one is refused"):
        if not refresh_tries.rotates:
            raise NotApplicable("it is not replaced (as observed)")
        _judge(refusal, refresh_tries.again, control, "the second use of a refresh token")
    with parts.part("its reuse ends the session"):
        if reusable or refresh_tries.successor is None:
            raise NotApplicable("reuse is not noticed (as observed)")
        _judge(refusal, refresh_tries.successor, control, "the newer refresh token after the reuse of the older")


@check(
    "security.logout",
    "Logging out ends the session on the server",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-7.4.1; WSTG-SESS-06; CWE-613",
    remedy="End the session on the server: refuse its access token, its refresh token and its cookie from then on.",
    covers=["SES-01", "CK-11"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_logout(logout_tries: LogoutTries, parts: Parts, refusal: Refusal) -> None:
    """Whoever logs out on a shared device believes that nobody can go on in their name."""
    _judge_logout(logout_tries, parts, refusal)


@check(
    "security.web_logout",
    "Logging out on the pages ends the session of the cookie",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-7.4.1; WSTG-SESS-06; CWE-613",
    remedy="End the session on the server; to remove the cookie from one browser is not enough.",
    covers=["CK-11"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_web_logout(web_logout_tries: LogoutTries, parts: Parts, refusal: Refusal) -> None:
    """A cookie that was copied before goes on working where only the browser was told to forget it."""
    _judge_logout(web_logout_tries, parts, refusal)


@check(
    "security.cross_site_requests",
    "Other sites cannot act with a visitor's session cookie",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-3.5.1; CWE-352; WSTG-SESS-05",
    remedy="Refuse requests that change something unless Origin or Sec-Fetch-Site says that they come from your pages.",
    covers=["CK-16"],
    needs={"accounts"},
    refusal=True,
    creates="one test account, signed in on the pages",
)
def test_cross_site_requests(web_changes: WebChanges, parts: Parts, refusal: Refusal) -> None:
    """A link in a mail could otherwise change or delete the account of whoever opens it."""
    control = Control.accepted("the same change from the target's own pages is accepted", web_changes.own)
    for how, attempt in web_changes.foreign.items():
        with parts.part(f"from another site, {how}"):
            if attempt.ok and web_changes.kept_home:
                refusal.require(control)
                found(
                    "accepted; only the cookie's SameSite holds other sites off, and not those of the same domain",
                    "a refusal by Origin, Sec-Fetch-Site or a token",
                    advisory=True,
                ).raise_if_any()
            refusal.judge(attempt, control, what="a change from another site", refused={*_REFUSES, *_SENT_ELSEWHERE})


def _judge_logout(tries: LogoutTries, parts: Parts, refusal: Refusal) -> None:
    if tries.logout.findings:
        raise Unmeasured(f"the logout itself failed: {tries.logout.findings.describe()}")
    control = Control.accepted("before the logout the credential works", tries.before)
    with parts.part("the credential"):
        refusal.judge(tries.after, control, what="the credential after logout", refused={*_REFUSES, *_SENT_ELSEWHERE})
    if tries.refreshed is not None:
        with parts.part("the refresh token"):
            _judge(refusal, tries.refreshed, control, "the refresh token after logout")


def _judge(refusal: Refusal, tried: StepRun, control: Control, what: str) -> None:
    refusal.judge(tried.answer, control, what=what, refused=_REFUSES, accepted=tried.accepted)
