"""PiggyBong: which fault makes which checks fail, and which promises that breaks."""

from __future__ import annotations

from tests.sabotage.row import Row

_SMOKE = ("smoke",)
_SECURITY = ("security",)
_BROWSER = ("e2e",)


def _row(
    fault: str, fails: tuple[str, ...], breaks: str, layers: tuple[str, ...], may_change: tuple[str, ...] = ()
) -> Row:
    return Row(fault, fails, may_change, layers=layers, product="piggybong", breaks=tuple(breaks.split()))


ROWS: tuple[Row, ...] = (
    # the four journeys
    _row(
        "piggybong-profile-missing",
        ("smoke.journeys#authentication",),
        "PIG-01",
        _SMOKE,
        # Who has no profile has no tier either that could be bought.
        ("smoke.promised_refusals#free-tier", "smoke.promised_refusals#unknown-receipt"),
    ),
    _row("piggybong-search-misses", ("smoke.reading_journeys#artist-search",), "PIG-02", _SMOKE),
    _row("piggybong-feed-empty", ("smoke.reading_journeys#news-feed",), "PIG-03", _SMOKE),
    _row("piggybong-news-missing", ("e2e.landing_news",), "PIG-03", _BROWSER),
    _row("piggybong-purchase-stays", ("smoke.journeys#purchase",), "PIG-04", _SMOKE),
    _row("piggybong-budget-forgets", ("e2e.budget",), "PIG-04", _BROWSER),
    # caches, rows, tiers
    _row("piggybong-cache-open", ("smoke.promised_refusals#cache-invalidation",), "PIG-07", _SMOKE),
    _row(
        "piggybong-rows-readable", ("security.objects_private#purchase, read by another account",), "PIG-08", _SECURITY
    ),
    _row(
        "piggybong-profiles-readable",
        ("security.objects_private#profile, read by another account",),
        "PIG-08",
        _SECURITY,
    ),
    _row(
        "piggybong-rows-writable",
        ("security.objects_unchanged", "security.other_methods"),
        "PIG-08",
        _SECURITY,
    ),
    _row("piggybong-rows-forged", ("smoke.promised_refusals#foreign-purchase",), "PIG-08", _SMOKE),
    _row("piggybong-tiers-unlimited", ("smoke.promised_refusals#free-tier",), "PIG-09", _SMOKE),
    _row("piggybong-admin-open", ("security.admin_operations",), "PIG-10", _SECURITY),
    # what monitoring tells
    _row("piggybong-cache-cold", ("smoke.metric_gates#cache-hit-rate",), "PIG-07", _SMOKE),
    _row("piggybong-errors-many", ("smoke.metric_gates#error-rate",), "PIG-14", _SMOKE),
    # channels
    _row("piggybong-channel-drops", ("smoke.realtime_delivers",), "PIG-11", _SMOKE, ("smoke.realtime_reconnects",)),
    _row("piggybong-channel-no-return", ("smoke.realtime_reconnects",), "PIG-11", _SMOKE),
    _row("piggybong-changes-leak", ("smoke.realtime_events#postgres_changes",), "PIG-08 PIG-11", _SMOKE),
    _row("piggybong-channel-open", ("security.realtime_refuses_strangers",), "PIG-11", _SECURITY),
    _row("piggybong-sender-trusted", ("security.realtime_sender",), "PIG-11", _SECURITY),
    # what browsers get
    _row("piggybong-service-key-shipped", ("security.published_secrets",), "PIG-12", _SECURITY),
    _row("piggybong-terms-missing", ("e2e.legal_pages",), "PIG-16", _BROWSER),
)
