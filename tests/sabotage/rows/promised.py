"""What Balloon'd's launch document promises in figures: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_SMOKE = ("smoke",)

ROWS: tuple[Row, ...] = (
    Row("profile-slow-at-times", ("smoke.response_times#auth",), layers=_SMOKE, breaks=("BAL-06",)),
    Row("queue-slow", ("smoke.response_times#match-queue",), layers=_SMOKE, breaks=("BAL-07",)),
    Row("cdn-slow", ("smoke.cdn_answers",), layers=_SMOKE, breaks=("BAL-23",)),
    Row("retention-uncounted", ("smoke.reading_journeys#retention-events",), layers=_SMOKE, breaks=("BAL-23",)),
    Row(
        "moderation-literal",
        ("smoke.promised_refusals#prohibited-content", "smoke.promised_refusals#prohibited-profile"),
        layers=_SMOKE,
        breaks=("BAL-04",),
    ),
    Row("matches-rare", ("smoke.metric_gates#match-rate",), layers=_SMOKE, breaks=("BAL-22",)),
    Row("matching-unlimited", ("security.requests_limited",), layers=("security",), breaks=("BAL-13",)),
)
