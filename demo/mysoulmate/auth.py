"""The ways in and out over the API."""

import hmac

from fastapi import APIRouter, Request

from demo.kernel import sessions
from demo.kernel.accounts import User, find_by_email, hash_password
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.limits import Limit
from demo.kernel.throttle import client_of, spend
from demo.mysoulmate import entry
from demo.mysoulmate.given import Forgotten, Login, Refresh, Reset, SignUp
from demo.mysoulmate.languages import text
from demo.mysoulmate.manners import MANNERS
from demo.mysoulmate.shapes import Said, Self, SignedIn, Tokens, own

router = APIRouter(prefix="/auth", tags=["authentication"])

_FORGOTTEN = Limit("forgotten", 600, 60)
_BEARER = {"WWW-Authenticate": "Bearer"}


@router.post("/register", status_code=201, responses=MANNERS.answers(400, 409))
async def register(request: Request, deployment: Running, form: SignUp) -> SignedIn:
    """Open an account."""
    user = await entry.register(request, deployment, form)
    return _signed_in(deployment, user, "auth.register.done")


@router.post("/login", responses=MANNERS.answers(400, 401, 403))
async def login(request: Request, deployment: Running, form: Login) -> SignedIn:
    """Log in with e-mail and password, once the address is confirmed."""
    user = await entry.log_in(request, deployment, form)
    return _signed_in(deployment, user, "auth.done")


@router.post("/refresh-token", responses=MANNERS.answers(400, 401))
async def refresh(deployment: Running, form: Refresh) -> Tokens:
    """Exchange a refresh token, which is good for one use, for a new pair."""
    with deployment.database.writing() as db:
        credentials = sessions.refresh(deployment, db, form.refresh_token)
    if credentials is None:
        raise ApiError(401, headers=_BEARER)
    return Tokens(token=credentials.token, refresh_token=credentials.refresh_token)


@router.post("/logout", status_code=204)
async def logout(deployment: Running, who: Who) -> None:
    """End the session: its tokens are refused from now on."""
    sessions.end(deployment, who.session_id)


@router.post("/forgot-password", responses=MANNERS.answers(400))
async def forgot(request: Request, deployment: Running, form: Forgotten) -> Said:
    """Ask for a new password; the answer is the same for every address."""
    spend(deployment, _FORGOTTEN, client_of(request.scope, deployment))
    with deployment.database.reading() as db:
        if find_by_email(db, form.email) is not None:
            deployment.figures.count("emails_sent_total")
    return Said(message=text("auth.reset.sent"))


@router.post("/reset-password", responses=MANNERS.answers(400))
async def reset(deployment: Running, form: Reset) -> Said:
    """Set a new password with what was mailed."""
    entry.check_password(form.password)
    signature, _, user_id = form.token.rpartition(".")
    password = await hash_password(form.password)
    with deployment.database.writing() as db:
        user = db.get(User, user_id)
        if user is None or not hmac.compare_digest(signature.encode(), _reset_token(deployment, user).encode()):
            raise ApiError(400, "validation.code.unknown")
        user.password = password
    return Said(message=text("auth.done"))


@router.get("/verify-email/{token}", responses=MANNERS.answers(400))
async def verify_email(deployment: Running, token: str) -> Said:
    """Confirm an address with what was mailed."""
    entry.confirm(deployment, token)
    return Said(message=text("auth.verified"))


@router.get("/me")
async def me(deployment: Running, who: Who) -> Self:
    """Show who is signed in."""
    with deployment.database.reading() as db:
        return own(db.get_one(User, who.user_id))


def _reset_token(deployment: Deployment, user: User) -> str:
    return hmac.new(deployment.secret, f"reset {user.id} {user.password}".encode(), "sha256").hexdigest()


def _signed_in(deployment: Deployment, user: User, key: str) -> SignedIn:
    with deployment.database.writing() as db:
        credentials = sessions.open_session(deployment, db, user)
    return SignedIn(message=text(key), token=credentials.token, refresh_token=credentials.refresh_token, user=own(user))
