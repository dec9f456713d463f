"""What people send, and what reaches out of the service: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_SECURITY = ("security",)

WITH_ACCOUNTS = (
    "security.foreign_parameters",
    "security.method_override",
    "security.other_methods",
    "security.private_fields",
    "security.server_fetches",
    "security.stored_markup",
    "security.template_injection",
    "security.upload_names",
    "security.upload_served",
)
"""Checks of this part that nothing can be found out of where nobody can sign up, or reads fail at random."""

ROWS: tuple[Row, ...] = (
    Row("profile-evaluated", ("security.template_injection",), layers=_SECURITY),
    Row("error-evaluates", ("security.template_reflected",), layers=_SECURITY),
    Row("profile-markup-raw", ("security.stored_markup",), layers=_SECURITY),
    Row("graphql-field-open", ("security.private_fields",), layers=_SECURITY),
    Row("graphql-by-address", ("contract.graphql_by_other_means",), layers=("contract",)),
    Row("profile-of-parameter", ("security.foreign_parameters",), layers=_SECURITY),
    Row("method-override", ("security.method_override",), layers=_SECURITY),
    Row("history-deletable", ("security.other_methods",), layers=_SECURITY),
    Row("preview-fetches-anything", ("security.server_fetches",), layers=_SECURITY),
    Row("xml-expanded", ("security.xml_entities",), layers=_SECURITY),
    Row("hook-unsigned", ("security.hooks_signed",), layers=_SECURITY),
    Row("hook-signature-unchecked", ("security.hooks_signed",), layers=_SECURITY),
    Row("redirect-parameter", ("security.onward_redirects",), layers=_SECURITY),
    Row("bucket-listed", ("security.storage_closed",), layers=_SECURITY),
    Row("debug-route", ("security.development_routes",), layers=_SECURITY),
    # Under a name that leads elsewhere it is not delivered at all, and the edge forgets it under its own name only.
    Row(
        "upload-name-kept",
        ("security.upload_names",),
        may_change=("security.upload_served", "security.deleted_media"),
        layers=_SECURITY,
        breaks=("BAL-02", "BAL-09"),
    ),
    Row("upload-served-loosely", ("security.upload_served",), layers=_SECURITY),
)
