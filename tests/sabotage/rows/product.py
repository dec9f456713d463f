"""What the product promises beyond its interfaces: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

_REALTIME = (
    "smoke.realtime_delivers",
    "smoke.realtime_reconnects",
    "security.realtime_logout",
    "security.realtime_origin",
    "security.realtime_refuses_strangers",
    "security.realtime_sender",
)
_CHAT = ("e2e.chat", "e2e.analytics_sent", "e2e.analytics_refused")
# The price of a plan is the variant of an A/B test.
_PRICES = ("e2e.paywall", "e2e.premium_price", "e2e.subscription", "e2e.card_declined")

ROWS: tuple[Row, ...] = (
    # Nobody is connected, so nothing else can be tried, and an open conversation on a page stands still.
    Row("socket-refuses-all", fails=("smoke.realtime_connects",), may_change=(*_REALTIME, *_CHAT), breaks=("BAL-08",)),
    Row(
        "socket-no-return",
        fails=("smoke.realtime_reconnects",),
        may_change=("smoke.realtime_delivers", *_CHAT),
        breaks=("BAL-08",),
    ),
    # A part of all messages is lost; it may be one for the side that comes back, or one in one's own name.
    Row(
        "socket-drops-messages",
        fails=("smoke.realtime_delivers",),
        may_change=("smoke.realtime_reconnects", "security.realtime_sender", *_CHAT),
        breaks=("BAL-08",),
    ),
    Row("socket-without-token", fails=("security.realtime_refuses_strangers",), breaks=("BAL-08",)),
    Row("socket-any-origin", fails=("security.realtime_origin",), breaks=("BAL-08",)),
    Row("socket-sender-trusted", fails=("security.realtime_sender",), breaks=("BAL-08",)),
    Row("socket-survives-logout", fails=("security.realtime_logout",), breaks=("BAL-08",)),
    Row(
        "moderation-off",
        fails=("smoke.promised_refusals#prohibited-content", "smoke.promised_refusals#prohibited-profile"),
        breaks=("BAL-04",),
    ),
    Row("block-ignored", fails=("smoke.promised_refusals#blocked-people",)),
    Row("analytics-without-consent", fails=("smoke.promised_refusals#analytics-consent",), breaks=("BAL-02", "BAL-19")),
    # The page opens the paywall when the server asks for it.
    Row("paywall-open", fails=("smoke.promised_refusals#free-pops",), may_change=("e2e.paywall",), breaks=("BAL-17",)),
    # The pages try a card that is declined as well.
    Row(
        "subscription-unpaid",
        fails=("smoke.promised_refusals#declined-card",),
        may_change=("e2e.card_declined", "e2e.subscription", "e2e.premium_price"),
        breaks=("BAL-17",),
    ),
    Row("ab-not-sticky", fails=("smoke.variants_sticky",), may_change=_PRICES, breaks=("BAL-20",)),
    Row("ab-skewed", fails=("smoke.variants_weighted",), may_change=_PRICES, breaks=("BAL-20",)),
    Row("metrics-malformed", fails=("smoke.metrics_readable",)),
    Row("metrics-frozen", fails=("smoke.metrics_move",)),
    Row("metrics-personal", fails=("smoke.metrics_personal",)),
    Row("metrics-public", fails=("security.operations",)),
    Row("cdn-never-hits", fails=("smoke.cdn_hits", "smoke.media_cached"), breaks=("BAL-05", "BAL-09")),
    Row("compression-off", fails=("smoke.compression",), alone=True, breaks=("BAL-05",)),
    Row("photos-unoptimised", fails=("smoke.media_optimised",), breaks=("BAL-05", "BAL-09")),
)
