"""Access tokens: short-lived JSON Web Tokens."""

import base64
import json
import secrets
import time
import warnings
from typing import Any

import jwt

from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment

LIFETIME = 900
"""Seconds an access token is good for."""

_TYPE = "at+jwt"


_WEAK = b"secret"
_MONTH = 30 * 24 * 3600


def issue(
    deployment: Deployment, user: User, session_id: str, *, lifetime: int = LIFETIME, audience: str | None = None
) -> str:
    """Make an access token for a session."""
    faults = deployment.faults
    now = int(time.time())
    if faults.planted("jwt-long-lived"):
        lifetime = _MONTH
    claims: dict[str, Any] = {
        "iss": deployment.addresses.url,
        "aud": audience or deployment.product,
        "sub": user.id,
        "sid": session_id,
        "jti": secrets.token_urlsafe(16),
        "iat": now + min(0, lifetime),
        "exp": now + lifetime,
    }
    if faults.planted("jwt-no-expiry"):
        del claims["exp"]
    if faults.planted("jwt-personal-data"):
        claims |= {"email": user.email, "dateOfBirth": str(user.date_of_birth)}
    # The key is short on purpose under this fault, which the library would warn of.
    secret = _WEAK if faults.planted("jwt-weak-secret") else deployment.secret
    with warnings.catch_warnings(action="ignore"):
        return jwt.encode(claims, secret, algorithm="HS256", headers={"typ": _TYPE})


def read(deployment: Deployment, token: str) -> dict[str, Any] | None:
    """Give the claims of an access token, or nothing if it is not genuine and current."""
    faults = deployment.faults
    try:
        header = jwt.get_unverified_header(token)
        if str(header.get("alg")).lower() == "none":
            return peek(token) if faults.planted("jwt-alg-none") else None
        if faults.planted("jwt-signature-unchecked"):
            return peek(token)
        anyone = faults.planted("jwt-audience-unchecked")
        if not anyone and (header.get("typ") != _TYPE or "crit" in header):
            return None
        endless = faults.planted("jwt-no-expiry")
        with warnings.catch_warnings(action="ignore"):
            return jwt.decode(
                token,
                _WEAK if faults.planted("jwt-weak-secret") else deployment.secret,
                algorithms=["HS256"],
                audience=deployment.product,
                issuer=deployment.addresses.url,
                options={
                    "require": ["iat", "jti", "sub", "sid"] if endless else ["exp", "iat", "jti", "sub", "sid"],
                    "verify_aud": not anyone,
                    "verify_exp": not faults.planted("jwt-expired-accepted"),
                },
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
