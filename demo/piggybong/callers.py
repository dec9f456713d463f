"""Who calls: every call has a key of the project, and a token where someone is signed in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, authenticated
from demo.piggybong.keys import Keys

_key = APIKeyHeader(name="apikey", auto_error=False, scheme_name="apikey")
_bearer = HTTPBearer(auto_error=False, scheme_name="bearer", bearerFormat="JWT")
_ASKS = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request.

    Attributes:
        role: `anon`, `authenticated` or `service_role`.
        user_id: who is signed in; empty for the other roles.
        session_id: in which session.
    """

    role: str
    user_id: str = ""
    session_id: str = ""


def keys_of(request: Request) -> Keys:
    """Give the keys of the deployment that a request came to."""
    keys: Keys = request.app.state.keys
    return keys


async def called(
    request: Request,
    deployment: Running,
    key: Annotated[str | None, Security(_key)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Caller:
    """Find out who calls; a call without a key of the project is refused, and so is a token that is not genuine."""
    keys = keys_of(request)
    if key not in {keys.anon, keys.service}:
        raise ApiError(401, "No API key found in request" if key is None else "Invalid API key", headers=_ASKS)
    written = keys.anon if bearer is None else bearer.credentials
    if keys.service in {key, written}:
        return Caller("service_role")
    if written == keys.anon:
        return Caller("anon")
    who = await authenticated(request, deployment, bearer, None)
    return Caller("authenticated", who.user_id, who.session_id)


Call = Annotated[Caller, Depends(called)]
"""Who calls, for a route that is open to everyone with a key."""


async def _signed_in(call: Call) -> Caller:
    if call.role != "authenticated":
        raise ApiError(401, "This endpoint requires a valid Bearer token", headers=_ASKS)
    return call


Member = Annotated[Caller, Depends(_signed_in)]
"""Who is signed in, for a route that demands it."""


async def _privileged(call: Call, deployment: Running) -> Caller:
    open_to_all = call.role == "authenticated" and deployment.faults.planted("piggybong-admin-open")
    if call.role != "service_role" and not open_to_all:
        raise ApiError(401 if call.role == "anon" else 403, "User not allowed")
    return call


Operator = Annotated[Caller, Depends(_privileged)]
"""Who has the service key, for a route that demands it."""
