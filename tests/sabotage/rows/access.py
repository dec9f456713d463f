"""Behind the login: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import guards, typed

_SECURITY = ("security",)

TOKENS = (
    "security.every_operation",
    "security.token_audience",
    "security.token_claims",
    "security.token_confusion",
    "security.token_expired",
    "security.token_in_address",
    "security.token_keys",
    "security.token_lifetime",
    "security.token_purpose",
    "security.token_scheme",
    "security.token_secret",
    "security.token_signature",
    "security.token_unsigned",
)

UNVERIFIED = (
    "security.token_audience",
    "security.token_confusion",
    "security.token_expired",
    "security.token_keys",
)
"""Checks that fail where the signature of a token is not looked at."""

SESSIONS = (
    "security.cross_site_requests",
    "security.logout",
    "security.refresh_tokens",
    "security.web_logout",
)

OBJECTS = (
    "security.location_coarse",
    "security.objects_private",
    "security.objects_unchanged",
    "security.public_profile",
)

LEAVING = ("security.account_deletion", "security.deleted_media", "security.export_complete")
UPLOADS = ("security.upload_active", "security.upload_metadata")
INJECTION = ("security.sql_injection",)
ACCOUNTS = ("security.birth_date_fixed", "security.login_enumeration", "security.mass_assignment")

ABUSE = (
    "security.body_limit",
    "security.body_types",
    "security.duplicate_keys",
    "security.limit_forwarded",
    "security.login_limit",
    "security.requests_limited",
    "security.retry_after",
)

WITH_ACCOUNTS = (
    *guards.WITH_ACCOUNTS,
    *typed.WITH_ACCOUNTS,
    *TOKENS,
    *SESSIONS,
    *OBJECTS,
    *ACCOUNTS,
    *INJECTION,
    *LEAVING,
    *UPLOADS,
    *ABUSE,
)
"""Checks of this part that nothing can be found out of where nobody can sign up, or reads fail at random."""

CHANGES = (
    "security.birth_date_fixed",
    "security.export_complete",
    "security.objects_private",
    "security.objects_unchanged",
)
"""Checks that make something, or change a profile, to see that others cannot."""

FORGED = (
    *guards.ENDED,
    "security.account_deletion",
    "security.every_operation",
    "security.logout",
    *UNVERIFIED,
    "security.token_purpose",
    "security.token_scheme",
    "security.token_signature",
    "security.token_unsigned",
)
"""Checks that fail where strangers are let in whatever they show."""

ROWS: tuple[Row, ...] = (
    Row("jwt-alg-none", ("security.token_unsigned",), layers=_SECURITY, breaks=("BAL-12",)),
    # Such a token is good for its session after its end as well.
    Row(
        "jwt-signature-unchecked",
        ("security.token_signature", "security.logout", *UNVERIFIED, *guards.ENDED),
        layers=_SECURITY,
        breaks=("BAL-12",),
    ),
    # A secret is no private key: with the declared one nothing can be signed any more.
    Row(
        "jwt-weak-secret",
        ("security.token_secret",),
        may_change=("security.token_audience", "security.token_expired"),
        layers=_SECURITY,
    ),
    Row("jwt-algorithm-confusion", ("security.token_confusion",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("jwt-key-in-header", ("security.token_keys",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("jwt-key-fetched", ("security.token_keys",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("jwt-key-from-file", ("security.token_keys",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("jwt-expired-accepted", ("security.token_expired",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("jwt-audience-unchecked", ("security.token_audience",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("refresh-as-access", ("security.token_purpose",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("scheme-prefix", ("security.token_scheme",), layers=_SECURITY),
    Row("jwt-no-expiry", ("security.token_lifetime",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("jwt-long-lived", ("security.token_lifetime",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("jwt-personal-data", ("security.token_claims",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("token-in-url", ("security.token_in_address",), layers=_SECURITY),
    Row("refresh-reuse-allowed", ("security.refresh_tokens",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("refresh-family-survives", ("security.refresh_tokens",), layers=_SECURITY, breaks=("BAL-12",)),
    Row("logout-does-nothing", ("security.logout", "security.web_logout"), layers=_SECURITY, breaks=("BAL-12",)),
    Row("bola-messages", ("security.objects_private", "security.objects_unchanged"), layers=_SECURITY),
    Row("graphql-bola", ("security.objects_private",), layers=_SECURITY),
    Row("bola-delete", ("security.objects_unchanged",), layers=_SECURITY),
    Row("bola-photos", ("security.objects_unchanged",), layers=_SECURITY),
    Row("excess-data", ("security.public_profile",), layers=_SECURITY),
    Row("exact-location", ("security.location_coarse",), layers=_SECURITY),
    Row("mass-assignment", ("security.mass_assignment",), layers=_SECURITY),
    Row("age-editable", ("security.birth_date_fixed", "security.age_edits"), layers=_SECURITY, breaks=("BAL-01",)),
    # Among the most common passwords are short ones.
    Row("password-short-accepted", ("security.password_length",), ("security.password_common",), layers=_SECURITY),
    Row("password-long-refused", ("security.password_kept_whole",), layers=_SECURITY),
    Row("password-cut", ("security.password_kept_whole",), layers=_SECURITY),
    Row("password-folded", ("security.password_kept_whole",), layers=_SECURITY),
    Row("password-common-accepted", ("security.password_common",), layers=_SECURITY),
    Row("password-composition", ("security.password_composition",), layers=_SECURITY),
    Row("login-enumeration", ("security.login_enumeration",), layers=_SECURITY),
    # Where no login is ever refused for some time, there is no refusal to judge and no limit to evade.
    Row(
        "login-unlimited",
        ("security.login_limit",),
        may_change=("security.retry_after", "security.limit_forwarded"),
        layers=_SECURITY,
        breaks=("BAL-13",),
    ),
    Row("retry-after-missing", ("security.retry_after",), layers=_SECURITY, breaks=("BAL-13",)),
    Row("limit-trusts-forwarded", ("security.limit_forwarded",), layers=_SECURITY, breaks=("BAL-13",)),
    Row("body-unlimited", ("security.body_limit",), layers=_SECURITY),
    # GraphQL, in the layer of contracts, reads whatever says that it is something else as well.
    Row(
        "content-type-ignored",
        ("security.body_types",),
        may_change=("contract.graphql_by_other_means",),
        layers=_SECURITY,
    ),
    Row(
        "duplicate-keys-accepted",
        ("security.duplicate_keys", "security.age_duplicates"),
        layers=_SECURITY,
        breaks=("BAL-01",),
    ),
    Row("sql-injection", ("security.sql_injection",), layers=_SECURITY, breaks=("BAL-14",)),
    Row("export-incomplete", ("security.export_complete",), layers=_SECURITY, breaks=("BAL-02",)),
    Row(
        "deletion-incomplete",
        ("security.account_deletion",),
        ("security.deletion_complete", "security.deleted_address"),  # nothing was deleted
        layers=_SECURITY,
        breaks=("BAL-02",),
    ),
    Row("media-survives-deletion", ("security.deleted_media",), layers=_SECURITY, breaks=("BAL-02", "BAL-09")),
    Row("upload-svg-accepted", ("security.upload_active",), layers=_SECURITY, breaks=("BAL-09", "BAL-14")),
    # What is not looked at is not made anew either.
    Row(
        "upload-unchecked",
        ("security.upload_active", "security.upload_metadata"),
        layers=_SECURITY,
        breaks=("BAL-09", "BAL-14"),
    ),
    Row("photo-metadata-kept", ("security.upload_metadata",), layers=_SECURITY, breaks=("BAL-09",)),
    Row("app-links-broken", ("security.app_links",), layers=_SECURITY, breaks=("BAL-03",)),
    Row("csrf-unchecked", ("security.cross_site_requests",), layers=_SECURITY, breaks=("BAL-14",)),
)
