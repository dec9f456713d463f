"""The privacy choice: kept in a cookie, for either answer equally long."""

from starlette.requests import Request
from starlette.responses import Response

NAME = "__Host-consent"
CHOICES = frozenset({"accepted", "rejected"})
_LIFETIME = 180 * 24 * 60 * 60


def of(request: Request) -> str:
    """Give the choice of a visitor; empty where none was made. Global Privacy Control counts as a refusal."""
    if request.headers.get("sec-gpc") == "1":
        return "rejected"
    choice = request.cookies.get(NAME, "").partition(".")[2]
    return choice if choice in CHOICES else ""


def keep(response: Response, choice: str) -> None:
    """Remember a choice, with the version of the policy it was made under."""
    response.set_cookie(NAME, f"v1.{choice}", _LIFETIME, path="/", secure=True, httponly=True, samesite="lax")
