"""The session cookie of the pages."""

import secrets

from starlette.responses import Response

from demo.kernel.deployment import Deployment
from demo.kernel.sessions import COOKIE_LIFETIME

NAME = "__Host-session"
"""The name of the cookie; its prefix makes browsers insist on Secure, Path=/ and no Domain."""


def set_session(deployment: Deployment, response: Response, value: str) -> None:
    """Give a browser its session cookie."""
    response.headers.append("Set-Cookie", _cookie(deployment, value, COOKIE_LIFETIME))


def set_idle_token(response: Response) -> None:
    """Give a browser a token to send along with every change, which nobody ever compares."""
    response.headers.append("Set-Cookie", f"XSRF-TOKEN={secrets.token_hex(16)}; Path=/; Secure; SameSite=Lax")


def clear_session(deployment: Deployment, response: Response) -> None:
    """Take the session cookie away, and what else the browser keeps of us."""
    response.headers.append("Set-Cookie", _cookie(deployment, "", 0))
    response.headers["Clear-Site-Data"] = '"cookies", "storage"'


def _cookie(deployment: Deployment, value: str, max_age: int) -> str:
    faults = deployment.faults
    # Browsers refuse the prefix without Secure, so whoever forgets Secure has another name, or nobody could log in.
    name = NAME.removeprefix("__Host-") if faults.planted("cookie-no-secure") else NAME
    parts = [f"{name}={value}", "Path=/", f"Max-Age={max_age}"]
    if not faults.planted("cookie-no-secure"):
        parts.append("Secure")
    if not faults.planted("cookie-no-httponly"):
        parts.append("HttpOnly")
    anywhere = faults.planted("cookie-samesite-none") or faults.planted("session-shared")
    parts.append("SameSite=None" if anywhere else "SameSite=Lax")
    return "; ".join(parts)
