"""Accessibility and language: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_BROWSER = ("e2e",)

ROWS: tuple[Row, ...] = (
    Row("contrast-low", ("e2e.accessible_pages",), layers=_BROWSER),
    Row("targets-small", ("e2e.accessible_beyond",), layers=_BROWSER),
    Row("focus-invisible", ("e2e.keyboard",), layers=_BROWSER),
    Row("keyboard-trap", ("e2e.keyboard",), layers=_BROWSER),
    Row("zoom-broken", ("e2e.zoom",), layers=_BROWSER),
    Row("motion-kept", ("e2e.motion",), layers=_BROWSER),
    Row("language-wrong", ("e2e.language",), layers=_BROWSER),
    Row("label-missing", ("e2e.signup_accessible",), layers=_BROWSER),
    Row("signup-keyboard-trap", ("e2e.signup_keyboard",), layers=_BROWSER),
    Row("paste-blocked", ("e2e.signup_paste",), layers=_BROWSER),
    Row("statement-silent", ("e2e.accessibility_statement",), layers=_BROWSER),
    Row("hreflang-wrong", ("e2e.hreflang",), layers=_BROWSER),
    Row("messages-pale", ("e2e.meeting_accessible",), layers=_BROWSER),
    Row("keys-shown", ("e2e.untranslated",), layers=_BROWSER),
)
