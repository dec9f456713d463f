"""Sessions of the pages: signing in gives a new one, and the token that guards its requests is looked at."""

from __future__ import annotations

import secrets
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
    Severity,
    Step,
    StepRun,
    Target,
    Unmeasured,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules import markup, request_tokens
from prodworthy.rules.cookies import parse_all
from prodworthy.rules.templates import fill_text
from security.declared import auth_of, cookies_of, declared
from security.operations import ASKS_WHO, ask, reads_with_owner

_STRANGE_ORIGIN = "https://prodworthy.invalid"
_REFUSES = frozenset({400, *ASKS_WHO, 302, 303, 307, 404, 409, 419, 422})
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class FixedSession:
    """A sign-in with a session that was there before, and what opens the account afterwards.

    Attributes:
        login: the sign-in.
        read: a read with what was there before, afterwards.
    """

    login: StepRun
    read: Exchange


@dataclass(frozen=True, slots=True)
class FixedSessions:
    """Sign-ins with sessions that were there before.

    Attributes:
        stranger: a read without any cookie.
        own: the same with those that an ordinary sign-in sets.
        tried: by what was there before.
    """

    stranger: Exchange
    own: Exchange
    tried: Mapping[str, FixedSession]


@dataclass(frozen=True, slots=True)
class TokenTries:
    """A change that takes a token against requests of other sites.

    Attributes:
        right: with the token of the session.
        tried: by what was sent in its place.
        foreign: with the right one, from a page of another site.
    """

    right: StepRun
    tried: Mapping[str, StepRun]
    foreign: StepRun


@observation(phase=Phase.WRITING, deadline=60.0, requests=9, needs={"accounts"})
async def fixed_sessions(http: Http, target: Target, accounts: Accounts, landing_hops: list[Exchange]) -> FixedSessions:
    """Sign-ins of a browser that has a session already: that of its visit, and one that somebody made up."""
    auth = auth_of(target)
    step = auth.web_login or declared(auth.login, "auth.login", "log in")
    account = await accounts.adult()
    read = reads_with_owner(target, account)
    first = await take(http, step, account.values, credential={})
    given = _jar(first.answer)
    if not first.accepted:
        raise Unmeasured(f"a test account could not sign in: {first.findings.describe()}")
    if not given or read is None:
        raise NotApplicable("signing in sets no cookie (as observed): there is no session to fix")
    stranger, own = await ask(http, target, read, {}), await ask(http, target, read, _sent(given))

    async def signing_in(before: Mapping[str, str]) -> FixedSession:
        login = await take(http, step, account.values, credential=_sent(before))
        return FixedSession(login, await ask(http, target, read, _sent(before)))

    tried = {"that somebody else made up": await signing_in({name: secrets.token_hex(16) for name in given})}
    visit = {name: value for hop in landing_hops for name, value in _jar(hop).items()}
    if visit:
        tried["of the visit before"] = await signing_in(visit)
    return FixedSessions(stranger, own, tried)


@observation(phase=Phase.WRITING, deadline=60.0, requests=10, needs={"accounts"})
async def token_tries(http: Http, target: Target, accounts: Accounts) -> TokenTries:
    """A harmless change by session cookie with the token of the session, without it, and with others."""
    auth = auth_of(target)
    step = declared(auth.web_change, "auth.web_change", "change something with the cookie of the pages")
    login = declared(auth.web_login, "auth.web_login", "log in on the pages")

    async def signed_in() -> tuple[dict[str, object], dict[str, str], dict[str, str]]:
        account = await accounts.adult()
        entered = await take(http, login, account.values, credential={})
        jar = _jar(entered.answer)
        page = await http.get(target.web.landing, headers=_sent(jar))
        values = {**account.values, **entered.saved}
        named = [name for name in step.headers if request_tokens.is_token_field(name)]
        if named:
            return values, jar, {name: fill_text(step.headers[name], values) for name in named}
        cookies = parse_all([*entered.answer.headers.get_list("set-cookie"), *page.headers.get_list("set-cookie")])
        document = markup.read(page.text, page.url).named if page.is_html else {}
        return values, jar | _jar(page), request_tokens.fields_of(cookies, document)

    values, jar, token = await signed_in()
    if not jar:
        raise NotApplicable("logging in on the pages sets no cookie (as observed): other sites have nothing to use")
    if not token:
        raise NotApplicable("neither cookie nor page hands out a token against requests of other sites (as observed)")
    plain = _without(step, token)

    async def change(fields: Mapping[str, str], origin: str = target.origin) -> StepRun:
        return await take(http, plain, values, credential={**_sent(jar), "Origin": origin, **fields})

    (name, right), *_ = token.items()
    tried = {"no token": await change({}), "a made-up token": await change({name: _made_up(right)})}
    _, _, others = await signed_in()
    if others.get(name, right) != right:
        tried["the token of another session"] = await change({name: others[name]})
    return TokenTries(await change(token), tried, await change(token, _STRANGE_ORIGIN))


@check(
    "security.session_renewed",
    "Signing in gives a session that nobody could have known before",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-7.2.4; CWE-384; WSTG-SESS-03",
    remedy="Make a new session at every sign-in, and take no identifier that a browser brings along.",
    covers=["CK-10"],
    needs={"accounts"},
    refusal=True,
    creates="one test account, signed in on the pages",
)
def test_session_renewed(fixed_sessions: FixedSessions, parts: Parts, refusal: Refusal) -> None:
    """Who can give a visitor a session beforehand, by a link or from a neighbouring host, is signed in with them."""
    control = Control.accepted("a session that signing in gave opens the account", fixed_sessions.own)
    if fixed_sessions.stranger.ok:
        raise NotApplicable("strangers get it without a session as well (as observed)")
    for what, tried in fixed_sessions.tried.items():
        with parts.part(f"a session {what}"):
            if tried.login.answer.status == _TOO_MANY_REQUESTS:
                raise Unmeasured("throttled with 429")
            refusal.judge(tried.read, control, what=f"the session {what}, after signing in with it", refused=_REFUSES)


@check(
    "security.request_tokens",
    "The token against requests of other sites is looked at",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-3.5.1; CWE-352; WSTG-SESS-05",
    remedy="Compare the token of every request that changes something with that of its session; refuse all others.",
    covers=["CK-17"],
    needs={"accounts"},
    refusal=True,
    creates="two test accounts, signed in on the pages",
)
def test_request_tokens(token_tries: TokenTries, parts: Parts, refusal: Refusal) -> None:
    """A token that is handed out and never compared looks like protection to everyone but an attacker."""
    control = token_tries.right.control("the change with the session's own token is accepted")
    guarded = not token_tries.foreign.accepted
    for what, tried in token_tries.tried.items():
        with parts.part(what):
            if tried.accepted and guarded:
                refusal.require(control)
                seen = f"accepted with {what}; only the origin of the page holds other sites off"
                found(seen, "a refusal", advisory=True).raise_if_any()
            refusal.judge(
                tried.answer, control, what=f"a change with {what}", refused=_REFUSES, accepted=tried.accepted
            )


def _jar(answer: Exchange) -> dict[str, str]:
    """Return the cookies that an answer sets, without those that it removes."""
    pairs = (pair.partition("=") for pair in cookies_of(answer).get("Cookie", "").split("; ") if pair)
    return {name: value for name, _, value in pairs}


def _sent(jar: Mapping[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}


def _without(step: Step, token: Mapping[str, str]) -> Step:
    return step.model_copy(update={"headers": {name: text for name, text in step.headers.items() if name not in token}})


def _made_up(token: str) -> str:
    """Return a token that looks like another one."""
    return secrets.token_hex(len(token))[: len(token)]
