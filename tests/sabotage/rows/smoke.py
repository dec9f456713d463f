"""The smoke layer: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import access, browser, contracts

# What two people need to meet, which takes a match.
REALTIME = (
    "smoke.realtime_connects",
    "smoke.realtime_delivers",
    "smoke.realtime_reconnects",
    "security.realtime_sender",
    "security.realtime_logout",
    "security.realtime_origin",
    "security.realtime_refuses_strangers",
)

# What takes something that an account can write, or a conversation.
WRITTEN = (
    "security.method_override",
    "security.other_methods",
    "security.stored_markup",
    "security.template_injection",
)

ROWS: tuple[Row, ...] = (
    # What the site then serves over plain HTTP is made for HTTPS.
    Row(
        "no-https-redirect",
        fails=("smoke.https_redirect", "security.plain_content", "security.websocket_encrypted"),
        may_change=("security.plain_answers",),
        breaks=("BAL-15",),
    ),
    # The visitor's journey asks for readiness, as a visitor of a deployment that is not ready finds nothing.
    Row("dependency-down", fails=("smoke.health", "smoke.readiness", "smoke.reading_journeys")),
    Row("health-degraded-200", fails=("smoke.health",)),
    Row("ready-lies", fails=("smoke.readiness",)),
    Row("health-cached", fails=("smoke.health_fresh",)),
    Row("version-hidden", fails=("smoke.version",)),
    Row("version-stale", fails=("smoke.version",)),
    # A file that is there by intent cannot be told from one that is not.
    Row("soft-404", fails=("smoke.unknown_path",), may_change=("security.secret_files",)),
    # Where nobody can pop a balloon, there is no conversation that others could try to read.
    Row(
        "journey-broken",
        fails=("smoke.journeys#match",),
        may_change=(
            *access.CHANGES,
            *REALTIME,
            "security.age_edits",
            "smoke.promised_refusals",
            "smoke.text_kept",
            *WRITTEN,
            *browser.AFTER_TUTORIAL,
            "e2e.paywall",
            *contracts.CONFORMANCE,
        ),
    ),
    # So few slow reads refute the promise that they are too few for the success rate, and few fit into a budget.
    Row(
        "slow-api",
        fails=("smoke.latency", "smoke.response_times#auth", "smoke.response_times#match-queue"),
        breaks=("BAL-06", "BAL-07"),
        may_change=("smoke.success_rate", *contracts.CONFORMANCE),
        layers=("smoke/test_speed.py", "smoke/test_response_times.py"),  # everything else takes minutes
    ),
    # A failed read is a slow one too; and every fifth read of health or profile may be one that another check sends.
    Row(
        "flaky-api",
        fails=("smoke.success_rate", "smoke.latency"),
        at_random=True,
        may_change=(
            *contracts.CONFORMANCE,
            "security.cache_deception",
            "smoke.health",
            "smoke.health_fresh",
            "smoke.version",
            "smoke.journeys",
            "smoke.response_times",
            "e2e.behaviour_cookies",
            "e2e.behaviour_reads",
            *access.WITH_ACCOUNTS,
            "security.cached_cookies",
            "security.cookies",
            "security.cors_allowed",
            "security.cors_echo",
            "security.cors_neighbours",
            "security.cors_personal",
            "security.cors_preflight",
            "security.cors_reads",
            "security.cors_wording",
            "security.private_caching",
            "security.protected_routes",
            "security.resource_policy",
            "security.session_cookie",
            "security.session_cookie_prefix",
            "security.shared_cache",
            "security.strangers_refused",
        ),
        breaks=("BAL-06",),
    ),
)
