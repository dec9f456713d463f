"""Access tokens: short-lived JSON Web Tokens, signed with a key whose public half is published."""

import json
import secrets
import time
import warnings
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization

from demo.kernel import careless_keys
from demo.kernel.accounts import User
from demo.kernel.deployment import Deployment

LIFETIME = 900
"""Seconds an access token is good for."""

_TYPE = "at+jwt"
_ALGORITHM = "ES256"
_KEY_ID = "1"
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
    if faults.planted("jwt-weak-secret"):
        # The key is short on purpose under this fault, which the library would warn of.
        with warnings.catch_warnings(action="ignore"):
            return jwt.encode(claims, _WEAK, algorithm="HS256", headers={"typ": _TYPE})
    return jwt.encode(claims, deployment.signing_key, algorithm=_ALGORITHM, headers={"typ": _TYPE, "kid": _KEY_ID})


def read(deployment: Deployment, token: str) -> dict[str, Any] | None:
    """Give the claims of an access token, or nothing if it is not genuine and current."""
    faults = deployment.faults
    try:
        header = jwt.get_unverified_header(token)
        if str(header.get("alg")).lower() == "none":
            return peek(token) if faults.planted("jwt-alg-none") else None
        if faults.planted("jwt-signature-unchecked"):
            return peek(token)
        if careless_keys.accepts(deployment, header, token):
            return peek(token)
        anyone = faults.planted("jwt-audience-unchecked")
        if not anyone and (header.get("typ") != _TYPE or "crit" in header):
            return None
        endless, weak = faults.planted("jwt-no-expiry"), faults.planted("jwt-weak-secret")
        with warnings.catch_warnings(action="ignore"):
            return jwt.decode(
                token,
                _WEAK if weak else deployment.signing_key.public_key(),
                algorithms=["HS256"] if weak else [_ALGORITHM],
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


def published(deployment: Deployment) -> dict[str, Any]:
    """Give the key set with which others can verify the tokens (RFC 7517)."""
    key = jwt.algorithms.ECAlgorithm.to_jwk(deployment.signing_key.public_key(), as_dict=True)
    return {"keys": [{**key, "kid": _KEY_ID, "use": "sig", "alg": _ALGORITHM}]}


def private_pem(deployment: Deployment) -> str:
    """Write the signing key down, for tests that need tokens which the site would not issue."""
    return deployment.signing_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def peek(token: str) -> dict[str, Any]:
    """Read the claims of a token without checking anything: what only a fault does."""
    try:
        claims = json.loads(careless_keys.decoded(token.split(".")[1]))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}
