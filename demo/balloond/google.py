"""Signing in with Google: a stand-in for the provider that issues signed tokens, and the way in that trusts it."""

import time
from typing import Annotated, Any, Literal

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy import delete

from demo.balloond import entry
from demo.balloond.given import DateOfBirth, Given
from demo.balloond.manners import MANNERS
from demo.balloond.shapes import Self, own
from demo.kernel import sessions, tokens
from demo.kernel.accounts import User, find_by_email
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.wire import CamelCase

router = APIRouter(prefix="/api/auth", tags=["auth"])

ISSUER = "https://accounts.google.test"
CLIENT = "balloond.apps.google.test"
_HOUR = 3600


class IdentityProvider:
    """Signs identity tokens, with a key of its own."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public_key = self._key.public_key()

    def issue(self, claims: dict[str, Any]) -> str:
        """Sign a token for someone, with whatever the provider is made to say of them."""
        now = int(time.time())
        standing = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + _HOUR, "email_verified": True}
        return jwt.encode(standing | claims, self._key, algorithm="ES256")


class GoogleSignIn(Given):
    """A token of the provider."""

    id_token: Annotated[str, Field(min_length=1, max_length=4096)]


class GoogleSignedIn(CamelCase):
    """Someone who came by the provider; who has no date of birth yet has to give it before anything else."""

    user: Self
    token: str
    refresh_token: str
    expires_in: int
    next_step: Literal["DATE_OF_BIRTH_REQUIRED"] | None


class BirthDate(Given):
    """The missing date of birth."""

    date_of_birth: DateOfBirth


@router.post("/google", responses=MANNERS.answers(401, 403))
async def google(request: Request, deployment: Running, form: GoogleSignIn) -> GoogleSignedIn:
    """Sign in, or open an account, with a token of the provider."""
    provider: IdentityProvider = request.app.state.identity_provider
    claims = _read(deployment, provider, form.id_token)
    if claims is None:
        raise ApiError(401, "Invalid identity token", headers={"WWW-Authenticate": "Bearer"})
    born = entry.adult(deployment, str(claims["birthdate"])) if "birthdate" in claims else None
    with deployment.database.writing() as db:
        user = find_by_email(db, str(claims["email"]))
        if user is None:
            name = str(claims.get("name") or "New here")[:50]
            user = User(email=str(claims["email"]).lower(), password=None, name=name, date_of_birth=born)
            db.add(user)
            db.flush()
        credentials = sessions.open_session(deployment, db, user)
    return GoogleSignedIn(
        user=own(user),
        token=credentials.token,
        refresh_token=credentials.refresh_token,
        expires_in=tokens.LIFETIME,
        next_step="DATE_OF_BIRTH_REQUIRED" if user.date_of_birth is None else None,
    )


@router.put("/date-of-birth", responses=MANNERS.answers(409))
async def give_date_of_birth(deployment: Running, who: Who, form: BirthDate) -> Self:
    """Give the date of birth that the provider did not tell, once; of a minor nothing is kept."""
    with deployment.database.reading() as db:
        if db.get_one(User, who.user_id).date_of_birth is not None:
            raise ApiError(409, "The date of birth is known and cannot be changed")
    try:
        unchecked = deployment.faults.planted("age-completion-unchecked")
        born = entry.adult(deployment, form.date_of_birth, unchecked=unchecked)
    except ApiError as error:
        if error.status_code == 403:  # noqa: PLR2004 - the status of a refusal for age
            with deployment.database.writing() as db:
                db.execute(delete(User).where(User.id == who.user_id))
        raise
    with deployment.database.writing() as db:
        user = db.get_one(User, who.user_id)
        user.date_of_birth = born
    return own(user)


def _read(deployment: Deployment, provider: IdentityProvider, token: str) -> dict[str, Any] | None:
    if deployment.faults.planted("google-signature-unchecked"):
        claims = tokens.peek(token)
    else:
        try:
            claims = jwt.decode(token, provider.public_key, algorithms=["ES256"], audience=CLIENT, issuer=ISSUER)
        except jwt.InvalidTokenError:
            return None
    return claims if isinstance(claims.get("email"), str) and claims.get("email_verified") is True else None
