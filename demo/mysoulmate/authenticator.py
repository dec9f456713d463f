"""Codes of an authenticator: TOTP (RFC 6238), six digits, thirty seconds, SHA-1, as the common apps have it."""

import base64
import hmac
import secrets
import struct
import time

_STEP_S = 30


def new_secret() -> str:
    """Make a secret, in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: str, step: int) -> str:
    """Give the code of a step of time."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), "sha1").digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def fits(secret: str, given: str, now: float | None = None) -> bool:
    """Say whether a code is that of now, or of the step before or after it."""
    step = int((time.time() if now is None else now) // _STEP_S)
    return any(hmac.compare_digest(code(secret, step + shift), given) for shift in (-1, 0, 1))
