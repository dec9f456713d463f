"""Browser flows: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows.privacy import SITE

_BROWSER = ("e2e",)

# What cannot be looked at when a stage of the way fails.
_AFTER_CHAT = ("e2e.analytics_sent", "e2e.analytics_refused", "e2e.meeting_accessible")
_AFTER_MATCH = ("e2e.chat", *_AFTER_CHAT)
_AFTER_REVEAL = ("e2e.match", *_AFTER_MATCH)
AFTER_TUTORIAL = ("e2e.reveal", *_AFTER_REVEAL)
_AFTER_LOGIN = (
    "e2e.account_deletion",
    "e2e.card_declined",
    "e2e.deep_link",
    "e2e.error_recovery",
    "e2e.paywall",
    "e2e.premium_price",
    "e2e.reload",
    "e2e.subscription",
)
FORMS = (
    "e2e.personal_data",
    "e2e.signup",
    "e2e.signup_accessible",
    "e2e.signup_keyboard",
    "e2e.signup_paste",
    "e2e.signup_minor_refused",
    "e2e.age_gate_adult_enters",
    "e2e.age_gate_minor_refused",
    "e2e.age_gate_back_button",
)

ROWS: tuple[Row, ...] = (
    # any site
    Row(
        "landing-fails-in-browser",
        ("e2e.landing",),
        # There is no page to look at.
        (
            "e2e.behaviour_mixed_content",
            "e2e.behaviour_scripts",
            "e2e.console",
            "e2e.failed_requests",
            "e2e.document",
            "e2e.phone",
            *SITE,
        ),
        layers=_BROWSER,
    ),
    Row("page-console-error", ("e2e.console",), layers=_BROWSER),
    Row("page-broken-asset", ("e2e.failed_requests",), layers=_BROWSER),
    Row("page-untitled", ("e2e.document",), ("e2e.accessible_pages", "e2e.language"), layers=_BROWSER),
    Row("page-too-wide", ("e2e.phone",), ("e2e.mobile_menu",), layers=_BROWSER),
    Row("terms-missing", ("e2e.legal_pages",), layers=_BROWSER, breaks=("BAL-02",)),
    # the age question
    Row(
        "gate-page-refuses-adults",
        ("e2e.age_gate_adult_enters", "e2e.signup"),
        # Their control is gone, and nobody comes to the form.
        (
            "e2e.age_gate_minor_refused",
            "e2e.age_gate_back_button",
            "e2e.signup_minor_refused",
            "e2e.personal_data",
            "e2e.signup_accessible",
            "e2e.signup_keyboard",
            "e2e.signup_paste",
        ),
        layers=_BROWSER,
        breaks=("BAL-01",),
    ),
    Row(
        "gate-page-admits-minor",
        ("e2e.age_gate_minor_refused",),
        # Nobody was refused who could press the back button.
        ("e2e.age_gate_back_button",),
        layers=_BROWSER,
        breaks=("BAL-01",),
    ),
    Row("gate-back-button", ("e2e.age_gate_back_button",), layers=_BROWSER, breaks=("BAL-01",)),
    Row("gate-suggests-adult", ("e2e.age_gate_neutral",), layers=_BROWSER, breaks=("BAL-01",)),
    Row("gate-date-in-url", ("e2e.age_gate_private",), ("e2e.personal_data",), layers=_BROWSER),  # the same date
    # accounts
    # Its control is gone, and nothing was sent.
    Row("signup-page-broken", ("e2e.signup",), ("e2e.signup_minor_refused", "e2e.personal_data"), layers=_BROWSER),
    Row("signup-page-sends-other-date", ("e2e.signup_minor_refused",), layers=_BROWSER, breaks=("BAL-01",)),
    Row("signup-forgets-minor", ("e2e.signup_minor_refused",), layers=_BROWSER, breaks=("BAL-01",)),
    Row(
        "login-page-broken",
        ("e2e.login",),
        (*_AFTER_LOGIN, *AFTER_TUTORIAL, "e2e.tutorial", "e2e.mobile_menu"),
        layers=_BROWSER,
    ),
    Row("deletion-page-broken", ("e2e.account_deletion",), layers=_BROWSER, breaks=("BAL-02", "BAL-03")),
    Row("deep-link-lost", ("e2e.deep_link",), layers=_BROWSER),
    Row("onboarding-forgets", ("e2e.reload",), layers=_BROWSER),
    # the way to a conversation
    Row("onboarding-stuck", ("e2e.tutorial",), AFTER_TUTORIAL, layers=_BROWSER, breaks=("BAL-16",)),
    # The paywall comes after ten revealed balloons.
    Row("reveal-missing", ("e2e.reveal",), (*_AFTER_REVEAL, "e2e.paywall"), layers=_BROWSER, breaks=("BAL-16",)),
    Row("match-silent", ("e2e.match",), _AFTER_MATCH, layers=_BROWSER),
    Row("chat-not-delivered", ("e2e.chat",), _AFTER_CHAT, layers=_BROWSER, breaks=("BAL-08",)),
    # what is counted
    Row("analytics-before-consent", ("e2e.analytics_refused",), layers=_BROWSER, breaks=("BAL-02", "BAL-19")),
    # The control of the refusal is gone.
    Row(
        "analytics-missing",
        ("e2e.analytics_sent", "e2e.subscription"),
        ("e2e.analytics_refused",),
        layers=_BROWSER,
        breaks=("BAL-17", "BAL-19"),
    ),
    # premium
    Row("paywall-missing", ("e2e.paywall",), layers=_BROWSER, breaks=("BAL-17",)),
    Row("price-wrong", ("e2e.premium_price",), layers=_BROWSER, breaks=("BAL-17",)),
    Row("card-spaces-refused", ("e2e.subscription",), layers=_BROWSER, breaks=("BAL-17",)),
    Row("decline-untold", ("e2e.card_declined",), layers=_BROWSER, breaks=("BAL-17",)),
    # failures and phones
    Row("menu-stuck", ("e2e.mobile_menu",), layers=_BROWSER),
    Row("error-no-retry", ("e2e.error_recovery",), layers=_BROWSER, breaks=("BAL-18",)),
)
