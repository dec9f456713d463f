"""What careless services do with somebody whom they refuse for their age. Without a fault: nothing."""

from datetime import date

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
    if planted("age-address-barred"):
        deployment.limiter.hit(_BARRED, form.email)
    if planted("age-minor-kept") or planted("age-refusal-session"):
        return _kept(deployment, form, refusal)
    if planted("age-refusal-teaches"):
        return ApiError(403, _REFUSAL, "You must be at least 18 years old. Come back on your birthday!")
    if planted("age-refusal-echoes"):
        return ApiError(403, _REFUSAL, f"dateOfBirth {form.date_of_birth} is not accepted")
    if planted("age-refusal-uneven") and date.fromisoformat(form.date_of_birth).year > date.today().year - _YOUNGEST:  # noqa: DTZ011 - the year is near enough
        return ApiError(_LEGAL, _REFUSAL)
    return refusal


def _kept(deployment: Deployment, form: SignUp, refusal: ApiError) -> ApiError:
    """Make the account all the same, and with the other fault its session as well."""
    with deployment.database.writing() as db:
        born = date.fromisoformat(form.date_of_birth)
        password = hash_password_now(form.password)
        user = User(email=form.email.lower(), password=password, name=form.name, date_of_birth=born)
        db.add(user)
        db.flush()
        if not deployment.faults.planted("age-refusal-session"):
            return refusal
        response = Response()
        cookies.set_session(deployment, response, sessions.open_web_session(db, user))
    return ApiError(403, _REFUSAL, headers={"Set-Cookie": response.headers["set-cookie"]})
