"""The ways in and out over the API, and one's own account."""

from fastapi import APIRouter, Request, Response
from sqlalchemy import delete, select

from demo.dojopool import entry
from demo.dojopool.given import Confirmation, Login, ProfileChange, Refresh, SignUp
from demo.dojopool.manners import MANNERS
from demo.dojopool.shapes import Self, SignedIn, Tokens, own
from demo.dojopool.tables import CheckIn, Game, Payment, Picture, player
from demo.kernel import sessions, tokens
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])
people = APIRouter(prefix="/api/v1/users", tags=["users"])


@router.post("/register", status_code=201, responses=MANNERS.answers(400, 409))
async def register(request: Request, deployment: Running, form: SignUp) -> SignedIn:
    """Open an account."""
    return _signed_in(deployment, await entry.register(request, deployment, form))


@router.post("/login", responses=MANNERS.answers(400, 401))
async def login(request: Request, deployment: Running, form: Login) -> SignedIn:
    """Log in with name or address and password."""
    return _signed_in(deployment, await entry.log_in(request, deployment, form))


@router.post("/refresh", responses=MANNERS.answers(401))
async def refresh(deployment: Running, form: Refresh) -> Tokens:
    """Exchange a refresh token, which is good for one use, for a new pair."""
    with deployment.database.writing() as db:
        credentials = sessions.refresh(deployment, db, form.refresh_token)
    if credentials is None:
        raise ApiError(401, "Invalid refresh token", headers={"WWW-Authenticate": "Bearer"})
    return Tokens(access_token=credentials.token, refresh_token=credentials.refresh_token, expires_in=tokens.LIFETIME)


@router.post("/logout", status_code=204)
async def logout(deployment: Running, who: Who) -> None:
    """End the session: its tokens are refused from now on."""
    sessions.end(deployment, who.session_id)


@router.post("/verify-email", responses=MANNERS.answers(400))
async def verify(deployment: Running, who: Who, form: Confirmation) -> Self:
    """Confirm one's address."""
    entry.confirm(deployment, who.user_id, form.code)
    return _self(deployment, who.user_id)


@people.get("/me")
async def me(deployment: Running, who: Who) -> Self:
    """Show who is signed in."""
    return _self(deployment, who.user_id)


@people.put("/me")
async def change(deployment: Running, who: Who, form: ProfileChange) -> Self:
    """Change one's own profile."""
    with deployment.database.writing() as db:
        db.get_one(User, who.user_id).bio = form.bio
    return _self(deployment, who.user_id)


@people.get("/me/export", include_in_schema=False)
async def export(deployment: Running, who: Who, response: Response) -> dict[str, object]:
    """Hand over everything that is stored of someone."""
    response.headers["Content-Disposition"] = 'attachment; filename="dojopool.json"'
    with deployment.database.reading() as db:
        games = db.scalars(select(Game).where((Game.one_id == who.user_id) | (Game.two_id == who.user_id)))
        return {
            "profile": _self(deployment, who.user_id).model_dump(mode="json"),
            "visits": [one.venue_id for one in db.scalars(select(CheckIn).where(CheckIn.user_id == who.user_id))],
            "matches": [game.id for game in games],
            "payments": [one.id for one in db.scalars(select(Payment).where(Payment.user_id == who.user_id))],
            "pictures": [one.id for one in db.scalars(select(Picture).where(Picture.user_id == who.user_id))],
        }


@people.delete("/me", status_code=204)
async def remove(deployment: Running, who: Who) -> None:
    """Delete one's account and everything that belongs to it."""
    with deployment.database.writing() as db:
        pictures = db.scalars(select(Picture.id).where(Picture.user_id == who.user_id)).all()
        db.execute(delete(User).where(User.id == who.user_id))
    for picture in pictures:
        deployment.purge(f"/cdn/avatars/{picture}")
    deployment.end_session(who.session_id)


def _self(deployment: Deployment, user_id: str) -> Self:
    with deployment.database.reading() as db:
        return own(db.get_one(User, user_id), player(db, user_id))


def _signed_in(deployment: Deployment, user: User) -> SignedIn:
    with deployment.database.writing() as db:
        credentials = sessions.open_session(deployment, db, user)
    return SignedIn(
        user=_self(deployment, user.id),
        access_token=credentials.token,
        refresh_token=credentials.refresh_token,
        expires_in=tokens.LIFETIME,
    )
