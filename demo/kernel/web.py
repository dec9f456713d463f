"""What pages call to sign in and out: a session cookie instead of tokens, which no script ever sees."""

from fastapi import APIRouter, Depends, Request, Response

from demo.kernel import cookies, sessions
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment
from demo.kernel.errors import ApiError
from demo.kernel.identity import Running, Who, deployment_of, same_origin


def router() -> APIRouter:
    """Make the routes for a product's pages alone: the way out; the product adds its ways in."""
    routes = APIRouter(prefix="/web", include_in_schema=False, dependencies=[Depends(_from_our_pages)])
    routes.post("/logout", status_code=204)(_log_out)
    return routes


def open_session(deployment: Deployment, response: Response, user: User, fixed: str = "") -> None:
    """Open a session for a browser, and give it the cookie, always a new one unless a fault fixes it."""
    with deployment.database.writing() as db:
        value = sessions.open_web_session(db, user, fixed)
    cookies.set_session(deployment, response, value)


async def _from_our_pages(request: Request) -> None:
    if not same_origin(request, deployment_of(request)):
        raise ApiError(403, "CROSS_SITE_REQUEST")


async def _log_out(deployment: Running, who: Who, response: Response) -> None:
    """Sign out, and have the browser forget us."""
    sessions.end(deployment, who.session_id)
    cookies.clear_session(deployment, response)
