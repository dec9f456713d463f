"""Abuse: guessing is slowed down, and bodies are bounded, of one type and of one meaning."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.api import (
    Account,
    Accounts,
    Control,
    Exchange,
    Footprint,
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
    answered,
    check,
    found,
    observation,
    unless_hung_up,
)
from prodworthy.rules import throttling
from prodworthy.rules.templates import fill, fill_path, fill_text
from security.declared import auth_of

_TWO_MEGABYTES = 2_000_000
_REFUSES_BODIES = frozenset({400, 403, 405, 406, 413, 415, 422, 431})
_AGAIN = 3
_FORWARDED = ("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "Forwarded")


@dataclass(frozen=True, slots=True)
class WrongLogins:
    """Wrong passwords for one account, in a row.

    Attributes:
        right: a login with the right one, before.
        wrong: in the order in which they were sent, until one was slowed down.
        right_after: a login with the right one, afterwards; None where they were slowed down visibly.
        forwarded: wrong ones after that, each with header fields that claim another client.
        still: a wrong one without such fields, after those.
    """

    right: StepRun
    wrong: tuple[Exchange, ...]
    right_after: StepRun | None
    forwarded: tuple[Exchange, ...]
    still: Exchange | None


@dataclass(frozen=True, slots=True)
class OddLogins:
    """The login of a test account, in odd ways.

    Attributes:
        plain: as it should be.
        typed: the same JSON, declared as something else, by what.
        doubled: with a property that stands there twice, by which comes first.
        large: with two megabytes of blanks; None where the connection was ended.
    """

    plain: StepRun
    typed: Mapping[str, StepRun]
    doubled: Mapping[str, StepRun]
    large: StepRun | None


@observation(
    phase=Phase.STRESSING,
    deadline=120.0,
    requests=lambda target: 8 + (target.auth.login_attempts if target.auth else 0),
    needs={"accounts"},
)
async def wrong_logins(http: Http, target: Target, accounts: Accounts) -> WrongLogins:
    """Wrong passwords for one test account, until it is slowed down or enough have been tried."""
    auth, account = auth_of(target), await accounts.adult()
    step = _login(target)
    right = await accounts.log_in(account.email, account.password)
    wrong: list[Exchange] = []
    for _ in range(auth.login_attempts):
        wrong.append(await _guess(http, step, account, {}))
        if throttling.slowed_at(wrong) is not None:
            break
    if throttling.slowed_at(wrong) is None:
        return WrongLogins(right, tuple(wrong), await accounts.log_in(account.email, account.password), (), None)
    forwarded = []
    for _ in range(_AGAIN):
        address = f"203.0.113.{1 + secrets.randbelow(250)}"  # RFC 5737: for examples only
        claims = {name: f"for={address}" if name == "Forwarded" else address for name in _FORWARDED}
        forwarded.append(await _guess(http, step, account, claims))
    return WrongLogins(right, tuple(wrong), None, tuple(forwarded), await _guess(http, step, account, {}))


@observation(phase=Phase.WRITING, deadline=60.0, requests=8, needs={"accounts"})
async def odd_logins(http: Http, target: Target, accounts: Accounts) -> OddLogins:
    """A login with bodies that should be refused."""
    step, account = _login(target), await accounts.adult()
    body = fill(step.body, account.values)
    if not isinstance(body, dict):
        raise NotApplicable("the declared login sends no JSON object: nothing to vary")
    text = json.dumps(body)

    async def send(content: str, media_type: str = "application/json") -> Exchange:
        fields = {"Content-Type": media_type} if media_type else {}
        return await http.send(
            step.method,
            fill_path(step.path, account.values),
            headers={**_fields(step, account), **fields},
            content=content.encode(),
        )

    async def login(content: str, media_type: str = "application/json") -> StepRun:
        return answered(step, await send(content, media_type), account.values)

    plain = await login(text)
    types = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
    typed = {kind.partition(";")[0]: await login(text, kind) for kind in types}
    wrong = json.dumps({**body, _password_field(body, account): f"wrong-{secrets.token_urlsafe(12)}"})
    doubled = {
        "the wrong one first": await login(f"{wrong[:-1]}, {text[1:]}"),
        "the right one first": await login(f"{text[:-1]}, {wrong[1:]}"),
    }
    large = await unless_hung_up(send(text[:-1] + " " * _TWO_MEGABYTES + "}"))
    return OddLogins(plain, typed, doubled, answered(step, large, account.values) if large else None)


@check(
    "security.login_limit",
    "Passwords cannot be guessed at speed",
    severity=Severity.MAJOR,
    footprint=Footprint.STRESSES,
    reference="ASVS v5.0.0-6.3.1; OWASP API2:2023, API4:2023; CWE-307; WSTG-ATHN-03",
    remedy="Slow down or refuse logins after some wrong passwords, for each account and for each client.",
    covers=["RL-01"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_login_limit(wrong_logins: WrongLogins, refusal: Refusal) -> None:
    """Lists of leaked passwords are tried on every login there is, thousands an hour."""
    tried = wrong_logins
    refusal.require(tried.right.control("the right password works"))
    locked = tried.right_after is not None and not tried.right_after.accepted
    if throttling.slowed_at(tried.wrong) is None and not locked:
        seen = f"{len(tried.wrong)} wrong passwords for one account in a row, each answered alike"
        found(seen, "429, a lock, a challenge or a growing delay").raise_if_any()


@check(
    "security.retry_after",
    "Who is slowed down is told when to come back",
    severity=Severity.MINOR,
    footprint=Footprint.STRESSES,
    reference="RFC 6585 section 4; RFC 9110 section 10.2.3",
    remedy="Send Retry-After with every 429.",
    covers=["RL-02"],
    needs={"accounts"},
    creates="one test account",
)
def test_retry_after(wrong_logins: WrongLogins) -> None:
    """Clients that do not know when to come back come back at once, all of them."""
    refused = [answer for answer in wrong_logins.wrong if answer.status == throttling.TOO_MANY_REQUESTS]
    if not refused:
        raise NotApplicable("no login was answered with 429 (as observed)")
    throttling.judge_retry_after(refused[0]).raise_if_any()


@check(
    "security.limit_forwarded",
    "Limits cannot be evaded by claiming another address",
    severity=Severity.MAJOR,
    footprint=Footprint.STRESSES,
    reference="ASVS v5.0.0-15.3.4; CWE-290; CWE-348",
    remedy="Take the client's address from the connection, or from the field that your own proxy overwrites.",
    covers=["RL-04"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_limit_forwarded(wrong_logins: WrongLogins, parts: Parts, refusal: Refusal) -> None:
    """A limit that believes a header field holds nobody off who knows its name."""
    tried = wrong_logins
    still = tried.still
    if still is None or still.status != throttling.TOO_MANY_REQUESTS:
        raise NotApplicable("no login is refused with 429 for some time (as observed): there is nothing to evade")
    refusal.require(Control.accepted("the limit holds without such fields", still, {throttling.TOO_MANY_REQUESTS}))
    for number, answer in enumerate(tried.forwarded, start=1):
        with parts.part(f"claim {number}"):
            if answer.status != throttling.TOO_MANY_REQUESTS:
                seen = f"a login that claims another address is answered {answer.status}"
                found(seen, "429, as without the claim").raise_if_any()


@check(
    "security.body_limit",
    "Bodies are bounded in size",
    severity=Severity.MINOR,
    reference="OWASP API4:2023; CWE-400; RFC 9110 section 15.5.14",
    remedy="Refuse JSON bodies of more than some 100 kB with 413, before they are read.",
    covers=["INJ-14"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_body_limit(odd_logins: OddLogins, refusal: Refusal) -> None:
    """A few clients with endless bodies fill the memory of a server that reads them all."""
    refusal.require(odd_logins.plain.control("the same login without blanks works"))
    if odd_logins.large is not None:
        _judge(odd_logins.large, refusal, odd_logins.plain, "a login with two megabytes of blanks")


@check(
    "security.body_types",
    "Forms of other sites are not taken for JSON",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-3.5.2; Fetch, CORS-safelisted request-header; CWE-352",
    remedy="Read a body as JSON only if its Content-Type says application/json; answer 415 otherwise.",
    covers=["CK-18"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_body_types(odd_logins: OddLogins, target: Target, parts: Parts, refusal: Refusal) -> None:
    """A form of any site can send text: where that is read as JSON, it acts with the visitor's cookies."""
    cookies = target.auth is not None and target.auth.web_login is not None
    for kind, login in odd_logins.typed.items():
        with parts.part(kind):
            if login.accepted and not cookies:
                refusal.require(odd_logins.plain.control("the login as JSON works"))
                seen = f"JSON that says {kind} is read; as declared, no cookie signs anyone in"
                found(seen, "415", advisory=True).raise_if_any()
            _judge(login, refusal, odd_logins.plain, f"JSON that says {kind}")


@check(
    "security.duplicate_keys",
    "JSON means one thing: no property stands there twice",
    severity=Severity.MINOR,
    reference="RFC 7493 section 2.3; ASVS v5.0.0-1.5.3; CWE-436",
    remedy="Have the JSON parser refuse objects in which a name stands twice.",
    covers=["INJ-13"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_duplicate_keys(odd_logins: OddLogins, parts: Parts, refusal: Refusal) -> None:
    """What a filter in front reads first and the server reads last passes both."""
    control = odd_logins.plain.control("the login without doubles works")
    for order, login in odd_logins.doubled.items():
        with parts.part(f"two passwords, {order}"):
            refusal.require(control)
            if login.accepted:
                found(f"accepted with {login.answer.status}", "400", advisory=True).raise_if_any()


def _judge(login: StepRun, refusal: Refusal, plain: StepRun, what: str) -> None:
    """Judge a login that must be refused; an answer of 401 shows that it was not read, and signs nobody in."""
    control, refused = plain.control("the login as it should be works"), {*_REFUSES_BODIES, 401, 404}
    refusal.judge(login.answer, control, what=what, refused=refused, accepted=login.accepted)


def _login(target: Target) -> Step:
    step = auth_of(target).login
    if step is None:
        lacking = "no login is declared: declare [auth.login]"
        raise Unmeasured(lacking) if target.declares("accounts") else NotApplicable(lacking)
    return step


async def _guess(http: Http, step: Step, account: Account, claims: Mapping[str, str]) -> Exchange:
    values = {**account.values, "password": f"wrong-{secrets.token_urlsafe(12)}"}
    return await http.send(
        step.method,
        fill_path(step.path, values),
        headers={**_fields(step, account), **claims},
        json=fill(step.body, values),
    )


def _fields(step: Step, account: Account) -> dict[str, str]:
    return {name: fill_text(text, account.values) for name, text in step.headers.items()}


def _password_field(body: Mapping[str, Any], account: Account) -> str:
    """Return the name of the field that holds the password."""
    field = next((name for name, value in body.items() if value == account.password), None)
    if field is None:
        raise NotApplicable("the password is no plain field of the declared login")
    return field
