"""The identity page's side: accounts with passwords, and session ids, which the API exchanges for tokens."""

import secrets
from datetime import timedelta

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import delete

from demo.grover.given import Login, SignUp
from demo.grover.manners import MANNERS
from demo.grover.tables import IdentitySession
from demo.kernel.accounts import User, find_by_email, hash_password, now, verify_password
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running
from demo.kernel.limits import SIGN_UP
from demo.kernel.throttle import LoginAttempt, client_of, spend

_COMMON = frozenset(
    {
        "passwordpassword", "123456789012345", "1234567890123456", "qwertyuiopasdfg", "aaaaaaaaaaaaaaa",
        "iloveyouiloveyou",
    },
)  # fmt: skip
_GOOD_FOR = timedelta(minutes=5)

router = APIRouter(prefix="/identity", tags=["identity"])


class SessionId(BaseModel):
    """A sign-in, to be exchanged once for a token within five minutes."""

    session_id: str


@router.post("/register", status_code=201, responses=MANNERS.answers(400, 409))
async def register(request: Request, deployment: Running, form: SignUp) -> SessionId:
    """Open an account, and sign in."""
    return issue(deployment, await create(request, deployment, form))


@router.post("/login", responses=MANNERS.answers(401))
async def login(request: Request, deployment: Running, form: Login) -> SessionId:
    """Sign in."""
    return issue(deployment, await log_in(request, deployment, form))


def issue(deployment: Deployment, user: User) -> SessionId:
    """Give a session id to someone who has shown who they are."""
    made = IdentitySession(id=secrets.token_urlsafe(32), user_id=user.id, expires_at=now() + _GOOD_FOR)
    with deployment.database.writing() as db:
        db.add(made)
    return SessionId(session_id=made.id)


def redeem(deployment: Deployment, session_id: str) -> User | None:
    """Give whose session id it is; it is good for one use."""
    with deployment.database.writing() as db:
        found = db.get(IdentitySession, session_id)
        if found is None or found.expires_at <= now():
            return None
        db.execute(delete(IdentitySession).where(IdentitySession.id == session_id))
        return db.get(User, found.user_id)


async def create(request: Request, deployment: Deployment, form: SignUp) -> User:
    """Open an account.

    Raises:
        ApiError: the password is common, the address is taken, or there were too many attempts.
    """
    spend(deployment, SIGN_UP, client_of(request.scope, deployment))
    if form.password.lower() in _COMMON:
        raise ApiError(400, "This password is among the most common ones")
    password = await hash_password(form.password)
    with deployment.database.writing() as db:
        if find_by_email(db, form.email) is not None:
            raise ApiError(409, "There is an account with this address")
        user = User(email=form.email.lower(), password=password, name=form.name)
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
    right = await verify_password(user.password if user else None, form.password)
    if user is None or not right:
        left = attempt.failed()
        raise ApiError(401, "The address or the password is wrong", headers={**left, "WWW-Authenticate": "Bearer"})
    attempt.succeeded()
    return user
