"""Browser policy: headers, cookies, CORS: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import browser

_WITH_BROWSER = ("smoke", "security", "e2e/test_behaviour.py")

ROWS: tuple[Row, ...] = (
    # Without a valid policy there is none to extend to subdomains.
    Row("hsts-missing", ("security.hsts",), ("security.hsts_subdomains",), breaks=("BAL-15",)),
    Row("hsts-short", ("security.hsts",), breaks=("BAL-15",)),
    Row("hsts-malformed", ("security.hsts",), ("security.hsts_subdomains",), breaks=("BAL-15",)),
    Row("hsts-missing-on-errors", ("security.hsts",), breaks=("BAL-15",)),
    Row("hsts-no-subdomains", ("security.hsts_subdomains",)),
    Row("plain-sets-cookie", ("security.plain_answers",), breaks=("BAL-15",)),
    # Without a policy there is none to look at more closely.
    Row(
        "csp-missing",
        ("security.csp", "e2e.behaviour_scripts"),
        ("security.csp_side_doors", "security.csp_wording", "security.api_policy"),
        layers=_WITH_BROWSER,
        breaks=("BAL-14", "BAL-15"),
    ),
    Row(
        "csp-unsafe-inline",
        ("security.csp", "e2e.behaviour_scripts"),
        layers=_WITH_BROWSER,
        breaks=("BAL-14", "BAL-15"),
    ),
    Row("csp-wildcard", ("security.csp",), breaks=("BAL-14", "BAL-15")),
    Row("csp-unsafe-eval", ("security.csp_side_doors",)),
    Row("csp-misspelt", ("security.csp_wording",)),
    Row("csp-nonce-static", ("security.csp_nonce",)),
    Row("nosniff-missing", ("security.nosniff",), breaks=("BAL-15",)),
    Row(
        "framing-allowed",
        ("security.framing", "security.age_question_framed", "e2e.behaviour_framing"),
        ("security.api_policy",),
        layers=_WITH_BROWSER,
        breaks=("BAL-15",),
    ),
    Row(
        "framing-disagrees",
        (
            "security.framing",
            "security.conflicting_headers",
            "security.age_question_framed",
            "e2e.behaviour_framing",
        ),
        alone=True,  # it is written into the policy, which another fault takes away
        layers=_WITH_BROWSER,
        breaks=("BAL-15",),
    ),
    Row(
        "framing-allow-from",
        ("security.framing", "security.age_question_framed", "e2e.behaviour_framing"),
        ("security.api_policy",),
        layers=_WITH_BROWSER,
        breaks=("BAL-15",),
    ),
    # Every other client is told the right thing, so only a browser shows it.
    Row("framing-open-to-browsers", ("e2e.behaviour_framing",), layers=_WITH_BROWSER),
    Row("referrer-unsafe-url", ("security.referrer",), breaks=("BAL-15",)),
    Row("server-banner", ("security.banner",), breaks=("BAL-15",)),
    Row("powered-by", ("security.banner",), breaks=("BAL-15",)),
    Row("page-no-charset", ("security.content_types",)),
    Row("xss-auditor-on", ("security.obsolete_headers",), breaks=("BAL-15",)),
    # The second policy hides from which page a form is sent, so the pages' own forms are refused.
    Row("headers-doubled", ("security.conflicting_headers",), browser.FORMS),
    Row("permissions-for-all", ("security.permissions",)),
    Row("opener-kept", ("security.opener",), breaks=("BAL-15",)),
    Row("resource-policy-open", ("security.resource_policy",), breaks=("BAL-15",)),
    Row(
        "mixed-content",
        ("security.mixed_content", "e2e.behaviour_mixed_content"),
        layers=_WITH_BROWSER,
        breaks=("BAL-15",),
    ),
    # The browser is kept from loading it by the page's policy, and says so in its console.
    Row("script-unbound", ("security.integrity",), ("e2e.console", "e2e.failed_requests")),
    Row("api-policy-missing", ("security.api_policy",)),
    # What a browser keeps, it shows again: the form that was refused, and the question that was answered.
    Row(
        "page-kept-long",
        ("security.kept_files", "security.age_gate_caching"),
        ("e2e.signup_minor_refused", "e2e.consent_kept", "e2e.consent_refused", "e2e.consent_withdrawn"),
        breaks=("BAL-05",),
    ),
    Row("assets-not-kept", ("security.kept_files",), breaks=("BAL-05",)),
    Row("cache-deceived", ("security.cache_deception",)),
    Row("cache-poisoned", ("security.cache_poisoning",)),
    Row(
        "api-cacheable",
        ("security.private_caching", "security.token_caching"),
        ("smoke.health_fresh", "security.age_gate_caching"),
        breaks=("BAL-12",),
    ),
    Row(
        "profile-cache-shared",
        ("security.shared_cache",),
        # Strangers are served the profile that was kept.
        (
            "security.every_operation",
            "security.protected_routes",
            "security.token_confusion",
            "security.token_in_address",
            "security.session_renewed",  # which looks for something that strangers do not get
        ),
        alone=True,
        breaks=("BAL-12",),
    ),
    Row("visitor-cookie-careless", ("security.cookies",)),
    # Where no cookie was, there is one to look at now, and it is a good one; but nobody has agreed to it.
    Row(
        "static-sets-cookie",
        ("security.cached_cookies",),
        (
            "security.cookies",
            "e2e.consent_first",
            "e2e.consent_refused",
            "e2e.consent_withdrawn",
            "e2e.privacy_signal",
        ),
    ),
    # The prefix of the name demands Secure, so whoever forgets Secure has another name.
    Row(
        "cookie-no-secure",
        ("security.session_cookie", "security.session_cookie_prefix"),
        ("security.realtime_origin",),
        breaks=("BAL-14",),
    ),
    Row(
        "cookie-no-httponly",
        ("security.session_cookie", "e2e.behaviour_cookies"),
        layers=_WITH_BROWSER,
        breaks=("BAL-14",),
    ),
    Row("cookie-samesite-none", ("security.session_cookie",), breaks=("BAL-14",)),
    # An origin that is trusted for reading is granted its preflights too.
    Row(
        "cors-reflects-origin",
        ("security.cors_reads", "security.cors_preflight"),
        ("security.cors_neighbours", "security.cors_personal"),
    ),
    Row(
        "session-shared",
        ("e2e.behaviour_reads", "security.cors_reads", "security.cors_preflight", "security.session_cookie"),
        ("security.cors_neighbours", "security.cors_personal"),
        layers=_WITH_BROWSER,
        breaks=("BAL-14",),
    ),
    Row("cors-null-origin", ("security.cors_reads", "security.cors_preflight")),
    Row("cors-preflight-any", ("security.cors_preflight",), ("security.cors_wording",)),
    # A declared origin's preflight is the control of the strangers'.
    Row("cors-preflight-needs-login", ("security.cors_allowed",), ("security.cors_preflight",)),
    Row("cors-echo", ("security.cors_echo",), alone=True),
    Row("cors-trusts-localhost", ("security.cors_neighbours",)),
    Row("cors-star-personal", ("security.cors_personal",)),
    Row("cors-exposes-credentials", ("security.cors_wording",)),
)
