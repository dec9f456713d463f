"""Codes of an authenticator (RFC 6238): SHA-1, six digits, thirty seconds, as the common apps have it."""

from __future__ import annotations

import base64
import binascii
import hmac
import struct

from prodworthy.facts.outcome import Unmeasured

_STEP_S = 30
_DIGITS = 6


def code(secret: str, now: float) -> str:
    """Return the code that belongs to a secret at a moment.

    Args:
        secret: in base 32, with or without padding and spaces; capitals make no difference.
        now: in seconds of Unix time.

    Raises:
        Unmeasured: if that is no base 32.
    """
    written = secret.replace(" ", "").rstrip("=").upper()
    try:
        key = base64.b32decode(written + "=" * (-len(written) % 8))
    except binascii.Error as error:
        raise Unmeasured(f"the secret of an authenticator is not in base 32: {error}") from error
    digest = hmac.new(key, struct.pack(">Q", int(now // _STEP_S)), "sha1").digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}}"
