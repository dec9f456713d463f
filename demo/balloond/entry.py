"""Signing up and logging in, for the API and for the pages alike."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import Request

from demo.balloond import careless_ages, careless_refusals
from demo.balloond.given import Login, SignUp
from demo.kernel import age, forms
from demo.kernel.accounts import User, find_by_email, hash_password, verify_password
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.faultboard import PlantedError
from demo.kernel.limits import SIGN_UP
from demo.kernel.throttle import LoginAttempt, client_of, spend

_COMMON = frozenset(
    {
        "passwordpassword",
        "123456789012345",
        "1234567890123456",
        "qwertyuiopasdfg",
        "aaaaaaaaaaaaaaa",
        "iloveyouiloveyou",
    },
)
_SLOW_S = 0.12
_LEAST = 15
_BCRYPT_BYTES = 72
_SHORT_COLUMN = 32


@dataclass(frozen=True, slots=True)
class Applicant:
    """Someone who may have an account."""

    email: str
    password: str
    name: str
    date_of_birth: date | None
    assigned: dict[str, Any]


async def applicant(request: Request, deployment: Deployment) -> Applicant:
    """Read a sign-up and decide about age.

    Raises:
        RequestValidationError: it is not well-formed.
        ApiError: the applicant is not old enough, or there were too many attempts.
    """
    spend(deployment, SIGN_UP, client_of(request.scope, deployment))
    form = forms.encoded(await request.body()) if forms.is_form(request) else None
    if form is not None and deployment.faults.planted("age-form-unchecked"):
        return admitted(deployment, form, unchecked=True)
    return admitted(deployment, await forms.raw(request))


def admitted(deployment: Deployment, body: Any, *, unchecked: bool = False) -> Applicant:
    """Decide about a sign-up, by whichever way it came.

    Args:
        deployment: where someone wants to enter.
        body: the sign-up.
        unchecked: whether a fault leaves the decision about age out.

    Raises:
        RequestValidationError: it is not well-formed.
        ApiError: the applicant is not old enough.
    """
    unknown = careless_ages.spoiled(deployment, body) if isinstance(body, dict) else False
    assigned = assign(deployment, body)
    if isinstance(body, dict):
        _weaken(deployment, body)
    form = forms.validate(SignUp, body)
    careless_refusals.meet(deployment, form.email)
    password = received(deployment, form.password)
    if not deployment.faults.planted("password-common-accepted"):
        check_password(password)
    try:
        born = None if unknown else adult(deployment, form.date_of_birth, unchecked=unchecked)
    except ApiError as refusal:
        raise careless_refusals.worded(deployment, form, refusal) from refusal
    email = form.email if deployment.faults.planted("address-case-variants") else form.email.lower()
    return Applicant(email, password, form.name, born, assigned)


def check_password(password: str) -> None:
    """Refuse the passwords that everybody tries first.

    Raises:
        ApiError: it is one of them.
    """
    if password.lower() in _COMMON:
        raise ApiError(400, "password: is among the most common ones")


def received(deployment: Deployment, password: str) -> str:
    """Return a password as it was typed, or with a fault planted as careless services keep it."""
    faults = deployment.faults
    if faults.planted("password-cut"):
        password = password.encode()[:_BCRYPT_BYTES].decode(errors="ignore")
    if faults.planted("password-folded"):
        password = password.strip().lower()
    if faults.planted("password-short-accepted"):
        password = password.ljust(_LEAST, "0")
    return password


async def matches(deployment: Deployment, stored: str | None, typed: str) -> bool:
    """Compare what was typed with a stored password, in the form that it was received in as well."""
    kept = received(deployment, typed)
    return await verify_password(stored, typed) or (kept != typed and await verify_password(stored, kept))


def adult(deployment: Deployment, written: str, *, unchecked: bool = False) -> date:
    """Read a date of birth and decide about age, for every way in.

    Args:
        deployment: where someone wants to enter.
        written: the date of birth as it was given.
        unchecked: whether a fault leaves the decision out.

    Raises:
        ApiError: it is not a date of birth, or that of a minor.
    """
    faults = deployment.faults
    verdict, born = careless_ages.judged(deployment, written)
    if born is None:
        raise ApiError(400, "dateOfBirth: is not a date of birth")
    if verdict is age.Verdict.MINOR and not unchecked and not faults.planted("age-unchecked"):
        deployment.figures.count("age_refusals_total")
        raise ApiError(403, "AGE_RESTRICTED")
    return born


async def create(deployment: Deployment, person: Applicant) -> User:
    """Open an account."""
    if deployment.faults.planted("age-adults-refused"):
        raise PlantedError("the users table has no column verified_at")
    password = await hash_password(person.password)
    with deployment.database.writing() as db:
        taken = find_by_email(db, person.email)
        if taken is not None and taken.email == person.email:
            raise ApiError(409, "email: there is an account with this address")
        user = User(
            email=person.email,
            password=password,
            name=person.name,
            date_of_birth=careless_ages.kept(deployment, person.date_of_birth),
            **person.assigned,
        )
        db.add(user)
    deployment.figures.count("sign_ups_total")
    deployment.figures.last_email = user.email
    return user


async def log_in(request: Request, deployment: Deployment, form: Login) -> User:
    """Check a login; the answer is the same whether the account or the password is wrong.

    Raises:
        ApiError: the login is wrong, or there were too many wrong ones.
    """
    mailbox, _, domain = form.email.lower().partition("@")
    attempt = LoginAttempt(deployment, request.scope, f"{mailbox.partition('+')[0]}@{domain}")
    attempt.check()
    with deployment.database.reading() as db:
        user = find_by_email(db, form.email)
    if deployment.faults.planted("login-timing"):
        await asyncio.sleep(0 if user is None else _SLOW_S)
    right = await matches(deployment, user.password if user else None, form.password)
    if user is None or not right:
        left = attempt.failed()
        if user is None and deployment.faults.planted("login-enumeration"):
            raise ApiError(401, "There is no account with this address", headers={"WWW-Authenticate": "Bearer"})
        raise ApiError(401, "Invalid credentials", headers={**left, "WWW-Authenticate": "Bearer"})
    attempt.succeeded()
    return user


def assign(deployment: Deployment, body: Any) -> dict[str, Any]:
    """Take what nobody may set out of a body; with a fault planted it is assigned to the account."""
    if not isinstance(body, dict) or not deployment.faults.planted("mass-assignment"):
        return {}
    kinds = {"role": str, "premium": bool}
    taken = {name: body.pop(name) for name, kind in kinds.items() if isinstance(body.get(name), kind)}
    if isinstance(body.get("isPremium"), bool):
        taken["premium"] = body.pop("isPremium")
    return taken


def _weaken(deployment: Deployment, body: dict[str, Any]) -> None:
    """Apply the faults of careless password rules to a sign-up."""
    password = body.get("password")
    if not isinstance(password, str):
        return
    if deployment.faults.planted("password-short-accepted"):
        body["password"] = received(deployment, password)
    if deployment.faults.planted("password-long-refused") and len(password) > _SHORT_COLUMN:
        raise ApiError(400, f"password: must not be longer than {_SHORT_COLUMN} characters")
    if deployment.faults.planted("password-composition") and not any(sign.isdigit() for sign in password):
        raise ApiError(400, "password: must have a digit in it")
