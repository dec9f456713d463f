"""Passwords: only who knows the old one sets a new one, and it ends what was open; asking for one tells nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.api import (
    Account,
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
    Step,
    StepRun,
    Target,
    Unmeasured,
    check,
    observation,
    take,
)
from prodworthy.rules import enumeration, resets
from prodworthy.rules.templates import without
from security.declared import auth_of, declared
from security.operations import ASKS_WHO, ask, read_of_owner

_REFUSES = frozenset({400, *ASKS_WHO, 302, 303, 307, 404, 409, 422})
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """Attempts to change a password, and what became of another session.

    Attributes:
        attempts: without the password as it is, by how.
        right: with it, afterwards; its findings say whether the new one then signs in.
        before: a read in another session, before.
        after: the same afterwards.
        refreshed: the use of that session's refresh token afterwards; None where there is none.
    """

    attempts: Mapping[str, StepRun]
    right: StepRun
    before: Exchange
    after: Exchange
    refreshed: StepRun | None


@dataclass(frozen=True, slots=True)
class ResetRequests:
    """Requests for a new password.

    Attributes:
        known: for an account that exists.
        unknown: for addresses that nobody has.
        names: the addresses.
    """

    known: tuple[StepRun, ...]
    unknown: tuple[StepRun, ...]
    names: tuple[str, ...]


@observation(phase=Phase.WRITING, deadline=60.0, requests=9, needs={"accounts"})
async def password_change(http: Http, target: Target, accounts: Accounts, run: Run) -> PasswordChange:
    """A test account's password, changed wrongly and rightly, with another session open."""
    auth = auth_of(target)
    step = declared(auth.change_password, "auth.change_password", "change a password")
    account = await accounts.adult()
    if not account.made:
        raise NotApplicable("the password of a declared test user is not changed: declare [auth.register]")
    other = await accounts.sign_in(account.values, made=True)
    read = read_of_owner(target, account)
    before = await ask(http, target, read, other.headers)
    attempts = {}
    for how, tried, password in (
        ("with a wrong one in place of the current", step, f"wrong-{secrets.token_urlsafe(12)}"),
        ("without the current one", _without_current(step), account.password),
    ):
        values = _changed(accounts, account) | {"password": password}
        attempts[how] = await take(http, tried, values, credential=account.headers)
        if attempts[how].accepted:
            break  # the password may be another one now
    values = _changed(accounts, account)
    right = await take(http, step, values, credential=account.headers)
    if not right.findings:
        signed_in = await accounts.log_in(account.email, str(values["new_password"]))
        right = right if signed_in.accepted else signed_in
    after = await ask(http, target, read, other.headers)
    refreshed = None
    if auth.refresh is not None and "refresh_token" in other.values:
        refreshed = await take(http, auth.refresh, other.values, credential={})
        for value in map(str, refreshed.saved.values()):
            run.redactor.learn(value)
    return PasswordChange(attempts, right, before, after, refreshed)


@observation(phase=Phase.WRITING, deadline=60.0, requests=5, needs={"accounts"})
async def reset_requests(http: Http, target: Target, three_accounts: tuple[Account, Account, Account]) -> ResetRequests:
    """Requests for a new password, for an account that exists and for addresses that nobody has, in turn."""
    step = declared(auth_of(target).request_reset, "auth.request_reset", "ask for a new password")
    account = three_accounts[2]
    name, _, domain = account.email.partition("@")
    strangers = [f"{name}{secrets.token_hex(3)}@{domain}" for _ in range(2)]
    known, unknown = [], []
    for stranger in strangers:
        known.append(await take(http, step, account.values, credential={}))
        unknown.append(await take(http, step, {**account.values, "email": stranger}, credential={}))
    return ResetRequests(tuple(known), tuple(unknown), (account.email, *strangers))


@check(
    "security.password_change",
    "A password is changed only by who knows it",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-6.2.3, 7.5.1; CWE-620",
    remedy="Demand the current password, or a fresh sign-in, for every change of the password.",
    covers=["PW-06", "SES-10"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_password_change(password_change: PasswordChange, parts: Parts, refusal: Refusal) -> None:
    """Whoever finds a phone unlocked for a minute otherwise keeps the account for good."""
    for how, attempt in password_change.attempts.items():
        with parts.part(how):
            _judge(refusal, attempt, _control(password_change), f"a change of the password {how}")


@check(
    "security.password_change_sessions",
    "A new password ends the other sessions",
    severity=Severity.MINOR,
    reference="ASVS v5.0.0-7.4.3; CWE-613; WSTG-SESS-07",
    remedy="End all other sessions and their refresh tokens when a password is changed, or offer to.",
    covers=["SES-05"],
    needs={"accounts"},
    refusal=True,
    creates="one test account, signed in twice",
)
def test_password_change_sessions(password_change: PasswordChange, parts: Parts, refusal: Refusal) -> None:
    """People change their password because somebody else is in their account: that is whom it has to put out."""
    change = password_change
    refusal.require(_control(change))
    refusal.require(Control.accepted("the other session works before", change.before))
    with parts.part("the other session"):
        refusal.judge(change.after, _control(change), what="the other session after the change", refused=_REFUSES)
    if change.refreshed is not None:
        with parts.part("its refresh token"):
            _judge(refusal, change.refreshed, _control(change), "its refresh token")


@check(
    "security.reset_told",
    "Asking for a new password does not answer with what sets it",
    severity=Severity.BLOCKER,
    reference="CWE-640; ASVS v5.0.0-6.4.3; WSTG-ATHN-09",
    remedy="Send links, codes and tokens to the mailbox only; answer everyone with the same sentence.",
    covers=["PW-08"],
    needs={"accounts"},
    creates="one test account, for which a new password is asked",
)
def test_reset_told(reset_requests: ResetRequests) -> None:
    """Whoever knows an address has the account, if the answer holds what only the mailbox should."""
    tried = reset_requests
    _demand_unthrottled(tried)
    if failed := next((one for one in tried.known if not (one.accepted or one.answer.is_redirect)), None):
        raise Unmeasured(f"asking for a new password failed: {failed.findings.describe()}")
    resets.judge_told(tried.known[0].answer, tried.known[1].answer, tried.unknown[0].answer).raise_if_any()


@check(
    "security.reset_enumeration",
    "Asking for a new password does not tell which accounts exist",
    severity=Severity.MINOR,
    reference="ASVS v5.0.0-6.3.8; CWE-204; WSTG-IDNT-04",
    remedy="Answer known and unknown addresses alike, and send the mail afterwards, in the background.",
    covers=["ENUM-02"],
    needs={"accounts"},
    creates="one test account, for which a new password is asked",
)
def test_reset_enumeration(reset_requests: ResetRequests) -> None:
    """The page that helps the forgetful otherwise answers for a whole list of addresses who is here."""
    _demand_unthrottled(reset_requests)
    known, unknown = ([one.answer for one in runs] for runs in (reset_requests.known, reset_requests.unknown))
    enumeration.judge_alike(known, unknown, reset_requests.names).raise_if_any()


def _control(change: PasswordChange) -> Control:
    return change.right.control("with the current password it is changed, and the new one signs in")


def _judge(refusal: Refusal, tried: StepRun, control: Control, what: str) -> None:
    refusal.judge(tried.answer, control, what=what, refused=_REFUSES, accepted=tried.accepted)


def _changed(accounts: Accounts, account: Account) -> dict[str, Any]:
    """Return values with a new password, with which the account is then removed if it comes to that."""
    return {**account.values, "new_password": accounts.new_password(account)}


def _without_current(step: Step) -> Step:
    fields = step.body if isinstance(step.body, dict) else {}
    current = [name for name, value in fields.items() if value == "{password}"]
    if not current:
        raise NotApplicable("[auth.change_password] names no field with {password}, the current one, to leave out")
    return step.model_copy(update={"body": without(step.body, current[0])})


def _demand_unthrottled(tried: ResetRequests) -> None:
    if any(one.answer.status == _TOO_MANY_REQUESTS for one in (*tried.known, *tried.unknown)):
        raise Unmeasured("throttled with 429")
