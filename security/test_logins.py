"""Logins: operators sign nobody in, no password is everybody's, time tells nothing, an address is one account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from prodworthy.api import (
    Accounts,
    Control,
    Evidence,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Registration,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    answered,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules import disclosure, timing
from prodworthy.rules.templates import fill, fill_path
from security.declared import auth_of, declared

_OPERATORS: Mapping[str, Any] = {
    "$ne": {"$ne": None},
    "$gt": {"$gt": ""},
    "$regex": {"$regex": ".*"},
    "true": True,
}
_REFUSES = frozenset({400, 401, 403, 404, 406, 409, 413, 415, 422})
_DEFAULTS = (("admin", "admin"), ("admin", "password"), ("root", "root"))
_TOO_MANY_REQUESTS = 429
_PAIRS = 8
_LEAST_PAIRS = 6


@dataclass(frozen=True, slots=True)
class OperatorLogins:
    """Logins with something else than text.

    Attributes:
        right: as it should be: the control.
        tried: with operators, by kind.
    """

    right: StepRun
    tried: Mapping[str, StepRun]


@dataclass(frozen=True, slots=True)
class Timed:
    """Wrong logins, one after the other, in turn.

    Attributes:
        known: for an account that exists, in seconds.
        unknown: for addresses that nobody has, in seconds.
    """

    known: tuple[float, ...]
    unknown: tuple[float, ...]


@observation(phase=Phase.WRITING, deadline=60.0, requests=9, needs={"accounts"})
async def operator_logins(http: Http, target: Target, accounts: Accounts) -> OperatorLogins:
    """Logins of a test account with operators in place of its password, and of its address.

    What is in place of the address fits that account only, so that nobody else is signed in.
    """
    step = declared(auth_of(target).login, "auth.login", "log in")
    account = await accounts.adult()
    body = fill(step.body, account.values)
    if not isinstance(body, dict):
        raise NotApplicable("the declared login sends no JSON object: there is no place for an operator")
    password, email = _place(body, account.password), _place(body, account.email)
    if password is None:
        raise NotApplicable("the password is no plain field of the declared login")
    right = await take(http, step, account.values)

    async def send(**options: Any) -> StepRun:
        exchange = await http.send(step.method, fill_path(step.path, account.values), **options)
        return answered(step, exchange, account.values)

    tried = {
        f"{kind} as the password": await send(json={**body, password: value}) for kind, value in _OPERATORS.items()
    }
    if email is not None:
        wrong = {**body, password: {"$ne": None}, email: {"$in": [account.email]}}
        tried["$in as the address and $ne as the password"] = await send(json=wrong)
        form = {**{name: str(value) for name, value in body.items() if name != password}, f"{password}[$ne]": "x"}
        fields = {"Content-Type": "application/x-www-form-urlencoded"}
        tried["a form with [$ne]"] = await send(content=urlencode(form).encode(), headers=fields)
    return OperatorLogins(right, tried)


@observation(phase=Phase.STRESSING, deadline=60.0, requests=5, needs={"accounts"})
async def default_logins(accounts: Accounts, target: Target) -> tuple[StepRun, dict[str, StepRun]]:
    """A login of a test account, and three with names and passwords that everybody knows."""
    declared(auth_of(target).login, "auth.login", "log in")
    account = await accounts.adult()
    right = await accounts.log_in(account.email, account.password)
    return right, {f"{name} with {password}": await accounts.log_in(name, password) for name, password in _DEFAULTS}


@observation(phase=Phase.STRESSING, deadline=90.0, requests=2 * _PAIRS + 3, needs={"accounts"})
async def timed_logins(accounts: Accounts, target: Target) -> Timed:
    """Wrong passwords for an account that exists and for addresses that nobody has, in turn, until throttled."""
    declared(auth_of(target).login, "auth.login", "log in")
    account = await accounts.adult()
    name, _, domain = account.email.partition("@")
    known: list[float] = []
    unknown: list[float] = []
    for number in range(_PAIRS + 1):
        stranger = f"{name[:-4]}{secrets.token_hex(2)}@{domain}"
        pair = [(known, account.email), (unknown, stranger)]
        for sample, email in pair if number % 2 else reversed(pair):
            answer = (await accounts.log_in(email, f"wrong-{secrets.token_urlsafe(12)}")).answer
            if answer.status == _TOO_MANY_REQUESTS:
                return Timed(tuple(known), tuple(unknown))
            if number:  # the first of each kind is slow for reasons of its own
                sample.append(answer.elapsed)
    return Timed(tuple(known), tuple(unknown))


@observation(phase=Phase.WRITING, deadline=60.0, requests=3, needs={"accounts"})
async def address_variants(target: Target, accounts: Accounts) -> tuple[Registration, dict[str, Registration]]:
    """A registration, and others with the same address written differently."""
    step = declared(auth_of(target).register_account, "auth.register", "register")
    field = next((name for name, value in (step.body or {}).items() if value == "{email}"), None)
    if field is None:
        raise NotApplicable("the address is no plain field of the declared registration")
    first = await accounts.register()
    variants = {"in capitals": first.email.upper(), "with its domain in capitals": _domain_in_capitals(first.email)}
    return first, {kind: await accounts.register(set={field: email}) for kind, email in variants.items()}


@check(
    "security.operator_injection",
    "Operators in place of a password sign nobody in",
    severity=Severity.BLOCKER,
    reference="ASVS v5.0.0-1.2.4; CWE-943; WSTG-INPV-05.6",
    remedy="Demand that address and password are texts before anything is looked up; hand no object to the database.",
    covers=["INJ-02"],
    needs={"accounts"},
    refusal=True,
    opt_in=True,
    creates="one test account",
)
def test_operator_injection(operator_logins: OperatorLogins, parts: Parts, refusal: Refusal) -> None:
    """A condition that fits every password is the master key to every account."""
    control = operator_logins.right.control("the login as it should be works")
    for kind, tried in operator_logins.tried.items():
        with parts.part(kind):
            disclosure.judge(tried.answer).raise_if_any()
            _judge(refusal, tried, control, f"a login with {kind}")


@check(
    "security.default_accounts",
    "No account has a name and a password that everybody knows",
    severity=Severity.BLOCKER,
    footprint=Footprint.STRESSES,
    reference="ASVS v5.0.0-6.3.2; CWE-1392; CWE-798; WSTG-ATHN-02",
    remedy="Remove the accounts that installations bring along, or give each a password of its own.",
    covers=["PW-09"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_default_accounts(
    default_logins: tuple[StepRun, Mapping[str, StepRun]], parts: Parts, refusal: Refusal
) -> None:
    """The first three guesses of everybody who looks for a way in."""
    right, tried = default_logins
    for kind, login in tried.items():
        with parts.part(kind):
            _judge(refusal, login, right.control("a test account can log in"), f"a login as {kind}")


@check(
    "security.login_timing",
    "The time of a failed login does not tell which accounts exist",
    severity=Severity.MINOR,
    footprint=Footprint.STRESSES,
    reference="ASVS v5.0.0-6.3.8; CWE-208; WSTG-IDNT-04",
    remedy="Hash the password for unknown addresses as well, with the same cost.",
    covers=["ENUM-04"],
    needs={"accounts"},
    creates="one test account",
)
def test_login_timing(timed_logins: Timed, evidence: Evidence) -> None:
    """Who has an account here can be found out for a whole list of addresses, without a single password."""
    known, unknown = timed_logins.known, timed_logins.unknown
    if min(len(known), len(unknown)) < _LEAST_PAIRS:
        raise NotApplicable("logins were throttled before enough were timed (as observed): nobody else can time them")
    seen = timing.compare(known, unknown)
    evidence.log("wrong logins for a known and for unknown addresses", [seen.describe()])
    if seen.differs:
        required = f"a gap below {timing.GAP_S * 1000:g} ms, or p of {timing.LEVEL:g} and more"
        way = "longer" if seen.gap_s > 0 else "shorter"
        found(f"{way} for the known one: {seen.describe()}", required).raise_if_any()


@check(
    "security.address_variants",
    "An address is one account, however it is written",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-2.2.1; CWE-178; RFC 5321 section 2.4",
    remedy="Compare addresses without case, and keep them unique in that form in the database.",
    needs={"accounts"},
    refusal=True,
    creates="one test account, and more where the check fails",
)
def test_address_variants(
    address_variants: tuple[Registration, Mapping[str, Registration]], parts: Parts, refusal: Refusal
) -> None:
    """Two accounts with one mailbox are mixed up where it matters: at the next new password."""
    first, variants = address_variants
    control = Control.accepted("a registration is accepted", first.exchange)
    own = first.account.user_id if first.account else ""
    for kind, tried in variants.items():
        with parts.part(f"the same address {kind}"):
            refusal.require(control)
            if not own:
                raise NotApplicable("a registration saves no user_id (as declared), so accounts are not told apart")
            if tried.exchange.status == _TOO_MANY_REQUESTS:
                raise Unmeasured("throttled with 429")
            if tried.account is not None and tried.account.user_id != own:
                seen = f"a second account was made ({tried.exchange.status})"
                found(seen, "a refusal, or the same account").raise_if_any()


def _judge(refusal: Refusal, tried: StepRun, control: Control, what: str) -> None:
    refusal.judge(tried.answer, control, what=what, refused=_REFUSES, accepted=tried.accepted)


def _place(body: Mapping[str, Any], value: str) -> str | None:
    return next((name for name, one in body.items() if one == value), None)


def _domain_in_capitals(email: str) -> str:
    name, _, domain = email.partition("@")
    return f"{name}@{domain.upper()}"
