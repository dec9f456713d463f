"""MySoulmate: which of its faults makes which checks fail, and breaks which of its promises."""

from __future__ import annotations

from tests.sabotage.row import Row

_SMOKE, _SECURITY, _E2E = ("smoke",), ("security",), ("e2e",)


def _row(fault: str, failing: str, *breaks: str, layers: tuple[str, ...] = _SMOKE) -> Row:
    fails = tuple(failing.split())
    return Row(f"mysoulmate-{fault}", fails=fails, layers=layers, product="mysoulmate", breaks=breaks)


ROWS: tuple[Row, ...] = (
    _row("locale-unlisted", "smoke.languages_listed", "SOU-03"),
    _row("fallback-missing", "smoke.language_fallback", "SOU-03"),
    _row("locale-order", "smoke.language_chosen", "SOU-04"),
    _row("weights-ignored", "smoke.language_chosen", "SOU-04"),
    _row("language-untold", "smoke.language_chosen", "SOU-04"),
    # The checklist at the end of the launch document names the languages, the error tracking and the page of the API.
    _row("translations-lost", "smoke.languages_complete", "SOU-05", "SOU-15"),
    _row("parameters-raw", "smoke.texts_filled", "SOU-05"),
    _row("plurals-english", "smoke.plural_forms", "SOU-05"),
    _row("errors-untranslated", "smoke.errors_translated", "SOU-05"),
    # A browser sees that such a page is not in the language that it says, and cannot find what a policy has to say.
    Row(
        "mysoulmate-legal-untranslated",
        fails=("smoke.legal_pages_translated",),
        may_change=("e2e.language", "e2e.policy_content"),
        layers=_SMOKE,
        product="mysoulmate",
        breaks=(),
    ),
    _row("queue-long", "smoke.metric_gates#queue", "SOU-13"),
    _row("text-cut", "smoke.text_kept"),
    _row("formats-english", "smoke.formats_localised", "SOU-16"),
    _row(
        "analytics-personal",
        "smoke.promised_refusals#analytics-personal smoke.promised_refusals#groups-personal",
        "SOU-01",
    ),
    _row("code-unchecked", "smoke.promised_refusals#wrong-code", "SOU-11"),
    _row("age-unchecked", "smoke.promised_refusals#under-age smoke.promised_refusals#age-untold", "SOU-12"),
    _row("csv-incomplete", "smoke.journeys#export", "SOU-11"),
    _row("error-id-missing", "security.error_ids", "SOU-06", "SOU-15", layers=_SECURITY),
    _row("analytics-of-others", "security.objects_private", "SOU-02", layers=_SECURITY),
    _row("dashboard-open", "security.admin_operations", "SOU-02", layers=_SECURITY),
    _row("page-admits-minors", "e2e.mysoulmate_age", "SOU-12", layers=_E2E),
    _row("language-stuck", "e2e.mysoulmate_language", "SOU-03", layers=_E2E),
    _row("companion-silent", "e2e.mysoulmate_companion", layers=_E2E),
    _row("api-page-empty", "e2e.mysoulmate_api_page", "SOU-07", "SOU-15", layers=_E2E),
)
