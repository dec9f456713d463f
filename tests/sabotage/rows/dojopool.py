"""DojoPool: what its own promises rest on."""

from tests.sabotage.row import Row

_COUNTED = "e2e.dojopool_steps_counted"


def _row(
    fault: str,
    *fails: str,
    breaks: tuple[str, ...],
    may_change: tuple[str, ...] = (),
    layers: tuple[str, ...] = ("smoke",),
) -> Row:
    return Row(fault, fails, may_change, layers=layers, product="dojopool", breaks=breaks)


def _way_in(fault: str) -> Row:
    # Steps that nobody gets to are not counted either.
    return _row(fault, "e2e.dojopool_way_in", may_change=(_COUNTED,), breaks=("DOJ-03",), layers=("e2e",))


ROWS = (
    _way_in("dojopool-tutorial-stuck"),
    _way_in("dojopool-verification-stuck"),
    _row("dojopool-steps-uncounted", _COUNTED, breaks=("DOJ-04",), layers=("e2e",)),
    _row("dojopool-avatar-fails", "smoke.journeys#first-match", breaks=("DOJ-03",)),
    _row("dojopool-check-in-fails", "smoke.journeys#check-in", breaks=("DOJ-06",)),
    _row("dojopool-clans-off", "smoke.journeys#all-features", breaks=("DOJ-07",)),
    _row("dojopool-payment-twice", "smoke.journeys#payment-once", breaks=("DOJ-11",)),
    _row("dojopool-declined-charges", "smoke.journeys#payment-failed", breaks=("DOJ-06", "DOJ-11")),
    _row(
        "dojopool-opponent-untold",
        "smoke.realtime_delivers",
        may_change=("smoke.realtime_reconnects",),  # what does not arrive cannot arrive again
        breaks=("DOJ-12",),
    ),
    _row(
        "dojopool-matches-open",
        "security.objects_private",
        "security.objects_unchanged",
        breaks=(),
        layers=("security",),
    ),
    # what monitoring tells
    _row("dojopool-way-in-left", "smoke.metric_gates#onboarding-complete", breaks=("DOJ-05",)),
    _row("dojopool-check-ins-few", "smoke.metric_gates#check-ins", breaks=("DOJ-06",)),
    _row("dojopool-disk-full", "smoke.metric_gates#disk", breaks=("DOJ-08",)),
    _row("dojopool-wallets-few", "smoke.metric_gates#wallets", breaks=("DOJ-14",)),
    _row("dojopool-players-leave", "smoke.metric_gates#retention", breaks=("DOJ-15",)),
    _row("dojopool-changes-fail", "smoke.metric_gates#change-failure", breaks=("DOJ-16",)),
)
