"""Real-time connections: is what arrives quick, and does it reach whom it is for and nobody else?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    TOO_FEW_SAMPLES,
    Accounts,
    Blocked,
    Evidence,
    Footprint,
    Heard,
    Http,
    Listeners,
    NotAdmitted,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    Target,
    Unmeasured,
    check,
    connect,
    declared_realtime,
    found,
    hear,
    make_pair,
    observation,
    open_pair,
    talk,
)
from prodworthy.rules import statistics
from prodworthy.rules.statistics import Verdict

_P95 = 0.95
_AT_ONCE = 60
_MOST = 180


@dataclass(frozen=True, slots=True)
class Timed:
    """Messages that were timed while nothing else was asked of the target.

    Attributes:
        sent: how many.
        latencies_ms: of those that arrived.
        bound_ms: what 95 % of them have to keep.
    """

    sent: int
    latencies_ms: tuple[float, ...]
    bound_ms: float

    @property
    def proof(self) -> statistics.Proof:
        """What they say of the bound; one that never arrived did not keep it."""
        late = sum(ms > self.bound_ms for ms in self.latencies_ms)
        return statistics.prove(_P95, self.sent, late + self.sent - len(self.latencies_ms))


def _timed_requests(target: Target) -> int:
    declared = target.realtime
    return 0 if declared is None or declared.latency_p95_ms is None else _MOST + len(declared.setup) + 6


def _event_requests(target: Target) -> int:
    return 0 if target.realtime is None else 2 * len(target.live_events) + len(target.realtime.setup) + 10


@observation(phase=Phase.QUIET, deadline=60.0, requests=_timed_requests, needs={"realtime", "accounts"})
async def realtime_timed(http: Http, target: Target, accounts: Accounts) -> Timed:
    """Messages between two test accounts, until they prove or refute the declared bound."""
    bound = declared_realtime(target).latency_p95_ms
    if bound is None:
        raise NotApplicable("no bound is promised: declare [realtime] latency_p95_ms")
    pair = await make_pair(http, accounts)
    try:
        one, two = await open_pair(http, pair)
    except NotAdmitted as error:
        raise Blocked(f"no connection was opened: {error}") from error
    timed = Timed(0, (), bound)
    while timed.sent < _MOST and (not timed.sent or timed.proof.verdict is Verdict.UNDECIDED):
        said = await talk(http, one, two, pair.values_of(pair.one), messages=_AT_ONCE)
        timed = Timed(timed.sent + len(said.sent), (*timed.latencies_ms, *said.latencies_ms), bound)
    await one.close()
    await two.close()
    return timed


@observation(phase=Phase.WRITING, deadline=120.0, requests=_event_requests, needs={"realtime", "accounts"})
async def realtime_heard(http: Http, target: Target, accounts: Accounts) -> dict[str, Heard]:
    """The declared events, each caused once, with a third account connected that none of them is for."""
    if not target.live_events:
        raise NotApplicable("no further events are declared: declare [[live_events]]")
    pair, stranger = await make_pair(http, accounts), await accounts.adult()
    try:
        as_stranger = {**pair.values_of(pair.one), **stranger.values}
        sockets = Listeners(*await open_pair(http, pair), await connect(http, token=stranger.token, values=as_stranger))
    except NotAdmitted as error:
        raise Blocked(f"no connection was opened: {error}") from error
    heard = await hear(http, pair, sockets)
    for socket in (sockets.one, sockets.two, sockets.stranger):
        await socket.close()
    return heard


@check(
    "smoke.realtime_latency",
    "Messages reach the other side within the promised time",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="OPS-WS-03; Clopper-Pearson bounds at 95 % confidence",
    remedy="Look at what is done between receiving and sending on, and switch Nagle's algorithm off on the sockets.",
    covers=["OPS-WS-03"],
    needs={"realtime", "accounts"},
    creates="two test accounts and their messages, removed again",
)
def test_realtime_latency(realtime_timed: Timed, evidence: Evidence) -> None:
    """A conversation in which each word takes a second is none; the way from here and back is part of the figure."""
    proof, bound = realtime_timed.proof, realtime_timed.bound_ms
    if realtime_timed.latencies_ms:
        summary = statistics.summarise(realtime_timed.latencies_ms)
        evidence.measure("realtime_quiet_p50", round(summary.p50, 2), "ms", summary.samples)
        evidence.measure("realtime_quiet_p95", round(summary.p95, 2), "ms", summary.samples)
    if proof.verdict is Verdict.BROKEN:
        found(proof.describe(), f"95 % of messages within {bound:g} ms").raise_if_any()
    if proof.verdict is Verdict.UNDECIDED:
        raise Unmeasured(f"{TOO_FEW_SAMPLES}: {proof.describe()}")


@check(
    "smoke.realtime_events",
    "Every declared event reaches whom it is for, and nobody else",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="the [[live_events]] of the target file; OWASP API1:2023",
    remedy="Send each event to the room of the people whom it concerns; the name of the part is the event.",
    needs={"realtime", "accounts"},
    creates="three test accounts and what the events are about, removed again",
)
def test_realtime_events(realtime_heard: Mapping[str, Heard], parts: Parts) -> None:
    """An event that is not sent leaves a page standing still; one that is sent to all tells everyone of everyone."""
    for name, heard in realtime_heard.items():
        with parts.part(name):
            if heard.trouble:
                raise Unmeasured(heard.trouble)
            if not heard.arrived:
                otherwise = f"; it came with {heard.other[0]!r:.100}" if heard.other else ""
                found(f"it did not arrive{otherwise}", "the event, with what is declared").raise_if_any()
            if heard.astray:
                found("a third account got it as well", "only whom it is for").raise_if_any()
