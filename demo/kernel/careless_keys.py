"""How a careless verifier of tokens finds the key: by what the token itself says."""

import base64
import hashlib
import hmac
import json
import posixpath
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization

from demo.kernel.deployment import Deployment

_KEYS = "/srv/balloond/keys"
_WAIT = 2


def accepts(deployment: Deployment, header: Mapping[str, Any], token: str) -> bool:
    """Say whether a planted fault takes the token for genuine; without a fault nothing is."""
    planted = deployment.faults.planted
    if planted("jwt-algorithm-confusion") and _signed_with(token, _public_pem(deployment)):
        return True
    if planted("jwt-key-in-header") and "jwk" in header and _verified(token, header["jwk"]):
        return True
    if planted("jwt-key-fetched") and str(header.get("jku", "")).startswith("http://127.0.0.1:"):
        with urllib.request.urlopen(header["jku"], timeout=_WAIT) as answer:  # noqa: S310 - to loopback only
            return _verified(token, json.load(answer)["keys"][0])
    if planted("jwt-key-from-file") and "kid" in header:
        file = Path(posixpath.normpath(posixpath.join(_KEYS, str(header["kid"]))))
        return file.exists() and not file.is_dir() and _signed_with(token, file.read_bytes())
    return False


def decoded(part: str) -> bytes:
    """Decode a part of a token."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _public_pem(deployment: Deployment) -> bytes:
    return deployment.signing_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _signed_with(token: str, secret: bytes) -> bool:
    signed, _, signature = token.rpartition(".")
    made = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(made, decoded(signature))


def _verified(token: str, key: dict[str, Any]) -> bool:
    try:
        jwt.decode(token, jwt.PyJWK(key, algorithm="ES256").key, algorithms=["ES256"], options={"verify_aud": False})
    except (jwt.PyJWTError, ValueError):
        return False
    return True
