"""What careless services do with somebody whom they refuse for their age. Without a fault: nothing."""

from datetime import UTC, date, datetime

from starlette.responses import Response

from demo.balloond.given import SignUp
from demo.kernel import cookies, sessions
from demo.kernel.accounts import User, hash_password_now
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.limits import Limit

_REFUSAL = "AGE_RESTRICTED"
_BARRED = Limit("barred", 0, 24 * 3600)
_YOUNGEST = 13
_LEGAL = 451


def meet(deployment: Deployment, address: str) -> None:
    """Refuse an address that was refused before.

    Raises:
        ApiError: it was.
    """
    if deployment.faults.planted("age-address-barred") and deployment.limiter.look(_BARRED, address).used > 1:
        raise ApiError(403, _REFUSAL)


def worded(deployment: Deployment, form: SignUp, refusal: ApiError) -> ApiError:
    """Return the refusal as it is told, and keep what a fault keeps."""
    if _REFUSAL not in refusal.detail:
        return refusal
    planted = deployment.faults.planted
    born = date.fromisoformat(form.date_of_birth)
    if planted("age-address-barred"):
        deployment.limiter.hit(_BARRED, form.email)
    headers = _kept(deployment, form, born) if planted("age-minor-kept") or planted("age-refusal-session") else {}
    words = [_REFUSAL]
    words += (
        ["You must be at least 18 years old. Come back on your birthday!"] if planted("age-refusal-teaches") else []
    )
    words += [f"dateOfBirth {born} is not accepted"] if planted("age-refusal-echoes") else []
    young = born.year > datetime.now(UTC).year - _YOUNGEST  # the year is near enough
    status = _LEGAL if young and planted("age-refusal-uneven") else refusal.status_code
    return ApiError(status, *words, headers=headers)


def _kept(deployment: Deployment, form: SignUp, born: date) -> dict[str, str]:
    """Make the account all the same, and with the other fault its session as well."""
    with deployment.database.writing() as db:
        password = hash_password_now(form.password)
        user = User(email=form.email.lower(), password=password, name=form.name, date_of_birth=born)
        db.add(user)
        db.flush()
        if not deployment.faults.planted("age-refusal-session"):
            return {}
        response = Response()
        cookies.set_session(deployment, response, sessions.open_web_session(db, user))
    return {"Set-Cookie": response.headers["set-cookie"]}
