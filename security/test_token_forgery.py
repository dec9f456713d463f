"""Forged tokens: what is signed with another key, has ended, or was made for something else, opens nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Control,
    Exchange,
    Http,
    Listener,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Run,
    Severity,
    Target,
    TargetFailed,
    check,
    found,
    is_near,
    observation,
)
from prodworthy.rules import forged_tokens, tokens
from security.operations import ASKS_WHO, OwnToken, ask, with_token

_REFUSES = frozenset({400, *ASKS_WHO, 302, 303, 307, 404, 431})
_DISCOVERY = "/.well-known/openid-configuration"
_NOWHERE = "https://prodworthy.invalid/keys.json"
_NO_SECRET = "tokens cannot be signed as the target does: declare [auth] signing_secret, from the environment"  # noqa: S105 - says that there is none


@dataclass(frozen=True, slots=True)
class Forgeries:
    """What a protected read answers to forged tokens.

    Attributes:
        answers: by kind of forgery.
        fetched: how often the address in their header was asked for; None where that cannot be seen.
    """

    answers: Mapping[str, Exchange]
    fetched: int | None = None


@dataclass(frozen=True, slots=True)
class Resigned:
    """What a protected read answers to tokens signed with the target's own key.

    Attributes:
        same: to one that says what a genuine one says: the control.
        expired: to one that ended hours ago.
        elsewhere: to one for another audience; None where genuine ones name none.
    """

    same: Exchange
    expired: Exchange
    elsewhere: Exchange | None


@observation(phase=Phase.WRITING, deadline=60.0, requests=8, needs={"accounts"})
async def own_key_tokens(http: Http, target: Target, own_token: OwnToken) -> Forgeries:
    """What a protected read answers to tokens that bring their own key."""
    token, key = _json_web_token(own_token), forged_tokens.OwnKey()
    document = json.dumps({"keys": [key.public]}).encode()
    async with Listener(document, "application/json") as listener:
        near = is_near(target.base_url)
        place = f"http://127.0.0.1:{listener.port}/keys.json" if near else _NOWHERE
        answers = await _try(http, target, own_token, forged_tokens.by_own_key(token, key, place))
        return Forgeries(answers, listener.hits if near else None)


@observation(phase=Phase.WRITING, deadline=60.0, requests=24, needs={"accounts"})
async def confused_tokens(http: Http, target: Target, own_token: OwnToken) -> Forgeries:
    """What a protected read answers to tokens whose shared secret is the public key."""
    token = _json_web_token(own_token)
    keys = await _published(http, target)
    forged = forged_tokens.confused(token, keys)
    if not forged:
        where = target.auth.keys if target.auth else ""
        raise NotApplicable(f"no public key is to be had at {where} or {_DISCOVERY}: declare [auth] keys")
    return Forgeries(await _try(http, target, own_token, forged))


@observation(phase=Phase.WRITING, deadline=30.0, requests=3, needs={"accounts"})
async def resigned_tokens(http: Http, target: Target, run: Run, own_token: OwnToken) -> Resigned:
    """What a protected read answers to tokens signed with the target's own key."""
    token, secret = _json_web_token(own_token), target.auth.signing_secret if target.auth else ""
    if not secret:
        raise NotApplicable(_NO_SECRET)
    now = int(run.started.timestamp())
    try:
        made = {"same": forged_tokens.resigned(token, secret), "expired": forged_tokens.expired(token, secret, now)}
        if "aud" in token.claims:
            made["elsewhere"] = forged_tokens.resigned(token, secret, aud="prodworthy-another-service")
    except (ValueError, TypeError) as error:
        raise NotApplicable(f"the declared signing_secret does not fit the tokens: {error}") from error
    for text in made.values():
        run.redactor.learn(text)
    answers = await _try(http, target, own_token, made)
    return Resigned(answers["same"], answers["expired"], answers.get("elsewhere"))


@observation(phase=Phase.WRITING, deadline=30.0, requests=3, needs={"accounts"})
async def misplaced_credentials(http: Http, target: Target, own_token: OwnToken) -> dict[str, Exchange]:
    """What a protected read answers to a refresh token, and to a genuine token that is not written as it should be."""
    account = own_token.account
    tries: dict[str, dict[str, str]] = {}
    if account.values.get("refresh_token"):
        tries["refresh token"] = with_token(target, account, str(account.values["refresh_token"]))
    written = account.headers.get("Authorization", "")
    scheme, blank, rest = written.partition(" ")
    if blank and rest == account.token:
        tries["longer scheme"] = {"Authorization": f"{scheme}X {rest}"}
        tries["two tokens"] = {"Authorization": f"{written}, {scheme} prodworthy"}
    answers = await asyncio.gather(*(ask(http, target, own_token.read, fields) for fields in tries.values()))
    return dict(zip(tries, answers, strict=True))


@check(
    "security.token_keys",
    "Tokens do not choose the key that they are verified with",
    severity=Severity.BLOCKER,
    reference="RFC 8725 section 3.10; RFC 7515 section 4.1; ASVS v5.0.0-9.1.3; CWE-347",
    remedy="Verify with keys from your own configuration; ignore jwk, jku and x5u, and look kid up in a fixed list.",
    covers=["JWT-08"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_token_keys(own_key_tokens: Forgeries, own_token: OwnToken, parts: Parts, refusal: Refusal) -> None:
    """A token that brings the key along with which it was signed proves nothing but that somebody can sign."""
    _judge_all(own_key_tokens, own_token, parts, refusal)
    if own_key_tokens.fetched is not None:
        with parts.part("nothing is fetched"):
            refusal.require(_control(own_token))
            if own_key_tokens.fetched:
                found("the address in the header of a token was fetched", "no request to it").raise_if_any()


@check(
    "security.token_confusion",
    "A published key is not taken for a shared secret",
    severity=Severity.BLOCKER,
    reference="RFC 8725 section 2.1, 3.1; ASVS v5.0.0-9.1.2; CWE-347",
    remedy="Name the one algorithm that is expected where tokens are verified; never take it from the token.",
    covers=["JWT-07"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_token_confusion(confused_tokens: Forgeries, own_token: OwnToken, parts: Parts, refusal: Refusal) -> None:
    """Everybody has the public key: where it counts as a secret, everybody signs in as anyone."""
    _judge_all(confused_tokens, own_token, parts, refusal)


@check(
    "security.token_expired",
    "Expired tokens are refused",
    severity=Severity.MAJOR,
    reference="RFC 7519 section 4.1.4; ASVS v5.0.0-9.2.1; CWE-613",
    remedy="Demand exp and compare it with the clock, with two minutes of tolerance at the most.",
    covers=["JWT-03"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_token_expired(resigned_tokens: Resigned, refusal: Refusal) -> None:
    """An end that nobody looks at makes every token that was ever lost good for ever."""
    refusal.judge(resigned_tokens.expired, _same(resigned_tokens), what="a token that ended", refused=_REFUSES)


@check(
    "security.token_purpose",
    "Tokens that were made for something else are refused",
    severity=Severity.MAJOR,
    reference="RFC 8725 section 3.11, 3.9; RFC 9068; ASVS v5.0.0-9.2.2, 9.2.3; CWE-287",
    remedy="Look at typ and aud of every token, and keep refresh tokens out of the API.",
    covers=["JWT-10"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_token_purpose(
    misplaced_credentials: Mapping[str, Exchange], own_token: OwnToken, parts: Parts, refusal: Refusal
) -> None:
    """A refresh token that opens the API as well never ends, and the next service's token opens this one."""
    with parts.part("a refresh token"):
        if "refresh token" not in misplaced_credentials:
            raise NotApplicable("signing in saves no refresh_token (as declared)")
        refusal.judge(
            misplaced_credentials["refresh token"], _control(own_token), what="a refresh token", refused=_REFUSES
        )


@check(
    "security.token_audience",
    "Tokens for another service are refused",
    severity=Severity.MAJOR,
    reference="RFC 7519 section 4.1.3; RFC 8725 section 3.9; ASVS v5.0.0-9.2.3; CWE-287",
    remedy="Demand that aud names this service.",
    covers=["JWT-10"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_token_audience(resigned_tokens: Resigned, refusal: Refusal) -> None:
    """Where one key signs for several services, the least guarded of them hands out the keys to all."""
    if resigned_tokens.elsewhere is None:
        raise NotApplicable("tokens name no audience (as observed)")
    refusal.judge(
        resigned_tokens.elsewhere, _same(resigned_tokens), what="a token for another service", refused=_REFUSES
    )


@check(
    "security.token_scheme",
    "A credential counts only if it is written as it should be",
    severity=Severity.MINOR,
    reference="RFC 9110 section 11.4; RFC 6750 section 2.1; CWE-436",
    remedy="Split Authorization at its blank, compare the scheme as a whole, and refuse what has more than one token.",
    covers=["JWT-15"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_token_scheme(
    misplaced_credentials: Mapping[str, Exchange], own_token: OwnToken, parts: Parts, refusal: Refusal
) -> None:
    """What a proxy reads in one way and the server in another passes checks that were meant for somebody else."""
    control = _control(own_token)
    kinds = {"longer scheme": "a scheme with a letter too many", "two tokens": "two tokens in one field"}
    for kind, words in kinds.items():
        with parts.part(words):
            if kind not in misplaced_credentials:
                raise NotApplicable("the credential is no scheme and token in Authorization (as declared)")
            refusal.judge(misplaced_credentials[kind], control, what=words, refused=_REFUSES)


def _judge_all(forgeries: Forgeries, own: OwnToken, parts: Parts, refusal: Refusal) -> None:
    for kind, answer in forgeries.answers.items():
        with parts.part(kind):
            if own.stranger.ok:
                raise NotApplicable("the read answers without any credential as well: see security.every_operation")
            refusal.judge(answer, _control(own), what=f"a token with {kind}", refused=_REFUSES)


def _control(own: OwnToken) -> Control:
    return Control.accepted(f"{own.read.label} can be read with the genuine token", own.genuine)


def _same(resigned: Resigned) -> Control:
    return Control.accepted("a token signed with the declared secret, not changed, is accepted", resigned.same)


def _json_web_token(own: OwnToken) -> tokens.Token:
    token = tokens.parse(own.account.token)
    if token is None:
        raise NotApplicable("the access token is opaque (as observed): no key signs it")
    return token


async def _try(http: Http, target: Target, own: OwnToken, forged: Mapping[str, str]) -> dict[str, Exchange]:
    fields = [with_token(target, own.account, text) for text in forged.values()]
    return dict(zip(forged, await asyncio.gather(*(ask(http, target, own.read, one) for one in fields)), strict=True))


async def _published(http: Http, target: Target) -> object:
    """Return the key set of the declared place, or else of the one that the discovery document names."""
    declared = target.auth.keys if target.auth else ""
    try:
        answer = await http.get(declared)
        if answer.ok and forged_tokens.public_keys(answer.json()):
            return answer.json()
        discovery = (await http.get(_DISCOVERY)).json()
        place = discovery.get("jwks_uri") if isinstance(discovery, dict) else None
        return (await http.get(place)).json() if isinstance(place, str) and http.owns(place) else None
    except TargetFailed:
        return None
