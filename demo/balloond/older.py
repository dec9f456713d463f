"""Further ways to an account: the API before this one, friends who come together, and an account without a date yet.

All of them decide about age where the sign-up does.
"""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from demo.balloond import entry, moderation
from demo.balloond.given import Email, Given, Line, Operation, Password
from demo.balloond.shapes import Self, SignedIn, own
from demo.balloond.signing import signed_in
from demo.kernel import age, forms
from demo.kernel.accounts import User
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who
from demo.kernel.limits import SIGN_UP
from demo.kernel.throttle import client_of, spend
from demo.kernel.wire import CamelCase

router = APIRouter(prefix="/api/v0", include_in_schema=False)

_MOST_FRIENDS = 4


class OldSignUp(Given):
    """A sign-up as the app sent it before: a birthday is written as in 31.01.1990."""

    mail: Email
    secret: Password
    nick: Line
    birthday: Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{4}$")]


class Beginning(Given):
    """An account that has to be completed with a date of birth."""

    email: Email
    password: Password
    name: Line


class Friends(Given):
    """Those who sign up together."""

    people: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=_MOST_FRIENDS)]


class Together(CamelCase):
    """How many came."""

    created: int


@router.post("/auth/signup", status_code=201)
async def sign_up(request: Request, deployment: Running, form: OldSignUp) -> SignedIn:
    """Open an account, for adults only."""
    spend(deployment, SIGN_UP, client_of(request.scope, deployment))
    try:
        born = datetime.strptime(form.birthday, "%d.%m.%Y").date().isoformat()  # noqa: DTZ007 - a birthday has no zone
    except ValueError as error:
        raise ApiError(400, "birthday: is not a date of birth") from error
    body = {"email": form.mail, "password": form.secret, "name": form.nick, "dateOfBirth": born}
    unchecked = deployment.faults.planted("age-old-version-open")
    return signed_in(deployment, await entry.create(deployment, entry.admitted(deployment, body, unchecked=unchecked)))


@router.post("/auth/start", status_code=201)
async def start(request: Request, deployment: Running, form: Beginning) -> SignedIn:
    """Open an account that may do nothing until a date of birth is given."""
    spend(deployment, SIGN_UP, client_of(request.scope, deployment))
    entry.check_password(form.password)
    person = entry.Applicant(form.email.lower(), form.password, form.name, None, {})
    return signed_in(deployment, await entry.create(deployment, person))


@router.post("/auth/signup/friends", status_code=201)
async def friends(request: Request, deployment: Running) -> Together:
    """Open accounts for friends, for all of them or for none."""
    form = forms.validate(Friends, await forms.raw(request))
    for _ in form.people:
        spend(deployment, SIGN_UP, client_of(request.scope, deployment))
    unchecked = deployment.faults.planted("age-friends-unchecked")
    applicants = [entry.admitted(deployment, person, unchecked=unchecked) for person in form.people]
    made: list[User] = [await entry.create(deployment, applicant) for applicant in applicants]
    return Together(created=len(made))


@router.patch("/profile")
async def patch(deployment: Running, who: Who, operations: list[Operation]) -> Self:
    """Change one's own profile by operations of RFC 6902; what cannot be changed cannot be patched either."""
    with deployment.database.writing() as db:
        user = db.get_one(User, who.user_id)
        for operation in operations:
            if operation.path == "/dateOfBirth":
                born = age.parse(operation.value)
                if born is None or not deployment.faults.planted("age-patch-open"):
                    raise ApiError(403, "dateOfBirth: cannot be changed")
                user.date_of_birth = born
            else:
                moderation.check(deployment, operation.value)
                setattr(user, operation.path.removeprefix("/"), operation.value)
    return own(user)
