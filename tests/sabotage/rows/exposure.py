"""Exposure, errors and access: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import access

_OF_KEYS = ("security.token_confusion", "security.token_keys")

ROWS: tuple[Row, ...] = (
    # What a login does not understand is an error too.
    # What is shown of a malformed registration is the trace as well, with the date of birth in it.
    Row(
        "error-stack-trace",
        ("security.error_bodies",),
        ("security.operator_injection", "security.age_refusal_alike", "security.age_refusal_neutral"),
        breaks=("BAL-14",),
    ),
    Row("malformed-json-500", ("security.malformed_json",)),
    Row("error-reflects", ("security.error_reflection",), breaks=("BAL-14",)),
    Row("error-sql", ("security.query_errors", "security.sql_injection"), breaks=("BAL-14",)),
    Row("dotenv-exposed", ("security.dotenv",)),
    Row("git-exposed", ("security.git",)),
    Row("backup-exposed", ("security.secret_files",)),
    Row("signing-key-served", ("security.secret_files",)),
    Row("console-exposed", ("security.operations",)),
    Row("metrics-exposed", ("security.operations",)),
    Row("files-writable", ("security.unsafe_methods",)),
    Row("path-traversal", ("security.path_traversal",)),
    Row("header-injection", ("security.header_injection",), breaks=("BAL-14",)),
    Row("host-trusted", ("security.host_field",)),
    Row("proxy-fields-trusted", ("security.protected_routes",), breaks=("BAL-12",)),
    Row("debug-switch", ("security.debug_switch",)),
    Row("listing-on", ("security.directory_listing",)),
    Row("trace-on", ("security.trace",)),
    Row("key-published", ("security.published_secrets",)),
    Row("source-map-served", ("security.source_maps",)),
    Row("robots-shut", ("security.robots",)),
    Row("security-txt-missing", ("security.security_txt",)),
    Row("security-txt-expired", ("security.security_txt",)),
    # Where strangers are let in, it cannot be seen whether their token in the address counts, or whose key it is of.
    Row(
        "protected-open",
        (
            "security.strangers_refused",
            "security.protected_routes",
            "security.age_gated",
            "security.age_gated_in_turn",
            "security.web_logout",
            *(check for check in access.FORGED if check not in _OF_KEYS),
        ),
        may_change=(
            "security.federated_age",
            "security.old_versions",
            "security.session_renewed",
            "security.token_in_address",
            "smoke.variants_weighted",
            *_OF_KEYS,
        ),
        alone=True,
        breaks=("BAL-01", "BAL-02", "BAL-12", "BAL-20"),
    ),
    # Whoever is let in with anything is let in as a minor, too.
    Row(
        "token-garbage-accepted",
        ("security.protected_routes", *access.FORGED),
        ("security.federated_age",),
        breaks=("BAL-01", "BAL-02", "BAL-12"),
    ),
)
