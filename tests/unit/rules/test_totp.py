"""Codes of an authenticator: the vectors of RFC 6238, appendix B, in their last six digits."""

from __future__ import annotations

import base64

import pytest

from prodworthy.facts.outcome import Unmeasured
from prodworthy.rules import totp

_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("now", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_vectors(now: float, code: str) -> None:
    assert totp.code(_SECRET, now) == code


def test_as_people_type_it() -> None:
    assert totp.code("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", 59) == "287082"
    assert totp.code("GEZDGNBVGY3TQOJQGE", 59) == totp.code("GEZDGNBVGY3TQOJQGE======", 59)


def test_what_is_no_secret() -> None:
    with pytest.raises(Unmeasured, match="base 32"):
        totp.code("not a secret!", 59)
