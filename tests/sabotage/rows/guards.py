"""What guards accounts besides a login: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_SECURITY = ("security",)

WITH_ACCOUNTS = (
    "security.address_variants",
    "security.admin_operations",
    "security.default_accounts",
    "security.federated_age",
    "security.federated_forged",
    "security.login_timing",
    "security.old_versions",
    "security.operator_injection",
    "security.paid_operations",
    "security.path_variants",
    "security.password_change",
    "security.password_change_sessions",
    "security.request_tokens",
    "security.reset_enumeration",
    "security.reset_told",
    "security.session_list",
    "security.session_renewed",
)
"""Checks of this part that nothing can be found out of where nobody can sign up, or reads fail at random."""

ENDED = ("security.password_change_sessions", "security.session_list")
"""Checks that fail where a token is good after the end of its session."""

ROWS: tuple[Row, ...] = (
    Row("admin-open", ("security.admin_operations",), layers=_SECURITY),
    Row("admin-by-header", ("security.admin_operations",), layers=_SECURITY),
    Row("path-variants-unguarded", ("security.path_variants",), layers=_SECURITY),
    Row("premium-unchecked", ("security.paid_operations",), layers=_SECURITY, breaks=("BAL-17",)),
    Row("nosql-operators", ("security.operator_injection",), layers=_SECURITY, breaks=("BAL-14",)),
    Row("default-account", ("security.default_accounts",), layers=_SECURITY),
    Row("login-timing", ("security.login_timing",), layers=_SECURITY),
    Row("address-case-variants", ("security.address_variants",), layers=_SECURITY),
    # Whoever is let in without the current password has changed it: with the old one nothing is changed any more.
    Row(
        "password-change-unconfirmed",
        ("security.password_change",),
        may_change=("security.password_change_sessions",),
        layers=_SECURITY,
    ),
    Row("password-change-keeps-sessions", ("security.password_change_sessions",), layers=_SECURITY),
    Row("reset-told", ("security.reset_told", "security.reset_enumeration"), layers=_SECURITY),
    Row("reset-enumeration", ("security.reset_enumeration",), layers=_SECURITY),
    Row("sessions-hidden", ("security.session_list",), layers=_SECURITY),
    Row("session-outlives-end", ("security.session_list",), layers=_SECURITY),
    Row(
        "graphql-admits-minor",
        ("security.age_other_ways",),
        ("security.age_window",),
        layers=_SECURITY,
        breaks=("BAL-01",),
    ),
    # Whoever is taken for somebody by a forged token is that somebody at the next genuine one as well.
    Row(
        "google-signature-unchecked",
        ("security.federated_forged",),
        may_change=("security.federated_age",),
        layers=_SECURITY,
    ),
    Row("google-skips-gate", ("security.federated_age",), layers=_SECURITY, breaks=("BAL-01",)),
)
