"""Sessions, and what lies beside the API: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_SECURITY = ("security",)

ROWS: tuple[Row, ...] = (
    Row("block-lets-write", ("smoke.promised_refusals#blocked-messages",), layers=("smoke",)),
    Row("session-fixed", ("security.session_renewed",), layers=_SECURITY),
    Row("old-version-open", ("security.old_versions",), layers=_SECURITY),
    Row("request-token-idle", ("security.request_tokens",), layers=_SECURITY),
)
