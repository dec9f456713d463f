"""The smoke layer: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

ROWS: tuple[Row, ...] = (
    # What the site then serves over plain HTTP is made for HTTPS.
    Row("no-https-redirect", fails=("smoke.https_redirect",), may_change=("security.plain_answers",)),
    # The visitor's journey asks for readiness, as a visitor of a deployment that is not ready finds nothing.
    Row("dependency-down", fails=("smoke.health", "smoke.readiness", "smoke.reading_journeys")),
    Row("health-degraded-200", fails=("smoke.health",)),
    Row("ready-lies", fails=("smoke.readiness",)),
    Row("health-cached", fails=("smoke.health_fresh",)),
    Row("version-hidden", fails=("smoke.version",)),
    Row("version-stale", fails=("smoke.version",)),
    Row("soft-404", fails=("smoke.unknown_path",)),
    Row("journey-broken", fails=("smoke.journeys",)),
    # So few slow reads refute the promise that they are too few for the success rate.
    Row("slow-api", fails=("smoke.latency",), may_change=("smoke.success_rate",)),
    # A failed read is a slow one too; and every fifth health read may be one that another check sends.
    Row(
        "flaky-api",
        fails=("smoke.success_rate", "smoke.latency"),
        may_change=(
            "smoke.health",
            "smoke.health_fresh",
            "smoke.version",
            "smoke.journeys",
            "security.api_cacheable",
            "security.cors_personal",
            "security.cors_reads",
            "security.private_caching",
            "security.protected_routes",
            "security.strangers_refused",
        ),
    ),
)
