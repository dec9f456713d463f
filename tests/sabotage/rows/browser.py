"""Browser flows: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_BROWSER = ("e2e",)

ROWS: tuple[Row, ...] = (
    # any site
    Row(
        "landing-fails-in-browser",
        ("e2e.landing",),
        # There is no page to look at.
        ("e2e.console", "e2e.failed_requests", "e2e.document", "e2e.phone", "e2e.legal_pages"),
        layers=_BROWSER,
    ),
    Row("page-console-error", ("e2e.console",), layers=_BROWSER),
    Row("page-broken-asset", ("e2e.failed_requests",), layers=_BROWSER),
    Row("page-untitled", ("e2e.document",), layers=_BROWSER),
    Row("page-too-wide", ("e2e.phone",), layers=_BROWSER),
    Row("terms-missing", ("e2e.legal_pages",), layers=_BROWSER),
    # the age question
    Row(
        "gate-page-refuses-adults",
        ("e2e.age_gate_adult_enters",),
        # Their control is gone.
        ("e2e.age_gate_minor_refused", "e2e.age_gate_back_button"),
        layers=_BROWSER,
    ),
    Row(
        "gate-page-admits-minor",
        ("e2e.age_gate_minor_refused",),
        # Nobody was refused who could press the back button.
        ("e2e.age_gate_back_button",),
        layers=_BROWSER,
    ),
    Row("gate-back-button", ("e2e.age_gate_back_button",), layers=_BROWSER),
    Row("gate-suggests-adult", ("e2e.age_gate_neutral",), layers=_BROWSER),
)
