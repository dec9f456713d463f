"""Tokens: only genuine ones count, and they tell little, for a short time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
    Target,
    Unmeasured,
    check,
    found,
    observation,
    search_openapi,
)
from prodworthy.rules import tokens
from security.operations import (
    ASKS_WHO,
    MANY,
    Answers,
    OwnToken,
    ask_all,
    judge,
    protected_operations,
    with_token,
)

_IN_ADDRESS = ("access_token", "token", "jwt", "auth_token")
Forge = Callable[[str], dict[str, str]]


@observation(phase=Phase.WRITING, deadline=120.0, requests=MANY, needs={"accounts"})
async def unsigned_at_operations(http: Http, target: Target, accounts: Accounts, own_token: OwnToken) -> list[Answers]:
    """What each operation answers to its owner's token without a signature."""
    return await _forged_everywhere(http, target, accounts, own_token, _unsigned)


@observation(phase=Phase.WRITING, deadline=120.0, requests=MANY, needs={"accounts"})
async def altered_at_operations(http: Http, target: Target, accounts: Accounts, own_token: OwnToken) -> list[Answers]:
    """What each operation answers to its owner's token with an altered signature."""
    return await _forged_everywhere(http, target, accounts, own_token, tokens.altered)


@observation(phase=Phase.WRITING, deadline=30.0, requests=len(_IN_ADDRESS), needs={"accounts"})
async def tokens_in_addresses(http: Http, target: Target, own_token: OwnToken) -> dict[str, Exchange]:
    """What a protected read answers to a token in its address."""
    read = own_token.read
    mark = "&" if "?" in read.route else "?"
    return {
        name: await http.get(f"{target.origin}{read.route}{mark}{name}={own_token.account.token}")
        for name in _IN_ADDRESS
    }


@check(
    "security.every_operation",
    "Every operation that is not public refuses strangers",
    severity=Severity.BLOCKER,
    reference="RFC 9110 section 15.5.2; ASVS v5.0.0-8.2.1; OWASP API2:2023, API5:2023; CWE-306",
    remedy="Demand a credential by default for all routes, and list those that are public.",
    covers=["JWT-01", "JWT-02"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_every_operation(
    strangers_at_operations: Sequence[Answers], own_token: OwnToken, parts: Parts, refusal: Refusal
) -> None:
    """The one route that was forgotten is the one that is found."""
    _judge_all(strangers_at_operations, own_token, parts, refusal)


@check(
    "security.token_unsigned",
    "Tokens without a signature are refused",
    severity=Severity.BLOCKER,
    reference="RFC 8725 section 3.1; RFC 7519 section 6; ASVS v5.0.0-9.1.2; CWE-347",
    remedy="Verify tokens with a fixed list of algorithms; never take the algorithm from the token.",
    covers=["JWT-04"],
    needs={"accounts"},
    refusal=True,
    creates="two test accounts",
)
def test_token_unsigned(
    unsigned_at_operations: Sequence[Answers], own_token: OwnToken, parts: Parts, refusal: Refusal
) -> None:
    """Whoever can write `none` into a header is then anybody they like."""
    _judge_all(unsigned_at_operations, own_token, parts, refusal)


@check(
    "security.token_signature",
    "Altered tokens are refused",
    severity=Severity.BLOCKER,
    reference="RFC 8725 section 3.2; ASVS v5.0.0-9.1.1; OWASP API2:2023; CWE-347",
    remedy="Verify the signature before reading a claim: call the library's verifying function, not its decoding one.",
    covers=["JWT-05", "JWT-06", "AGE-M09"],
    needs={"accounts"},
    refusal=True,
    creates="two test accounts",
)
def test_token_signature(
    altered_at_operations: Sequence[Answers], own_token: OwnToken, parts: Parts, refusal: Refusal
) -> None:
    """A token whose signature nobody looks at is a name tag that anyone can write."""
    _judge_all(altered_at_operations, own_token, parts, refusal)


@check(
    "security.token_secret",
    "Tokens are not signed with a secret that everybody knows",
    severity=Severity.BLOCKER,
    reference="RFC 8725 section 3.5; ASVS v5.0.0-11.2.3; CWE-521; CWE-798",
    remedy="Make the secret at random, 256 bits at least, one for each environment; all tokens signed so far end.",
    covers=["JWT-09"],
    needs={"accounts"},
    creates="one test account",
)
def test_token_secret(own_token: OwnToken) -> None:
    """Word lists hold the secrets of every tutorial: whoever guesses it offline signs in as anyone, unseen."""
    token = _json_web_token(own_token)
    try:
        guessed = tokens.guess_secret(token)
    except ValueError as error:
        raise NotApplicable(f"{error} (as observed)") from error
    if guessed is not None:
        found("the token is signed with a secret from word lists", "a random secret of 256 bits").raise_if_any()


@check(
    "security.token_lifetime",
    "Access tokens end soon",
    severity=Severity.MINOR,
    reference="RFC 9700 section 2.2; RFC 7519 section 4.1.4; ASVS v5.0.0-7.3.2; CWE-613",
    remedy="Issue access tokens with exp some minutes ahead, and prolong sessions with refresh tokens.",
    covers=["JWT-12"],
    needs={"accounts"},
    creates="one test account",
)
def test_token_lifetime(own_token: OwnToken, target: Target) -> None:
    """A stolen token works until it ends; most cannot be called back."""
    minutes = target.auth.access_token_minutes if target.auth else 60
    tokens.judge_lifetime(_json_web_token(own_token), minutes * 60).raise_if_any()


@check(
    "security.token_claims",
    "Tokens hold nothing personal",
    severity=Severity.MINOR,
    reference="ASVS v5.0.0-14.2.6; RFC 7519 section 12; CWE-312",
    remedy="Put the account's identifier and nothing else about the person into tokens.",
    covers=["JWT-13"],
    needs={"accounts"},
    creates="one test account",
)
def test_token_claims(own_token: OwnToken) -> None:
    """Tokens lie in logs, caches and browsers, readable by whoever gets hold of them."""
    values = own_token.account.values
    known = {"e-mail address": "email", "date of birth": "birth_date", "password": "password"}
    told = {what: str(values.get(name, "")) for what, name in known.items()}
    tokens.judge_claims(_json_web_token(own_token), told).raise_if_any()


@check(
    "security.token_in_address",
    "Tokens are not accepted in addresses",
    severity=Severity.MAJOR,
    reference="RFC 9700 section 4.3.2; ASVS v5.0.0-14.2.1; CWE-598",
    remedy="Read tokens from the Authorization field only; for downloads and sockets issue short-lived tickets.",
    covers=["JWT-14"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_token_in_address(
    tokens_in_addresses: Mapping[str, Exchange], own_token: OwnToken, parts: Parts, refusal: Refusal
) -> None:
    """Addresses stand in logs, histories and Referer fields: a token in one is published to all of them."""
    if own_token.stranger.ok:
        raise Unmeasured("the read answers without any credential as well: see security.every_operation")
    control = _control(own_token)
    for name, answer in tokens_in_addresses.items():
        with parts.part(f"{name} in the query"):
            refusal.judge(answer, control, what="a token in the address", refused={400, *ASKS_WHO, 302, 303, 307, 404})


def _judge_all(every: Sequence[Answers], own_token: OwnToken, parts: Parts, refusal: Refusal) -> None:
    refusal.require(_control(own_token))
    for answers in every:
        for kind in answers.attempts:
            with parts.part(f"{answers.operation.label} with {kind}"):
                judge(refusal, answers, own_token.genuine, kind)


def _control(own: OwnToken) -> Control:
    return Control.accepted(f"{own.read.label} can be read with the genuine token", own.genuine)


def _json_web_token(own: OwnToken) -> tokens.Token:
    token = tokens.parse(own.account.token)
    if token is None:
        raise NotApplicable("the access token is opaque (as observed): it says nothing to anyone")
    return token


def _unsigned(text: str) -> dict[str, str]:
    token = tokens.parse(text)
    return tokens.unsigned(token) if token else {}


async def _forged_everywhere(
    http: Http, target: Target, accounts: Accounts, own_token: OwnToken, forge: Forge
) -> list[Answers]:
    """Try every forgery of a token on one read, and the first of them on every operation.

    It is another account's, as a forgery that works may well end its session or delete it.
    """
    account = await accounts.adult()
    forged = {kind: with_token(target, account, text) for kind, text in forge(account.token).items()}
    if not forged:
        raise NotApplicable("the access token is opaque (as observed): there is no signature to leave out")
    every = await ask_all(http, target, [own_token.read], account.headers, forged)
    document = (await search_openapi(http, target)).document
    first = dict(list(forged.items())[:1])
    return [*every, *await ask_all(http, target, protected_operations(target, document), account.headers, first)]
