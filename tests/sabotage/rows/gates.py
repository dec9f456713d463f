"""The age gate's arithmetic, the ways in beside the sign-up, refusals, and what is kept back."""

from __future__ import annotations

import datetime as dt

from tests.sabotage.row import Row
from tests.sabotage.rows import age

_SECURITY = ("security",)
_QUARTER = 365.25
_YEARS = 18


def _short_years(today: dt.date) -> bool:
    """Whether eighteen years of 365.25 days end after the birthday; else that arithmetic is right by accident."""
    born = today.replace(year=today.year - _YEARS, day=min(today.day, 28))
    return (today - born).days / _QUARTER < _YEARS


_TODAY = dt.datetime.now(dt.UTC).date()

# Who comes of age today is the control of the refusals beside. Two wrong rules cannot hold at once: what other ones
# change keeps them from being planted beside this one.
_QUARTER_DAYS = (
    (
        Row(
            "age-quarter-days",
            fails=("security.age_adults_admitted",),
            may_change=(
                "security.age_boundary_everywhere",
                "security.age_boundary_tomorrow",
                "security.age_window",
            ),
            breaks=("BAL-01",),
        ),
    )
    if _short_years(_TODAY)
    else ()
)

UNSEEN = {} if _QUARTER_DAYS else {"age-quarter-days": "right by accident while the years behind hold five leap days"}

ROWS: tuple[Row, ...] = (
    Row(
        "age-365-days",
        fails=("security.age_boundary_everywhere", "security.age_boundary_tomorrow", "security.age_other_ways"),
        may_change=(
            "security.age_window",
            "security.age_client_flags",
            "security.age_minors_refused",
            "security.federated_age",
        ),
        breaks=("BAL-01",),
    ),
    *_QUARTER_DAYS,
    # On the last days of a year the years alone tell the same as the date.
    Row(
        "age-years-subtracted",
        fails=("security.age_boundary_everywhere", "security.age_boundary_tomorrow", "security.age_minors_refused"),
        may_change=(
            "security.age_window",
            "security.age_client_flags",
            "security.age_other_ways",
            "security.federated_age",
            "security.age_refusal_alike",
            "security.age_refusal_neutral",
        ),
        breaks=("BAL-01",),
    ),
    # Whatever is sent in the field, everybody counts as born on one day.
    Row(
        "age-field-dropped",
        fails=(
            "security.age_boundary_everywhere",
            "security.age_boundary_tomorrow",
            "security.age_disguised",
            "security.age_implausible",
            "security.age_layouts",
            "security.age_minors_refused",
            "security.age_missing",
            "security.age_not_a_date",
            "security.age_null",
            "security.age_other_ways",
        ),
        may_change=(
            "security.age_client_flags",
            "security.age_window",
            "security.birth_date_fixed",
            "security.federated_age",
            *age.OF_REFUSALS,
            *age.OF_TEXTS,
            "security.age_stored",
        ),
        breaks=("BAL-01",),
    ),
    # Nobody who gives a date can sign up, by which every test account is made.
    Row(
        "age-field-unknown",
        fails=("smoke.journeys#sign-up",),
        may_change=age.WITHOUT_ADULTS,
        alone=True,
        breaks=("BAL-01", "BAL-06"),
    ),
    Row(
        "age-old-version-open",
        fails=("security.age_other_ways",),
        may_change=("security.age_window",),
        breaks=("BAL-01",),
    ),
    Row(
        "age-completion-unchecked",
        fails=("security.age_other_ways", "security.federated_age"),
        may_change=("security.age_window",),
        breaks=("BAL-01",),
    ),
    Row(
        "age-friends-unchecked",
        fails=("security.age_other_ways",),
        may_change=("security.age_window",),
        breaks=("BAL-01",),
    ),
    Row("age-patch-open", ("security.age_edits",), layers=_SECURITY, breaks=("BAL-01",)),
    # dates of birth
    Row("age-offset-read", ("security.age_disguised",), layers=_SECURITY, breaks=("BAL-01",)),
    Row("age-any-layout", ("security.age_layouts", "security.age_ambiguous"), layers=_SECURITY, breaks=("BAL-01",)),
    Row("age-ancient-accepted", ("security.age_implausible",), layers=_SECURITY),
    Row("age-number-believed", ("security.age_number",), layers=_SECURITY, breaks=("BAL-01",)),
    Row("age-form-unchecked", ("security.age_media_types",), layers=_SECURITY, breaks=("BAL-01",)),
    Row(
        "age-stored-shifted",
        ("security.age_stored",),
        ("security.birth_date_fixed",),
        layers=_SECURITY,
        breaks=("BAL-01",),
    ),
    # refusals
    Row(
        "age-minor-kept",
        ("security.age_minors_refused", "security.age_refused_again"),
        layers=_SECURITY,
        breaks=("BAL-01",),
    ),
    Row(
        "age-refusal-session",
        ("security.age_no_session",),
        ("security.age_minors_refused", "security.age_refused_again"),  # the session is that of an account
        layers=_SECURITY,
        breaks=("BAL-01",),
    ),
    Row("age-refusal-teaches", ("security.age_refusal_neutral",), layers=_SECURITY),
    Row("age-refusal-echoes", ("security.age_refusal_neutral",), ("security.age_refusal_alike",), layers=_SECURITY),
    Row("age-refusal-uneven", ("security.age_refusal_alike",), layers=_SECURITY),
    Row("age-address-barred", ("security.age_refused_again",), layers=_SECURITY),
    # what is kept back
    # Nothing can be said of a page that is not there.
    Row(
        "gate-page-gone",
        ("security.age_gate_declared",),
        ("security.age_gate_caching", "security.age_labels", "security.age_question_framed"),
        layers=_SECURITY,
        breaks=("BAL-01",),
    ),
    Row("gate-cookie-believed", ("security.age_gated",), layers=_SECURITY, breaks=("BAL-01",)),
    Row("gate-crawler-let-in", ("security.age_gated",), layers=_SECURITY, breaks=("BAL-01",)),
    Row("gate-client-only", ("security.age_raw_pages",), layers=_SECURITY, breaks=("BAL-01",)),
    Row("gate-cached", ("security.age_gate_caching",), layers=_SECURITY),
    # Strangers are handed the sky that was kept, whatever they ask with.
    Row(
        "gate-shared-cache",
        ("security.age_gated_in_turn",),
        ("security.age_gated", "security.every_operation", "security.protected_routes"),
        layers=_SECURITY,
        breaks=("BAL-01", "BAL-12"),
    ),
    Row("gate-in-sitemap", ("security.age_sitemap",), layers=_SECURITY),
    Row("gate-dead-label", ("security.age_labels",), layers=_SECURITY),
    Row("gate-framed", ("security.age_question_framed",), layers=_SECURITY),
    Row("terms-silent", ("security.age_terms",), layers=_SECURITY),
    Row("gate-error-mute", ("e2e.age_question_usable",), layers=("e2e",)),
)
