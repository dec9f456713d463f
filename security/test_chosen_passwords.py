"""Passwords: long ones are welcome and kept as they are, short and common ones are refused."""

from __future__ import annotations

import asyncio
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field

from prodworthy.api import (
    Accounts,
    Http,
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
from security.declared import auth_of, declared

_TOO_MANY_REQUESTS = 429
_LETTERS = string.ascii_letters + string.digits
_BCRYPT_BYTES = 72
_COMMON = ("password123", "Password1!", "1q2w3e4r5t", "passwordpassword", "123456789012345")
_ORDINARY = "an ordinary one"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A password that somebody chose at registration.

    Attributes:
        registered: the registration.
        logins: logins by what was typed; none where the registration was refused.
    """

    registered: StepRun
    logins: Mapping[str, StepRun] = field(default_factory=dict)


@observation(phase=Phase.WRITING, deadline=90.0, requests=25, needs={"accounts"})
async def chosen_passwords(http: Http, target: Target, accounts: Accounts, run: Run) -> dict[str, Chosen]:
    """Registrations with passwords of all kinds, and logins with passwords that are nearly right."""
    step = declared(auth_of(target).register_account, "auth.register", "register")
    long = _password(80)
    spaced = f" {_password(18)} {_password(18)} "
    chosen = {
        _ORDINARY: (_password(20), ()),
        "7 characters": (_password(7), ()),
        "64 characters": (
            whole := _password(64),
            (("in other letter case", whole.swapcase()), ("without its last character", whole[:-1])),
        ),
        "80 characters": (long, (("without its end", long[:_BCRYPT_BYTES]),)),
        "spaces": (spaced, (("without its outer spaces", spaced.strip()),)),
        "small letters only": ("".join(secrets.choice(string.ascii_lowercase) for _ in range(20)), ()),
        **{f"common: {password}": (password, ()) for password in _COMMON},
    }

    async def choose(title: str, password: str, others: tuple[tuple[str, str], ...]) -> Chosen:
        if not title.startswith("common"):
            run.redactor.learn(password)
        values = accounts.identity() | {"password": password}
        await accounts.expect(values, derived=False)
        registered = await take(http, step, values)
        logins = {}
        if registered.accepted:
            await accounts.complete({**values, **registered.saved})
        if registered.accepted and others:
            for typed, wrong in (*others, ("as it was chosen", password)):
                logins[typed] = await accounts.log_in(values["email"], wrong)
        return Chosen(registered, logins)

    done = await asyncio.gather(*(choose(title, *one) for title, one in chosen.items()))
    return dict(zip(chosen, done, strict=True))


@check(
    "security.password_length",
    "A password of seven characters is refused",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-6.2.1; NIST SP 800-63B-4 section 3.1.1.2; CWE-521",
    remedy="Ask for eight characters at least, and for fifteen where the password is all that protects an account.",
    covers=["PW-01"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_password_length(chosen_passwords: dict[str, Chosen], refusal: Refusal) -> None:
    """Short passwords are guessed from a stolen database within hours."""
    _require_ordinary(chosen_passwords, refusal)
    _demand_refusal(chosen_passwords["7 characters"], "seven random characters were accepted")


@check(
    "security.password_kept_whole",
    "Long passwords are accepted, and every character of them counts",
    severity=Severity.MAJOR,
    reference="ASVS v5.0.0-6.2.8, 6.2.9; NIST SP 800-63B-4 section 3.1.1.2; CWE-521",
    remedy="Accept 64 characters at least, hash all of them as they were typed, and refuse what is too long to hash.",
    covers=["PW-02", "PW-05"],
    needs={"accounts"},
    refusal=True,
    creates="three test accounts",
)
def test_password_kept_whole(chosen_passwords: dict[str, Chosen], parts: Parts, refusal: Refusal) -> None:
    """A password that is cut off or folded is weaker than its owner believes; sentences are what people remember."""
    _require_ordinary(chosen_passwords, refusal)
    for title in ("64 characters", "80 characters", "spaces"):
        with parts.part(title):
            one = chosen_passwords[title]
            if not _taken(one):
                if title == "64 characters":
                    seen = f"64 characters were refused: {one.registered.answer.describe()}"
                    found(seen, "an account").raise_if_any()
                continue  # a longer one, or one with spaces, may be refused, as long as it is not changed
            _judge_logins(one)


@check(
    "security.password_common",
    "Passwords that everybody tries first are refused",
    severity=Severity.MINOR,
    reference="ASVS v5.0.0-6.2.4; NIST SP 800-63B-4 section 3.1.1.2; CWE-521",
    remedy="Hold new passwords against a list of the most common ones, at least the first 3000 that fit your rules.",
    covers=["PW-03"],
    needs={"accounts"},
    refusal=True,
    creates="up to five test accounts",
)
def test_password_common(chosen_passwords: dict[str, Chosen], parts: Parts, refusal: Refusal) -> None:
    """Lists of stolen passwords are tried against every login on the net, the most common ones first."""
    _require_ordinary(chosen_passwords, refusal)
    for password in _COMMON:
        with parts.part(password):
            _demand_refusal(chosen_passwords[f"common: {password}"], "accepted")


@check(
    "security.password_composition",
    "A long password need not mix kinds of characters",
    severity=Severity.INFO,
    reference="ASVS v5.0.0-6.2.5; NIST SP 800-63B-4 section 3.1.1.2",
    remedy="Ask for length instead of digits and signs; rules of composition make people choose Password1!",
    covers=["PW-04"],
    needs={"accounts"},
    refusal=True,
    creates="one test account",
)
def test_password_composition(chosen_passwords: dict[str, Chosen], refusal: Refusal) -> None:
    """Rules about kinds of characters make passwords hard to remember, and not hard to guess."""
    _require_ordinary(chosen_passwords, refusal)
    tried = chosen_passwords["small letters only"]
    if not _taken(tried):
        found(f"twenty small letters were refused: {tried.registered.answer.describe()}", "an account").raise_if_any()


def _require_ordinary(chosen: Mapping[str, Chosen], refusal: Refusal) -> None:
    refusal.require(chosen[_ORDINARY].registered.control("a registration with an ordinary password is accepted"))


def _taken(chosen: Chosen) -> bool:
    """Return whether the password was taken.

    Raises:
        Unmeasured: if that cannot be told, as the registration was throttled.
    """
    if chosen.registered.answer.status == _TOO_MANY_REQUESTS:
        raise Unmeasured("throttled with 429")
    return chosen.registered.accepted


def _demand_refusal(chosen: Chosen, seen: str) -> None:
    if _taken(chosen):
        found(f"{seen}: {chosen.registered.answer.describe()}", "a refusal").raise_if_any()


def _judge_logins(chosen: Chosen) -> None:
    """Fail if a password that is nearly right signs in; it proves nothing where the right one does not."""
    right = chosen.logins["as it was chosen"]
    if any(login.answer.status == _TOO_MANY_REQUESTS for login in chosen.logins.values()):
        raise Unmeasured("throttled with 429")
    if not right.accepted:
        found(f"the password was accepted and does not sign in: {right.answer.describe()}", "a login").raise_if_any()
    for typed, login in chosen.logins.items():
        if login is not right and login.accepted:
            found(f"the password signs in {typed}", "a refusal of everything but the password").raise_if_any()


def _password(length: int) -> str:
    """Return random characters with a letter of each case, a digit and a sign among them, as rules may ask for."""
    return "aA7-" + "".join(secrets.choice(_LETTERS) for _ in range(length - 4))
