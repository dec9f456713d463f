"""Behind the login: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_SECURITY = ("security",)

TOKENS = (
    "security.every_operation",
    "security.token_claims",
    "security.token_in_address",
    "security.token_lifetime",
    "security.token_secret",
    "security.token_signature",
    "security.token_unsigned",
)

WITH_ACCOUNTS = (*TOKENS,)
"""Checks of this part that nothing can be found out of where nobody can sign up, or reads fail at random."""

FORGED = ("security.every_operation", "security.token_signature", "security.token_unsigned")
"""Checks that fail where strangers are let in whatever they show."""

ROWS: tuple[Row, ...] = (
    Row("jwt-alg-none", ("security.token_unsigned",), layers=_SECURITY),
    Row("jwt-signature-unchecked", ("security.token_signature",), layers=_SECURITY),
    Row("jwt-weak-secret", ("security.token_secret",), layers=_SECURITY),
    Row("jwt-no-expiry", ("security.token_lifetime",), layers=_SECURITY),
    Row("jwt-long-lived", ("security.token_lifetime",), layers=_SECURITY),
    Row("jwt-personal-data", ("security.token_claims",), layers=_SECURITY),
    Row("token-in-url", ("security.token_in_address",), layers=_SECURITY),
)
