"""Privacy, and the pages that law and stores ask for: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_BROWSER = ("e2e",)
_SECURITY = ("security",)

SITE = (
    "e2e.accessibility_statement",
    "e2e.accessible_beyond",
    "e2e.accessible_pages",
    "e2e.consent_first",
    "e2e.consent_kept",
    "e2e.consent_no_wall",
    "e2e.consent_offer",
    "e2e.consent_refused",
    "e2e.consent_scriptless",
    "e2e.consent_withdrawn",
    "e2e.deletion_page",
    "e2e.keyboard",
    "e2e.language",
    "e2e.legal_pages",
    "e2e.motion",
    "e2e.notice_page",
    "e2e.policy_content",
    "e2e.privacy_signal",
    "e2e.sale_choice",
    "e2e.third_parties",
    "e2e.untranslated",
    "e2e.zoom",
)
"""What is judged by visits to the first page and to the legal pages."""

ROWS: tuple[Row, ...] = (
    Row(
        "tracker-before-consent", ("e2e.consent_first",), ("e2e.third_parties",), layers=_BROWSER, breaks=("BAL-02",)
    ),  # nor is it named
    # What is stored after a refusal is stored after a withdrawal as well.
    Row("refusal-ignored", ("e2e.consent_refused",), ("e2e.consent_withdrawn",), layers=_BROWSER, breaks=("BAL-02",)),
    # Nobody refused.
    Row(
        "refusal-hidden",
        ("e2e.consent_offer",),
        ("e2e.consent_refused", "e2e.consent_kept", "e2e.consent_no_wall"),
        layers=_BROWSER,
        breaks=("BAL-02",),
    ),
    Row("refusal-small", ("e2e.consent_offer",), layers=_BROWSER, breaks=("BAL-02",)),
    Row("consent-preticked", ("e2e.consent_offer",), layers=_BROWSER, breaks=("BAL-02",)),
    # Whose refusal is forgotten is treated as someone who was not asked yet.
    Row(
        "refusal-forgotten",
        ("e2e.consent_kept",),
        ("e2e.consent_refused", "e2e.consent_no_wall"),
        layers=_BROWSER,
        breaks=("BAL-02",),
    ),
    Row("withdrawal-ignored", ("e2e.consent_withdrawn",), layers=_BROWSER, breaks=("BAL-02",)),
    Row("gpc-ignored", ("e2e.privacy_signal",), layers=_BROWSER, breaks=("BAL-02",)),
    Row("third-party-undisclosed", ("e2e.third_parties",), layers=_BROWSER, breaks=("BAL-02",)),
    Row(
        "policy-soft-404",
        ("e2e.legal_pages",),
        # The choice stands on the policy's page, and so does the contact.
        ("e2e.consent_withdrawn", "e2e.policy_content", "e2e.sale_choice"),
        layers=_BROWSER,
        breaks=("BAL-02",),
    ),
    Row("terms-unlinked", ("e2e.legal_pages",), layers=_BROWSER, breaks=("BAL-02",)),
    Row("policy-silent", ("e2e.policy_content",), layers=_BROWSER, breaks=("BAL-02",)),
    Row("sale-choice-unlinked", ("e2e.sale_choice",), layers=_BROWSER, breaks=("BAL-02",)),
    Row("deletion-page-walled", ("e2e.deletion_page",), layers=_BROWSER, breaks=("BAL-03",)),
    Row("noscript-pixel", ("e2e.consent_scriptless",), layers=_BROWSER),
    Row("refusal-wall", ("e2e.consent_no_wall",), layers=_BROWSER),
    Row("notice-page-walled", ("e2e.notice_page",), layers=_BROWSER),
    Row("gpc-file-broken", ("security.privacy_signal_statement",), layers=_SECURITY),
    Row("deletion-only-hides", ("security.deletion_complete",), layers=_SECURITY, breaks=("BAL-02",)),
    Row("deletion-blocks-address", ("security.deleted_address",), layers=_SECURITY, breaks=("BAL-02",)),
    Row("address-in-url", ("e2e.personal_data",), layers=_BROWSER, breaks=("BAL-02",)),
    Row("address-to-partner", ("e2e.personal_data",), layers=_BROWSER, breaks=("BAL-02",)),
)
