"""Accounts: nobody raises themselves, changes their age, or learns who else has an account."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Account,
    Accounts,
    Auth,
    Control,
    Exchange,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Registration,
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
from prodworthy.rules import assignment, enumeration
from prodworthy.rules.cookies import parse_all
from prodworthy.rules.templates import names, with_value
from security.declared import auth_of, declared

_TOO_MANY_REQUESTS = 429
_OTHER_BIRTH_DATE = dt.date(1961, 7, 23)


@dataclass(frozen=True, slots=True)
class Assigned:
    """A field that was sent although nobody may set it.

    Attributes:
        before: the profile without it.
        sent: the answer to sending it; None where a registration was refused.
        after: the profile afterwards.
    """

    before: Exchange
    sent: Exchange | None
    after: Exchange | None


@dataclass(frozen=True, slots=True)
class BirthDateChange:
    """An attempt to change one's date of birth.

    Attributes:
        before: the profile before.
        sent: the answer to the attempt.
        after: the profile afterwards.
        control: the same change without the date.
        wanted: the date that was sent, as it was written.
    """

    before: Exchange
    sent: Exchange
    after: Exchange
    control: StepRun
    wanted: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Logins with wrong passwords, or registrations.

    Attributes:
        known: for addresses that have an account.
        unknown: for addresses that have none.
        names: the addresses.
    """

    known: tuple[Exchange, ...]
    unknown: tuple[Exchange, ...]
    names: tuple[str, ...]


@observation(phase=Phase.WRITING, deadline=90.0, requests=30, needs={"accounts"})
async def assigned_fields(http: Http, target: Target, accounts: Accounts) -> dict[str, Assigned]:
    """Fields that decide about privileges, sent with registrations and with changes of the profile."""
    auth = auth_of(target)
    profile = declared(auth.profile, "auth.profile", "read one's own account")
    account = await accounts.adult()
    before = await _read(http, profile, account)
    tries: dict[str, Assigned] = {}
    if auth.register_account is not None:
        sent = await asyncio.gather(
            *(accounts.register(set={name: assignment.PRIVILEGES[name]}) for name in assignment.AT_REGISTRATION)
        )
        for name, registration in zip(assignment.AT_REGISTRATION, sent, strict=True):
            tries[f"{name} at registration"] = await _registered(http, auth, profile, before, registration)
    if auth.update is not None:
        for name, value in assignment.PRIVILEGES.items():
            changed = await take(http, _with(auth.update, name, value), account.values, credential=account.headers)
            after = await _read(http, profile, account)
            tries[f"{name} in the profile"] = Assigned(before, changed.exchange, after)
    if not tries:
        raise NotApplicable("neither a registration nor a change of the profile is declared: [auth.update]")
    return tries


@observation(phase=Phase.WRITING, deadline=60.0, requests=4, needs={"accounts", "age_gate"})
async def birth_date_change(http: Http, target: Target, accounts: Accounts) -> BirthDateChange:
    """A change of one's date of birth in the profile."""
    auth, gate = auth_of(target), target.age_gate
    update = declared(auth.update, "auth.update", "change one's own account")
    profile = declared(auth.profile, "auth.profile", "read one's own account")
    if gate is None:
        raise NotApplicable("no age gate is declared: declare [age_gate]")
    account = await accounts.adult()
    before = await _read(http, profile, account)
    control = await take(http, update, account.values, credential=account.headers)
    wanted = _OTHER_BIRTH_DATE.strftime(gate.date_format)
    sent = await take(http, _with(update, gate.field, wanted), account.values, credential=account.headers)
    after = await _read(http, profile, account)
    if sent.exchange is None:
        raise Unmeasured("the change was not sent")
    return BirthDateChange(before, sent.exchange, after, control, wanted)


@observation(phase=Phase.WRITING, deadline=60.0, requests=5, needs={"accounts"})
async def failed_logins(accounts: Accounts, target: Target) -> Asked:
    """Wrong passwords for an account that exists, and for some that do not."""
    if auth_of(target).login is None:
        raise NotApplicable("no login is declared: declare [auth.login]")
    account = await accounts.adult()
    name, _, domain = account.email.partition("@")
    strangers = [f"{name}{secrets.token_hex(3)}@{domain}" for _ in range(2)]
    known, unknown = [], []
    for stranger in strangers:
        known.append((await accounts.log_in(account.email, f"wrong-{secrets.token_urlsafe(12)}")).answer)
        unknown.append((await accounts.log_in(stranger, f"wrong-{secrets.token_urlsafe(12)}")).answer)
    return Asked(tuple(known), tuple(unknown), (account.email, *strangers))


@observation(phase=Phase.WRITING, deadline=60.0, requests=4, needs={"accounts"})
async def taken_address(target: Target, accounts: Accounts) -> Asked | None:
    """Registrations with addresses that are taken and with free ones; None where a sign-up signs in at once."""
    step = auth_of(target).register_account
    if step is None or _signs_in(step, auth_of(target).exchange) or not isinstance(step.body, dict):
        return None
    field = next((name for name, value in step.body.items() if value == "{email}"), None)
    if field is None:
        return None
    free = [await accounts.register() for _ in range(2)]
    if any(parse_all(one.exchange.headers.get_list("set-cookie")) for one in free):
        return None
    if not all(one.exchange.ok for one in free):
        raise Unmeasured(f"the control failed: a registration: {free[0].exchange.describe()}")
    taken = [await accounts.register(set={field: one.email}) for one in free]
    names = tuple(one.email for one in free)
    return Asked(tuple(one.exchange for one in taken), tuple(one.exchange for one in free), names)


@check(
    "security.mass_assignment",
    "Nobody can give themselves a role, a subscription or a verification",
    severity=Severity.BLOCKER,
    reference="OWASP API3:2023; ASVS v5.0.0-15.3.3; CWE-915",
    remedy="Take a list of allowed fields from each request, and refuse or ignore all others.",
    covers=["AZ-08"],
    needs={"accounts"},
    refusal=True,
    creates="up to seven test accounts",
)
def test_mass_assignment(assigned_fields: Mapping[str, Assigned], parts: Parts, refusal: Refusal) -> None:
    """One more field in a request makes its sender an administrator where the whole body is stored."""
    for name, tried in assigned_fields.items():
        with parts.part(name):
            control = Control.accepted("the account can be read", tried.before)
            refusal.require(control)
            if tried.after is None:
                sent = tried.sent
                if sent is not None and sent.status == _TOO_MANY_REQUESTS:
                    raise Unmeasured("throttled with 429")
                continue  # the registration was refused
            if not tried.after.ok:
                raise Unmeasured(f"the account cannot be read afterwards: {tried.after.describe()}")
            field = name.partition(" ")[0]
            assignment.judge_assignment(field, tried.before.json(), tried.after.json()).raise_if_any()


@check(
    "security.birth_date_fixed",
    "A date of birth cannot be changed by oneself",
    severity=Severity.MINOR,
    reference="ASVS v5.0.0-2.3.2; AGE-L03; GDPR article 16",
    remedy="Leave the date of birth out of what a profile may change; correct it on request, after a look at it.",
    covers=["AGE-L03"],
    needs={"accounts", "age_gate"},
    refusal=True,
    creates="one test account",
)
def test_birth_date_fixed(birth_date_change: BirthDateChange, refusal: Refusal) -> None:
    """An age that can be edited says nothing about who is old enough."""
    change = birth_date_change
    refusal.require(Control.accepted("the account can be read", change.before))
    refusal.require(
        Control(
            "a change without the date is accepted",
            held=not change.control.findings,
            seen=change.control.findings.describe() or "accepted",
            exchange=change.control.exchange,
        )
    )
    if change.sent.status == _TOO_MANY_REQUESTS:
        raise Unmeasured("throttled with 429")
    if change.after.ok and change.wanted in change.after.text and change.wanted not in change.before.text:
        found("another date of birth was sent, and is now in the profile", "the date as it was").raise_if_any()


@check(
    "security.login_enumeration",
    "Neither a failed login nor a registration tells which accounts exist",
    severity=Severity.MINOR,
    reference="ASVS v5.0.0-6.3.8; CWE-204; WSTG-IDNT-04",
    remedy="Answer a wrong password and an unknown address alike: status, text and header fields. Where a sign-up ends "
    "in a mail, answer a taken address like a free one, and let the mail tell the rest.",
    covers=["ENUM-01", "ENUM-03"],
    needs={"accounts"},
    creates="one test account, and three more where a sign-up does not sign in at once",
)
def test_login_enumeration(failed_logins: Asked, taken_address: Asked | None, parts: Parts) -> None:
    """That somebody has an account here may be nobody's business, and tells attackers whom to attack."""
    for what, tried in {"login": failed_logins, "registration": taken_address}.items():
        with parts.part(what):
            if tried is None:
                raise NotApplicable("a sign-up signs in at once (as declared), which tells it by itself")
            if any(one.status == _TOO_MANY_REQUESTS for one in (*tried.known, *tried.unknown)):
                raise Unmeasured("throttled with 429")
            enumeration.judge_alike(tried.known, tried.unknown, tried.names).raise_if_any()


def _signs_in(step: Step, exchange: Step | None) -> bool:
    """Whether a registration gives a token, or what can be exchanged for one."""
    needed = set() if exchange is None else set(names([exchange.path, exchange.headers, exchange.body]))
    return "token" in step.save or bool(needed & step.save.keys())


async def _registered(http: Http, auth: Auth, profile: Step, before: Exchange, registration: Registration) -> Assigned:
    account = registration.account
    if account is None:
        return Assigned(before, registration.exchange, None)
    if not account.token and auth.login is not None:
        return Assigned(before, registration.exchange, registration.exchange)
    return Assigned(before, registration.exchange, await _read(http, profile, account))


async def _read(http: Http, profile: Step, account: Account) -> Exchange:
    shown = await take(http, profile, account.values, credential=account.headers)
    if shown.exchange is None:
        raise Unmeasured("the account was not read")
    return shown.exchange


def _with(step: Step, name: str, value: object) -> Step:
    return step.model_copy(update={"body": with_value(step.body, name, value)})
