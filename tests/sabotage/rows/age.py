"""The age gate: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import access
from tests.sabotage.rows.smoke import REALTIME

# What is said of refusals takes that somebody was refused.
OF_REFUSALS = (
    "security.age_no_session",
    "security.age_refusal_alike",
    "security.age_refusal_neutral",
    "security.age_refused_again",
)

OF_TEXTS = (
    "security.age_ambiguous",
    "security.age_disguised",
    "security.age_duplicates",
    "security.age_implausible",
    "security.age_layouts",
    "security.age_media_types",
    "security.age_number",
)

_REFUSALS = (
    *OF_REFUSALS,
    *OF_TEXTS,
    "security.age_edits",
    "security.age_gated_in_turn",
    "security.age_stored",
    "security.age_other_ways",
    "security.age_boundary_everywhere",
    "security.age_boundary_tomorrow",
    "security.age_client_flags",
    "security.age_minors_refused",
    "security.age_missing",
    "security.age_not_a_date",
    "security.age_null",
)

# What takes an account that is made for it.
_WITH_PEOPLE = (
    *REALTIME,
    "security.cache_deception",
    "security.token_caching",
    "smoke.media_cached",
    "smoke.media_optimised",
    "smoke.journeys#match",
    "smoke.metrics_personal",
    "smoke.promised_refusals",
    "smoke.response_times",
)

# Nobody can sign up: a journey that does fails, every refusal loses its control, and no test account can be made.
WITHOUT_ADULTS = (
    "security.age_adults_admitted",
    "security.age_window",
    "e2e.behaviour_cookies",
    "e2e.behaviour_reads",
    *_REFUSALS,
    *access.WITH_ACCOUNTS,
    "security.cors_personal",
    "security.password_common",
    "security.password_composition",
    "security.password_kept_whole",
    "security.password_length",
    "security.private_caching",
    "security.protected_routes",
    "security.query_errors",
    "security.resource_policy",
    "security.session_cookie",
    "security.session_cookie_prefix",
    "security.shared_cache",
    "security.deleted_address",
    "security.deletion_complete",
    "smoke.text_kept",
    *_WITH_PEOPLE,
)

ROWS: tuple[Row, ...] = (
    # Friends who sign up together are judged by the same function as everybody, wrongly too.
    Row(
        "age-day-before",
        fails=("security.age_boundary_tomorrow", "security.age_other_ways", "security.age_window"),
        breaks=("BAL-01",),
    ),
    Row("age-null-adult", fails=("security.age_null", "security.age_other_ways"), breaks=("BAL-01",)),
    # Of whom no date is known because of the fault may use everything, also after signing in with another provider.
    Row(
        "age-missing-accepted",
        fails=("security.age_missing", "security.age_other_ways"),
        may_change=("security.federated_age",),
        breaks=("BAL-01",),
    ),
    Row(
        "age-nan-accepted",
        fails=("security.age_not_a_date",),
        may_change=("security.federated_age",),
        breaks=("BAL-01",),
    ),
    Row(
        "age-client-flag",
        fails=("security.age_client_flags",),
        may_change=("security.federated_age",),
        breaks=("BAL-01",),
    ),
    # A gate that asks nobody has no boundary either; and where every minor is admitted, no claim can be seen to matter.
    Row(
        "age-unchecked",
        fails=(
            "security.age_minors_refused",
            "security.age_boundary_everywhere",
            "security.age_boundary_tomorrow",
        ),
        may_change=(
            "security.age_client_flags",
            "security.age_other_ways",
            "security.age_window",
            "security.federated_age",
            *OF_REFUSALS,
        ),
        breaks=("BAL-01",),
    ),
    Row(
        "age-adults-refused",
        fails=("security.age_adults_admitted", "smoke.journeys#sign-up"),
        may_change=tuple(name for name in WITHOUT_ADULTS if name != "security.age_adults_admitted"),
        alone=True,
        breaks=("BAL-01", "BAL-06"),
    ),
)
