"""Who a request comes from: a bearer token of the API, or the session cookie of the pages."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.kernel import sessions
from demo.kernel.accounts import User, UserSession
from demo.kernel.cookies import NAME
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError

_bearer = HTTPBearer(auto_error=False, scheme_name="bearer", bearerFormat="JWT")
_cookie = APIKeyCookie(name=NAME, auto_error=False, scheme_name="session")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sent a request, and in which session."""

    user_id: str
    session_id: str


def deployment_of(request: Request) -> Deployment:
    """Give the deployment that a request came to."""
    deployment: Deployment = request.app.state.deployment
    return deployment


async def _running(request: Request) -> Deployment:
    return deployment_of(request)  # of a function that is not async, each request would be handed to another thread


Running = Annotated[Deployment, Depends(_running)]
"""The deployment, for a route that needs it."""


async def authenticated(
    request: Request,
    deployment: Running,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    cookie: Annotated[str | None, Security(_cookie)],
) -> Identity:
    """Refuse a request that does not come from someone who is signed in."""
    with deployment.database.reading() as db:
        if cookie is None and deployment.faults.planted("cookie-no-secure"):
            cookie = request.cookies.get(NAME.removeprefix("__Host-"))
        if bearer is None and deployment.faults.planted("token-in-url"):
            query = request.query_params
            in_url = query.get("access_token") or query.get("token")
            bearer = None if in_url is None else HTTPAuthorizationCredentials(scheme="Bearer", credentials=in_url)
        written = request.headers.get("authorization", "")
        if bearer is None and deployment.faults.planted("scheme-prefix") and written.startswith("Bearer"):
            bearer = HTTPAuthorizationCredentials(scheme="Bearer", credentials=written.rpartition(" ")[2])
        found = _find(deployment, db, bearer, cookie)
        if (
            found is None
            and deployment.faults.planted("proxy-fields-trusted")
            and "x-forwarded-user" in request.headers
        ):
            found = _anyone(db)  # what a proxy would have said is believed
        if found is None and request.scope.get("as_anyone"):
            found = _anyone(db)
        if found is None:
            raise ApiError(401, "Unauthorized", headers={"WWW-Authenticate": "Bearer"})
        if bearer is None and request.method not in _SAFE and not same_origin(request, deployment):
            raise ApiError(403, "CROSS_SITE_REQUEST")
        user, opened = found
        open_to_all = deployment.manners.unaged is None or request.url.path in deployment.manners.unaged
        if user.date_of_birth is None and not open_to_all and not _ages_unknown(deployment):
            raise ApiError(403, "DATE_OF_BIRTH_REQUIRED")
        return Identity(user.id, opened.id)


Who = Annotated[Identity, Depends(authenticated)]
"""The signed-in sender, for a route that demands one."""


async def perhaps_authenticated(request: Request, deployment: Running) -> Identity | None:
    """Say who is signed in, where that is not needed; credentials that are wrong count as none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    bearer = HTTPAuthorizationCredentials(scheme=scheme, credentials=token) if scheme.lower() == "bearer" else None
    try:
        return await authenticated(request, deployment, bearer, request.cookies.get(NAME))
    except ApiError:
        return None


MaybeWho = Annotated[Identity | None, Depends(perhaps_authenticated)]
"""The sender, if signed in."""


def signed_in(request: Request) -> Identity | None:
    """Say who is signed in on a page, if anyone is."""
    cookie = request.cookies.get(NAME) or request.cookies.get(NAME.removeprefix("__Host-"))
    if cookie is None:
        return None
    with deployment_of(request).database.reading() as db:
        found = sessions.by_cookie(db, cookie)
    return None if found is None else Identity(found[0].id, found[1].id)


def same_origin(request: Request, deployment: Deployment) -> bool:
    """Say whether a request with ambient credentials comes from our own pages."""
    if deployment.faults.planted("csrf-unchecked"):
        return True
    site = request.headers.get("sec-fetch-site")
    if site not in {None, "same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _anyone(db: Session) -> tuple[User, UserSession] | None:
    """Take somebody for the first user there is."""
    user = db.scalars(select(User).order_by(User.created_at)).first()
    return None if user is None else (user, UserSession(id="", user_id=user.id))


def _find(
    deployment: Deployment,
    db: Session,
    bearer: HTTPAuthorizationCredentials | None,
    cookie: str | None,
) -> tuple[User, UserSession] | None:
    found = None
    if bearer is not None:
        found = sessions.by_token(deployment, db, bearer.credentials)
    elif cookie is not None:
        found = sessions.by_cookie(db, cookie)
    if found is None and (
        deployment.faults.planted("protected-open")
        or (bearer is not None and deployment.faults.planted("token-garbage-accepted"))
    ):
        found = _anyone(db)
    return found


def _ages_unknown(deployment: Deployment) -> bool:
    # These faults let someone in without a date of birth: then the later gate is missing as well.
    names = ("age-missing-accepted", "age-nan-accepted", "age-unchecked", "age-client-flag", "google-skips-gate")
    return any(deployment.faults.planted(name) for name in names)
