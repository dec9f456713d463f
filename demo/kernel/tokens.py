"""Access tokens: short-lived JSON Web Tokens."""

import base64
import json
import secrets
import time
from typing import Any

import jwt

from demo.kernel.deployment import Deployment

LIFETIME = 900
"""Seconds an access token is good for."""

_TYPE = "at+jwt"


def issue(deployment: Deployment, user_id: str, session_id: str, *, lifetime: int = LIFETIME) -> str:
    """Make an access token for a session."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": deployment.addresses.url,
        "aud": deployment.product,
        "sub": user_id,
        "sid": session_id,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + lifetime,
    }
    return jwt.encode(claims, deployment.secret, algorithm="HS256", headers={"typ": _TYPE})


def read(deployment: Deployment, token: str) -> dict[str, Any] | None:
    """Give the claims of an access token, or nothing if it is not genuine and current."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("typ") != _TYPE or "crit" in header:
            return None
        return jwt.decode(
            token,
            deployment.secret,
            algorithms=["HS256"],
            audience=deployment.product,
            issuer=deployment.addresses.url,
            options={"require": ["exp", "iat", "jti", "sub", "sid"]},
        )
    except jwt.InvalidTokenError:
        return None


def peek(token: str) -> dict[str, Any]:
    """Read the claims of a token without checking anything: what only a fault does."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}
