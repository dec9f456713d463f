"""Grover: which fault makes which checks fail, and breaks which promise."""

from __future__ import annotations

from dataclasses import replace

from tests.sabotage.row import Row

_ROWS = (
    # A visitor's journey asks for readiness only, so it goes on.
    Row("grover-degraded-200", fails=("smoke.health",), layers=("smoke",), breaks=("GRO-01", "GRO-16")),
    Row("grover-upload-unlimited", fails=("smoke.upload_limit",), layers=("smoke",), breaks=("GRO-06",)),
    Row("grover-upload-slow", fails=("smoke.upload_time",), layers=("smoke",), breaks=("GRO-06",)),
    # What is stored as it came is delivered as large as it came.
    Row(
        "grover-upload-unchecked",
        fails=("security.upload_active", "security.upload_metadata"),
        may_change=("smoke.media_optimised",),
        layers=("security",),
        breaks=("GRO-06",),
    ),
    Row(
        "grover-profile-tells-all",
        fails=("security.public_profile", "security.private_fields"),
        layers=("security",),
        breaks=("GRO-07",),
    ),
    Row("grover-socket-slow", fails=("smoke.realtime_latency",), layers=("smoke",), breaks=("GRO-09",)),
    Row("grover-rooms-leak", fails=("smoke.realtime_events#message",), layers=("smoke",), breaks=("GRO-09",)),
    # Typing is among the advanced features as well.
    Row(
        "grover-typing-silent",
        fails=("smoke.realtime_events#typing",),
        layers=("smoke",),
        breaks=("GRO-09", "GRO-18"),
    ),
    Row("grover-sender-trusted", fails=("security.realtime_sender",), layers=("security",), breaks=("GRO-09",)),
    Row("grover-cache-off", fails=("smoke.cached_reads",), layers=("smoke",), breaks=("GRO-10",)),
    Row(
        "grover-comments-lost",
        fails=("smoke.journeys#comments",),
        may_change=("smoke.journeys#analytics",),  # which counts a comment
        layers=("smoke",),
        breaks=("GRO-11", "GRO-19"),
    ),
    # Notifications go over the connection as well.
    Row(
        "grover-notices-missing",
        fails=("smoke.journeys#follow", "smoke.realtime_events#notification"),
        layers=("smoke",),
        breaks=("GRO-09", "GRO-11"),
    ),
    # A published draft is a story, which ends.
    Row(
        "grover-story-stays",
        fails=("smoke.journeys#stories", "smoke.journeys#drafts"),
        layers=("smoke",),
        breaks=("GRO-11", "GRO-18"),
    ),
    Row(
        "grover-group-unlimited",
        fails=("smoke.promised_refusals#group-of-51",),
        layers=("smoke",),
        breaks=("GRO-11",),
    ),
    Row("grover-messages-open", fails=("security.objects_private",), layers=("security",), breaks=("GRO-11",)),
    Row(
        "grover-groups-open",
        fails=("security.objects_private", "security.objects_unchanged"),
        layers=("security",),
        breaks=("GRO-11",),
    ),
    Row("grover-posts-deletable", fails=("security.objects_unchanged",), layers=("security",), breaks=("GRO-11",)),
    # The share is in every payment: in the balance, in what may be paid out, in the export and in the revenue.
    Row(
        "grover-fee-wrong",
        fails=(
            "smoke.journeys#tips",
            "smoke.journeys#subscription",
            "smoke.journeys#marketplace",
            "smoke.journeys#payout",
            "smoke.journeys#analytics",
            "smoke.exports",
        ),
        layers=("smoke",),
        breaks=("GRO-12", "GRO-19"),
    ),
    Row(
        "grover-payout-unlimited",
        fails=("smoke.promised_refusals#payout-beyond-balance",),
        layers=("smoke",),
        breaks=("GRO-12",),
    ),
    Row("grover-export-broken", fails=("smoke.exports",), layers=("smoke",), breaks=("GRO-12",)),
    Row(
        "grover-stream-any-host",
        fails=("smoke.promised_refusals#stream-of-others",),
        layers=("smoke",),
        breaks=("GRO-13",),
    ),
    Row("grover-badge-lost", fails=("smoke.journeys#badges",), layers=("smoke",), breaks=("GRO-18",)),
    Row("grover-drafts-lost", fails=("smoke.journeys#drafts",), layers=("smoke",), breaks=("GRO-18",)),
    Row("grover-revenue-gross", fails=("smoke.journeys#analytics",), layers=("smoke",), breaks=("GRO-19",)),
    Row("grover-admin-open", fails=("security.admin_operations",), layers=("security",), breaks=("GRO-02",)),
    Row(
        "grover-login-stuck",
        fails=("e2e.feed_login",),
        may_change=("e2e.post", "e2e.comment", "e2e.story", "e2e.message"),
        alone=True,
        layers=("e2e",),
        breaks=("GRO-11",),
    ),
    # Nobody can comment on a post that is not there.
    Row("grover-feed-silent", fails=("e2e.post",), may_change=("e2e.comment",), layers=("e2e",), breaks=("GRO-11",)),
    Row("grover-comment-silent", fails=("e2e.comment",), layers=("e2e",), breaks=("GRO-11",)),
    Row("grover-story-page-stuck", fails=("e2e.story",), layers=("e2e",), breaks=("GRO-11",)),
    Row("grover-chat-silent", fails=("e2e.message",), layers=("e2e",), breaks=("GRO-11",)),
)

ROWS: tuple[Row, ...] = tuple(replace(row, product="grover") for row in _ROWS)
