"""Ways in, for the API and for the pages alike."""

from fastapi import Request
from sqlalchemy import select

from demo.dojopool.given import Login, SignUp
from demo.dojopool.tables import Player, player
from demo.kernel.accounts import User, find_by_email, hash_password, verify_password
from demo.kernel.confirming import confirms
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.limits import SIGN_UP
from demo.kernel.throttle import LoginAttempt, client_of, spend

_COMMON = frozenset({"passwordpassword", "123456789012345", "qwertyuiopasdfg", "aaaaaaaaaaaaaaa"})
_BEARER = {"WWW-Authenticate": "Bearer"}


async def register(request: Request, deployment: Deployment, form: SignUp) -> User:
    """Open an account.

    Raises:
        ApiError: the password is common, name or address are taken, or there were too many attempts.
    """
    spend(deployment, SIGN_UP, client_of(request.scope, deployment))
    if form.password.lower() in _COMMON:
        raise ApiError(400, "password: is among the most common ones")
    password = await hash_password(form.password)
    with deployment.database.writing() as db:
        named = db.scalar(select(Player).where(Player.username == form.username.lower()))
        if named is not None or find_by_email(db, form.email) is not None:
            raise ApiError(409, "name or address are taken")
        user = User(email=form.email.lower(), password=password, name=form.username)
        db.add(user)
        db.flush()
        db.add(Player(user_id=user.id, username=form.username.lower()))
    deployment.figures.count("sign_ups_total")
    return user


async def log_in(request: Request, deployment: Deployment, form: Login) -> User:
    """Check a login; the answer is the same whether the account or the password is wrong.

    Raises:
        ApiError: the login is wrong, or there were too many wrong ones.
    """
    attempt = LoginAttempt(deployment, request.scope, form.usernameOrEmail)
    attempt.check()
    with deployment.database.reading() as db:
        named = db.scalar(select(Player.user_id).where(Player.username == form.usernameOrEmail.lower()))
        user = find_by_email(db, form.usernameOrEmail) or (db.get(User, named) if named else None)
    right = await verify_password(user.password if user else None, form.password)
    if user is None or not right:
        left = attempt.failed()
        raise ApiError(401, "Invalid credentials", headers={**left, **_BEARER})
    attempt.succeeded()
    return user


def confirm(deployment: Deployment, user_id: str, code: str) -> None:
    """Confirm an address with what was mailed: a signature of the account, or in tests their code.

    Raises:
        ApiError: it is neither.
    """
    with deployment.database.writing() as db:
        user = db.get_one(User, user_id)
        if deployment.faults.planted("dojopool-verification-stuck") or not confirms(deployment, user, code):
            raise ApiError(400, "code: is not the one that was mailed")
        player(db, user_id).verified = True
