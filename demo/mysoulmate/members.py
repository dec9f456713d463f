"""What people do with their accounts: themselves, their companions, their second factor, their devices."""

from typing import Literal
from urllib.parse import quote

from fastapi import APIRouter
from sqlalchemy import select

from demo.kernel.accounts import User
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.mysoulmate import authenticator, entry
from demo.mysoulmate.given import Born, Confirmation, Device, ProfileChange, Text
from demo.mysoulmate.languages import text
from demo.mysoulmate.manners import MANNERS
from demo.mysoulmate.shapes import Companion, Companions, Factor, Line, Said, Self, Setup, Talk, own
from demo.mysoulmate.tables import Message, PushDevice, standing

router = APIRouter()

_SHORT = 0xFFFF
COMPANIONS = {
    "lune": Companion(id="lune", name="Lune", mood="calm"),
    "orion": Companion(id="orion", name="Orion", mood="curious"),
    "mistral": Companion(id="mistral", name="Mistral", mood="cheerful"),
}


@router.get("/users/me", tags=["users"])
async def profile(deployment: Running, who: Who) -> Self:
    """Show oneself."""
    with deployment.database.reading() as db:
        return own(db.get_one(User, who.user_id))


@router.put("/users/me", tags=["users"])
async def change(deployment: Running, who: Who, form: ProfileChange) -> Self:
    """Change oneself."""
    with deployment.database.writing() as db:
        user = db.get_one(User, who.user_id)
        user.name = user.name if form.name is None else form.name
        user.bio = user.bio if form.bio is None else form.bio
        if deployment.faults.planted("mysoulmate-text-cut"):
            user.bio = "".join(sign for sign in user.bio if ord(sign) <= _SHORT)
        return own(user)


@router.post("/users/me/age", tags=["users"], responses=MANNERS.answers(400, 403, 409))
async def tell_age(deployment: Running, who: Who, form: Born) -> Self:
    """Say when one was born; only adults go on."""
    entry.tell_age(deployment, who.user_id, form.birth_date)
    with deployment.database.reading() as db:
        return own(db.get_one(User, who.user_id))


@router.get("/companions", tags=["companions"])
async def companions(who: Who) -> Companions:  # noqa: ARG001 - only for those who are signed in
    """List the companions."""
    return Companions(companions=list(COMPANIONS.values()))


@router.get("/companions/{companion_id}", tags=["companions"], responses=MANNERS.answers(404))
async def companion(who: Who, companion_id: str) -> Companion:  # noqa: ARG001 - only for those who are signed in
    """Show a companion."""
    return _companion(companion_id)


@router.get("/companions/{companion_id}/messages", tags=["messages"], responses=MANNERS.answers(404))
async def messages(deployment: Running, who: Who, companion_id: str) -> Talk:
    """List what was said with a companion."""
    _companion(companion_id)
    with deployment.database.reading() as db:
        own_ = select(Message).where(Message.user_id == who.user_id, Message.companion_id == companion_id)
        return Talk(messages=[line(one) for one in db.scalars(own_.order_by(Message.created_at)).all()])


@router.post("/companions/{companion_id}/messages", status_code=201, tags=["messages"], responses=MANNERS.answers(404))
async def say(deployment: Running, who: Who, companion_id: str, form: Text) -> Talk:
    """Say something to a companion, who answers; for those who have told their age."""
    _companion(companion_id)
    with deployment.database.writing() as db:
        unknown = db.get_one(User, who.user_id).date_of_birth is None
        if unknown and not deployment.faults.planted("mysoulmate-age-unchecked"):
            raise ApiError(403, "errors.age_needed")
        said = Message(user_id=who.user_id, companion_id=companion_id, author="me", text=form.text)
        db.add(said)
        db.flush()
        answered = Message(
            user_id=who.user_id, companion_id=companion_id, author="companion", text=text("pages.chat.answer")
        )
        db.add(answered)
        db.flush()
        lines = [line(said), line(answered)]
    deployment.figures.count("ai_requests_total")
    return Talk(messages=lines)


@router.post("/2fa/setup", tags=["two-factor"], responses=MANNERS.answers(409))
async def set_up(deployment: Running, who: Who) -> Setup:
    """Begin with a second factor: what an authenticator needs."""
    with deployment.database.writing() as db:
        of = standing(db, who.user_id)
        if of.two_factor:
            raise ApiError(409)
        of.secret = authenticator.new_secret()
        email = db.get_one(User, who.user_id).email
        return Setup(secret=of.secret, otpauth_url=f"otpauth://totp/MySoulmate:{quote(email)}?secret={of.secret}")


@router.post("/2fa/verify", tags=["two-factor"], responses=MANNERS.answers(400))
async def verify(deployment: Running, who: Who, form: Confirmation) -> Factor:
    """Turn the second factor on, with a code of the authenticator."""
    deployment.figures.count("two_factor_total")
    with deployment.database.writing() as db:
        of = standing(db, who.user_id)
        fits = of.secret is not None and authenticator.fits(of.secret, form.code)
        if not fits and not deployment.faults.planted("mysoulmate-code-unchecked"):
            raise ApiError(400, "validation.code.unknown")
        of.two_factor = True
    return Factor(enabled=True)


@router.get("/2fa/status", tags=["two-factor"])
async def status(deployment: Running, who: Who) -> Factor:
    """Tell whether a second factor is asked for."""
    with deployment.database.writing() as db:
        return Factor(enabled=standing(db, who.user_id).two_factor)


@router.post("/push/register", status_code=201, tags=["users"])
async def register_device(deployment: Running, who: Who, form: Device) -> Said:
    """Say where notifications are to be sent."""
    with deployment.database.writing() as db:
        db.merge(PushDevice(token=form.token, user_id=who.user_id, platform=form.platform))
    return Said(message=text("auth.done"))


def line(message: Message) -> Line:
    """Show a message."""
    author: Literal["me", "companion"] = "me" if message.author == "me" else "companion"
    return Line(id=message.id, author=author, text=message.text, created_at=message.created_at)


def _companion(companion_id: str) -> Companion:
    found = COMPANIONS.get(companion_id)
    if found is None:
        raise ApiError(404)
    return found
