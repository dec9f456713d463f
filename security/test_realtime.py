"""Real-time connections: who gets one, from where, in whose name, and until when."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.api import (
    Account,
    Accounts,
    Control,
    Footprint,
    Http,
    NotAdmitted,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Severity,
    Talk,
    Target,
    Unmeasured,
    check,
    connect,
    declared_realtime,
    found,
    make_pair,
    observation,
    open_pair,
    take,
    talk,
    try_to_connect,
)
from prodworthy.rules.cookies import parse_all

_STRANGER = "https://stranger.example"
_LOGOUT_S = 5.0
_NEEDS = frozenset({"realtime", "accounts"})


@dataclass(frozen=True, slots=True)
class Attempts:
    """Attempts to open a connection; each is how it was refused, empty where it stayed open.

    Attributes:
        right: with everything as it should be.
        wrong: with something that must not be enough, by what it was.
    """

    right: str
    wrong: dict[str, str]


@dataclass(frozen=True, slots=True)
class Claims:
    """What arrived of messages in one's own name and in another's.

    Attributes:
        sender: the identifier of who sent them.
        claimed: the identifier of whom one of them claimed to be from.
        own: the message without a claim.
        other: the message with one, at its receiver.
    """

    sender: str
    claimed: str
    own: Talk
    other: Talk


@observation(phase=Phase.WRITING, deadline=60.0, requests=6, needs=_NEEDS)
async def strangers_connecting(http: Http, target: Target, accounts: Accounts) -> Attempts:
    """Connections without a credential and with a made-up one, beside one with a genuine one."""
    account, values = await _someone(http, target, accounts)
    return Attempts(
        await try_to_connect(http, token=account.token, values=values),
        {
            "without a credential": await try_to_connect(http, values=values),
            "with a made-up token": await try_to_connect(http, token=secrets.token_urlsafe(24), values=values),
        },
    )


@observation(phase=Phase.WRITING, deadline=60.0, requests=6, needs=_NEEDS)
async def foreign_pages_connecting(http: Http, target: Target, accounts: Accounts) -> Attempts:
    """Connections with the session cookie of the pages, from another site and from our own."""
    declared_realtime(target)
    if target.auth is None or target.auth.web_login is None:
        raise NotApplicable("no session cookie is declared that a browser could send along: declare [auth.web_login]")
    account, values = await _someone(http, target, accounts)
    signed_in = await take(http, target.auth.web_login, account.values)
    if signed_in.findings or signed_in.exchange is None:
        raise Unmeasured(f"a test account could not sign in on the pages: {signed_in.findings.describe()}")
    cookies = parse_all(signed_in.exchange.headers.get_list("set-cookie"))
    pairs = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)
    right = await try_to_connect(http, cookie=pairs, values=values)
    if not pairs or right:
        raise NotApplicable("connections are not opened by the session cookie, so no other site can open one")
    foreign = await try_to_connect(http, cookie=pairs, origin=_STRANGER, values=values)
    return Attempts(right, {"from another site": foreign})


@observation(phase=Phase.WRITING, deadline=60.0, requests=12, needs=_NEEDS)
async def claimed_senders(http: Http, target: Target, accounts: Accounts) -> Claims:
    """A message in one's own name, and one that claims to be the partner's."""
    declared = declared_realtime(target)
    if not declared.sender_field or not declared.receive.sender:
        raise NotApplicable("no field in which a sender could be claimed is declared: declare [realtime] sender_field")
    pair = await make_pair(http, accounts)
    try:
        one, two = await open_pair(http, pair)
    except NotAdmitted as error:
        raise Unmeasured(f"no connection was opened: {error}") from error
    values = pair.values_of(pair.one)
    own = await talk(http, one, two, values, messages=2)
    other = await talk(http, one, two, values, messages=2, claim=pair.two.user_id)
    await one.close()
    await two.close()
    return Claims(pair.one.user_id, pair.two.user_id, own, other)


@observation(phase=Phase.WRITING, deadline=60.0, requests=4, needs=_NEEDS)
async def connection_after_logout(http: Http, target: Target, accounts: Accounts) -> tuple[bool, bool]:
    """Whether a connection stayed open while its session did, and whether it ended with the session."""
    declared_realtime(target)
    if target.auth is None or target.auth.logout is None:
        raise NotApplicable("no way to log out is declared: declare [auth.logout]")
    someone, values = await _someone(http, target, accounts)
    # A session of its own may end without the account's clean-up missing it.
    account = await accounts.sign_in(dict(someone.values), made=True)
    try:
        socket = await connect(http, token=account.token, values=values)
    except NotAdmitted as error:
        raise Unmeasured(f"no connection was opened: {error}") from error
    stayed = not await socket.ended_within(1.0)
    out = await take(http, target.auth.logout, account.values, credential=account.headers)
    if out.findings:
        await socket.close()
        raise Unmeasured(f"a test account could not log out: {out.findings.describe()}")
    ended = await socket.ended_within(_LOGOUT_S + target.auth.logout_window_s)
    await socket.close()
    return stayed, ended


@check(
    "security.realtime_refuses_strangers",
    "A real-time connection takes a credential",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="ASVS v5.0.0-4.4.3; OPS-WS-04",
    remedy="Verify the access token in the handshake, before any room is joined, and refuse whoever has none.",
    covers=["OPS-WS-04"],
    needs=_NEEDS,
    refusal=True,
    creates="a test account, removed again",
)
def test_realtime_refuses_strangers(strangers_connecting: Attempts, parts: Parts, refusal: Refusal) -> None:
    """Whoever is let in without a credential reads along."""
    _judge(strangers_connecting, "a connection with a genuine token is opened", parts, refusal)


@check(
    "security.realtime_origin",
    "Other sites cannot open a real-time connection in a visitor's name",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="RFC 6455 section 10.2; ASVS v5.0.0-4.4.2; CORS-23",
    remedy="Compare the Origin of the handshake with the list of your own origins, and refuse every other one.",
    covers=["CORS-23"],
    needs=_NEEDS,
    refusal=True,
    creates="a test account, removed again",
)
def test_realtime_origin(foreign_pages_connecting: Attempts, parts: Parts, refusal: Refusal) -> None:
    """Browsers send cookies with a WebSocket of any page, and CORS does not hold for it: the origin is all there is."""
    _judge(foreign_pages_connecting, "a connection of our own pages is opened by the same cookie", parts, refusal)


@check(
    "security.realtime_sender",
    "The sender of a real-time message is whoever is signed in",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="ASVS v5.0.0-8.2.2; OWASP API3:2023",
    remedy="Take the sender from the connection's session; refuse or ignore a sender that the client names.",
    needs=_NEEDS,
    refusal=True,
    creates="two test accounts and their messages, removed again",
)
def test_realtime_sender(claimed_senders: Claims, refusal: Refusal) -> None:
    """Messages in other people's names are fraud, and nobody can tell them from genuine ones."""
    claims = claimed_senders
    if not (claims.sender and claims.claimed):
        raise Unmeasured("the accounts have no identifiers: save one as `user_id` in [auth.register]")
    own = bool(claims.own.arrived) and claims.own.senders == {claims.sender}
    seen = f"{len(claims.own.arrived)} of {len(claims.own.sent)} arrived"
    refusal.require(Control("a message in one's own name arrives as one's own", held=own, seen=seen))
    if claims.claimed in claims.other.senders:
        found("a message that named another sender arrived as that person's", "the signed-in sender").raise_if_any()


@check(
    "security.realtime_logout",
    "Logging out ends the session's real-time connections",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="ASVS v5.0.0-7.4.1; OPS-WS-04",
    remedy="Keep a list of connections by session, and close them where the session ends.",
    needs=_NEEDS,
    refusal=True,
    creates="a test account, removed again",
)
def test_realtime_logout(connection_after_logout: tuple[bool, bool], refusal: Refusal) -> None:
    """A connection that outlives its session goes on reading for whoever holds the device."""
    stayed, ended = connection_after_logout
    seen = "it stayed open" if stayed else "the server ended it"
    refusal.require(Control("a connection stays open while its session does", held=stayed, seen=seen))
    if not ended:
        found("the connection was still open after the logout", "it is ended within seconds").raise_if_any()


async def _someone(http: Http, target: Target, accounts: Accounts) -> tuple[Account, Mapping[str, Any]]:
    """Return an account and the values of its topic, which may take a partner."""
    if not declared_realtime(target).topic.count("{"):
        account = await accounts.adult()
        return account, account.values
    pair = await make_pair(http, accounts)
    return pair.one, pair.values_of(pair.one)


def _judge(attempts: Attempts, control: str, parts: Parts, refusal: Refusal) -> None:
    seen = f"refused: {attempts.right}" if attempts.right else "it stayed open"
    refusal.require(Control(control, held=not attempts.right, seen=seen))
    for what, answer in attempts.wrong.items():
        with parts.part(what):
            if not answer:
                found(f"a connection {what} was opened and stayed open", "it is refused").raise_if_any()
