"""Ways in, for the API and for the pages alike."""

from fastapi import Request

from demo.kernel import age
from demo.kernel.accounts import User, find_by_email, hash_password, verify_password
from demo.kernel.confirming import confirms
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.limits import SIGN_UP
from demo.kernel.throttle import LoginAttempt, client_of, spend
from demo.mysoulmate import authenticator
from demo.mysoulmate.given import Login, SignUp
from demo.mysoulmate.tables import standing

_COMMON = frozenset({"passwordpassword", "123456789012345", "qwertyuiopasdfg", "aaaaaaaaaaaaaaa", "motdepasse12345"})
_BEARER = {"WWW-Authenticate": "Bearer"}


def check_password(password: str) -> None:
    """Refuse the passwords that everybody tries first.

    Raises:
        ApiError: it is one of them.
    """
    if password.lower() in _COMMON:
        raise ApiError(400, "errors.common_password")


async def register(request: Request, deployment: Deployment, form: SignUp) -> User:
    """Open an account.

    Raises:
        ApiError: the password is common, the address is taken, or there were too many attempts.
    """
    spend(deployment, SIGN_UP, client_of(request.scope, deployment))
    check_password(form.password)
    password = await hash_password(form.password)
    with deployment.database.writing() as db:
        if find_by_email(db, form.email) is not None:
            raise ApiError(409, "validation.email.taken")
        user = User(email=form.email.lower(), password=password, name=form.name)
        db.add(user)
        db.flush()
        standing(db, user.id)
    deployment.figures.count("sign_ups_total")
    deployment.figures.count("emails_sent_total")
    return user


async def log_in(request: Request, deployment: Deployment, form: Login) -> User:
    """Check a login; the answer is the same whether the account or the password is wrong.

    Raises:
        ApiError: the login is wrong, the address is not confirmed, or there were too many wrong ones.
    """
    attempt = LoginAttempt(deployment, request.scope, form.email)
    attempt.check()
    with deployment.database.reading() as db:
        user = find_by_email(db, form.email)
    right = await verify_password(user.password if user else None, form.password)
    if user is None or not right or not _second_factor(deployment, user, form.code):
        left = attempt.failed()
        raise ApiError(401, "auth.login.wrong", headers={**left, **_BEARER})
    with deployment.database.writing() as db:
        if not standing(db, user.id).verified:
            raise ApiError(403, "auth.login.unverified")
    attempt.succeeded()
    return user


def confirm(deployment: Deployment, token: str) -> None:
    """Confirm an address with what was mailed: a signature of the account, or in tests their code.

    Raises:
        ApiError: it is neither.
    """
    code, _, user_id = token.rpartition(".")
    with deployment.database.writing() as db:
        user = db.get(User, user_id)
        if user is None or not confirms(deployment, user, code):
            raise ApiError(400, "validation.code.unknown")
        standing(db, user_id).verified = True


def tell_age(deployment: Deployment, user_id: str, written: str) -> None:
    """Take a date of birth; adults may go on.

    Raises:
        ApiError: it is not a date of birth, that of a minor, or another one than before.
    """
    verdict, born = age.judge(written)
    if born is None:
        raise ApiError(400, "validation.birthDate.malformed")
    if verdict is age.Verdict.MINOR and not deployment.faults.planted("mysoulmate-age-unchecked"):
        raise ApiError(403, "errors.age")
    with deployment.database.writing() as db:
        user = db.get_one(User, user_id)
        if user.date_of_birth not in {None, born}:
            raise ApiError(409, "errors.conflict")
        user.date_of_birth = born


def _second_factor(deployment: Deployment, user: User, code: str | None) -> bool:
    with deployment.database.writing() as db:
        standing_ = standing(db, user.id)
        if not standing_.two_factor:
            return True
        return code is not None and authenticator.fits(standing_.secret or "", code)
