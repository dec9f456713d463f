"""Signing up and in: who may, and with which password."""

from datetime import date

from fastapi import Request

from demo.kernel import age
from demo.kernel.accounts import User, find_by_email, hash_password, verify_password
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.limits import SIGN_UP
from demo.kernel.throttle import LoginAttempt, client_of, spend
from demo.piggybong.given import PasswordGrant, SignUp
from demo.piggybong.tables import Profile

MINIMUM_AGE = 13
"""Years: nobody younger may have an account."""

_FEWEST_SIGNS = 8
_COMMON = frozenset({"passwordpassword", "qwertyuiopasdfg", "iloveyouiloveyou", "password12345"})


def old_enough(born: date, today: date) -> bool:
    """Say whether someone is of the minimum age; who was born on 29 February is so on 1 March."""
    try:
        first = born.replace(year=born.year + MINIMUM_AGE)
    except ValueError:
        first = date(born.year + MINIMUM_AGE, 3, 1)
    return today >= first


async def open_account(request: Request, deployment: Deployment, form: SignUp) -> User:
    """Open an account, with the profile that belongs to it.

    Raises:
        ApiError: the applicant is too young, the password is too simple, or there were too many attempts.
    """
    spend(deployment, SIGN_UP, client_of(request.scope, deployment), "Request rate limit reached")
    _check_password(form.password)
    verdict, born = age.judge(form.data.birth_date, of_age=old_enough)
    if born is None:
        raise ApiError(400, "data.birth_date: is not a date of birth")
    if verdict is age.Verdict.MINOR:
        raise ApiError(403, "This account cannot be made")
    password = await hash_password(form.password)
    with deployment.database.writing() as db:
        if find_by_email(db, form.email) is not None:
            raise ApiError(422, "User already registered")
        user = User(email=form.email.lower(), password=password, name=form.data.name, date_of_birth=born)
        db.add(user)
        db.flush()
        if not deployment.faults.planted("piggybong-profile-missing"):
            db.add(Profile(id=user.id, display_name=form.data.name))
    deployment.figures.count("sign_ups_total")
    return user


async def log_in(request: Request, deployment: Deployment, form: PasswordGrant) -> User:
    """Check a login; the answer is the same whether the account or the password is wrong.

    Raises:
        ApiError: the login is wrong, or there were too many wrong ones.
    """
    attempt = LoginAttempt(deployment, request.scope, form.email)
    attempt.check("Request rate limit reached")
    with deployment.database.reading() as db:
        user = find_by_email(db, form.email)
    if not await verify_password(user.password if user else None, form.password) or user is None:
        left = attempt.failed()
        raise ApiError(400, "Invalid login credentials", headers=left)
    attempt.succeeded()
    return user


def _check_password(password: str) -> None:
    if password.lower() in _COMMON or password.isdigit() or len(set(password)) < _FEWEST_SIGNS:
        raise ApiError(422, "Password is known to be weak and easy to guess, please choose a different one")
