"""A test account: who it is, and what carries its credential."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prodworthy.facts.outcome import NotApplicable, Unmeasured
from prodworthy.facts.running import Run
from prodworthy.rules.age import oldest_minor
from prodworthy.rules.age_values import ADULT
from prodworthy.rules.templates import MissingValue, fill_text
from prodworthy.target import AgeGate, Auth, Step, Target

_FIRST_TOMORROW = dt.timedelta(hours=24 + 14)
_SECRET = re.compile(r"(?i)token|secret|session|password|key|code|otp")


@dataclass(frozen=True, slots=True)
class Account:
    """A test account.

    Attributes:
        email: what it signs in with.
        values: everything that steps may use of it, by name; the identity and what registering or signing in saved.
        headers: the header fields that carry its credential.
        made: whether this run made it; if not, it is a declared test user.
    """

    email: str
    values: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    made: bool = True

    @property
    def password(self) -> str:
        """What it signs in with."""
        return str(self.values["password"])

    @property
    def token(self) -> str:
        """Its access token; empty where the declared steps save none."""
        return str(self.values.get("token", ""))

    @property
    def user_id(self) -> str:
        """Its identifier; empty where the declared steps save none."""
        return str(self.values.get("user_id", ""))


def is_secret(name: str) -> bool:
    """Return whether a value of that name must not be written down."""
    return bool(_SECRET.search(name))


def address(target: Target, run_id: str, number: int) -> str:
    """Return the e-mail address of a run's test account."""
    domain = target.auth.email_domain if target.auth else Auth().email_domain
    return f"pw-{run_id}-{number}@{domain}"


def identity_of(
    email: str, target: Target, run: Run, *, birth_date: dt.date | None = None, number: int = 1
) -> dict[str, Any]:
    """Return values for the steps of the person with that address.

    Args:
        email: it may be one that an earlier run with the same secret made up: then these are the same values.
        target: whose age gate says how dates are written.
        run: derives the password, and learns it.
        birth_date: an adult's by default.
        number: of the password.
    """
    local = email.partition("@")[0]
    password = run.credentials.password(email, number)
    run.redactor.learn(password)
    born, gate = birth_date or ADULT, target.age_gate or AgeGate()
    # Not of age tomorrow on the islands where days begin first: so a minor everywhere, also after midnight.
    minor = oldest_minor((dt.datetime.now(dt.UTC) + _FIRST_TOMORROW).date(), gate.minimum_age, gate.leap)
    code = target.auth.verification_code if target.auth else ""
    run.redactor.learn(code)
    return ({"verification_code": code} if code else {}) | {
        "run": local.split("-")[1],
        "email": email,
        "username": local.replace("-", ""),
        "password": password,
        "name": "Prodworthy Check",
        "birth_date": born.strftime(gate.date_format),
        "minor_birth_date": minor.strftime(gate.date_format),
    }


def account_of(values: Mapping[str, Any], target: Target, run: Run, *, made: bool) -> Account:
    """Return the account that these values are of; the run learns the secrets among them."""
    for name, value in values.items():
        if isinstance(value, str) and is_secret(name):
            run.redactor.learn(value)
    auth = target.auth or Auth()
    try:
        headers = {name: fill_text(text, values) for name, text in auth.credential.items()}
    except MissingValue:
        headers = {}
    return Account(str(values["email"]), dict(values), headers, made)


def declared_step(target: Target, name: str) -> Step:
    """Return the step that registers, logs in or deletes.

    Raises:
        NotApplicable: if it is not declared; Unmeasured if the target declares to have accounts.
    """
    auth = target.auth
    steps = {"register": auth.register_account, "login": auth.login, "delete": auth.delete} if auth else {}
    step = steps.get(name)
    if step is None:
        lacking = Unmeasured if target.declares("accounts") else NotApplicable
        raise lacking(f"no way to {name} an account is declared: declare [auth.{name}] in the target file")
    return step
