"""Real-time connections: do people get in, does what they write arrive, and do they get in again?"""

from __future__ import annotations

from dataclasses import dataclass

from prodworthy.api import (
    Accounts,
    Blocked,
    Evidence,
    Footprint,
    Http,
    NotAdmitted,
    Pair,
    Parts,
    Phase,
    Severity,
    Talk,
    Target,
    Unmeasured,
    check,
    connect,
    declared_realtime,
    found,
    make_pair,
    observation,
    open_pair,
    talk,
)
from prodworthy.rules import statistics


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two accounts on real-time connections.

    Attributes:
        refused: how the server refused one of them a connection; empty if it did not.
        there: what the first wrote to the second.
        back: what the second wrote to the first.
        refused_again: how the server refused the first account that was cut off and came back.
        after: what the second wrote to the first after that.
    """

    refused: str = ""
    there: Talk | None = None
    back: Talk | None = None
    refused_again: str = ""
    after: Talk | None = None


def _requests(target: Target) -> int:
    return 0 if target.realtime is None else 2 * target.realtime.messages + len(target.realtime.setup) + 8


@observation(phase=Phase.WRITING, deadline=120.0, requests=_requests, needs={"realtime", "accounts"})
async def realtime_pair(http: Http, target: Target, accounts: Accounts) -> Pair:
    """Two test accounts that may write to each other."""
    declared_realtime(target)
    return await make_pair(http, accounts)


@observation(phase=Phase.WRITING, deadline=120.0, requests=_requests, needs={"realtime", "accounts"})
async def realtime_meeting(http: Http, target: Target, realtime_pair: Pair) -> Meeting:
    """Both connect, write to each other, and one is cut off and comes back."""
    count, pair = declared_realtime(target).messages, realtime_pair
    try:
        one, two = await open_pair(http, pair)
    except NotAdmitted as error:
        return Meeting(refused=str(error))
    there = await talk(http, one, two, pair.values_of(pair.one), messages=count)
    back = await talk(http, two, one, pair.values_of(pair.two), messages=count)
    await one.cut()
    try:
        one = await connect(http, token=pair.one.token, values=pair.values_of(pair.one))
    except NotAdmitted as error:
        await two.close()
        return Meeting(there=there, back=back, refused_again=str(error))
    after = await talk(http, two, one, pair.values_of(pair.two), messages=1)
    await one.close()
    await two.close()
    return Meeting(there=there, back=back, after=after)


@check(
    "smoke.realtime_connects",
    "People who are signed in get a real-time connection",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="OPS-WS-02; RFC 6455 section 4.2.2; Socket.IO protocol 5",
    remedy="Let the proxy pass Upgrade on the declared path, and look in the log for why the handshake was refused.",
    covers=["OPS-WS-01", "OPS-WS-02"],
    needs={"realtime", "accounts"},
    creates="two test accounts, removed again",
)
def test_realtime_connects(realtime_meeting: Meeting) -> None:
    """Chat and live updates hang on this connection; a proxy that lost its upgrade rule takes all of them down."""
    if realtime_meeting.refused:
        found(f"refused: {realtime_meeting.refused}", "a connection for a fresh test account").raise_if_any()


@check(
    "smoke.realtime_delivers",
    "Every message arrives at the other side once and in order",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="the [realtime] declaration of the target file; OPS-WS-03; Clopper-Pearson bounds at 95 % confidence",
    remedy="Where several processes serve connections, join them by a shared adapter; look for dropped publications.",
    covers=["OPS-WS-03"],
    needs={"realtime", "accounts"},
    creates="two test accounts and their messages, removed again",
)
def test_realtime_delivers(realtime_meeting: Meeting, parts: Parts, evidence: Evidence) -> None:
    """A message that is acknowledged and never shown is worse than an error: nobody knows that it is missing."""
    talks = {"there": realtime_meeting.there, "back": realtime_meeting.back}
    said = {name: one for name, one in talks.items() if one is not None}
    if len(said) < len(talks):
        raise Blocked(f"no connection was opened: {realtime_meeting.refused}")
    _show(list(said.values()), evidence)
    for name, one in said.items():
        with parts.part(name):
            if one.accepted < len(one.sent):
                seen = f"{len(one.sent) - one.accepted} of {len(one.sent)} messages were not acknowledged as taken"
                found(seen, "all of them").raise_if_any()
            if one.lost:
                found(f"{len(one.lost)} of {len(one.sent)} messages never arrived", "all of them").raise_if_any()
            if one.repeated:
                found(f"{one.repeated} messages arrived more than once", "each of them once").raise_if_any()
            if not one.in_order:
                found("messages overtook each other", "the order in which they were sent").raise_if_any()


@check(
    "smoke.realtime_reconnects",
    "Who was cut off gets in again and goes on receiving",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="OPS-WS-05; Socket.IO documentation, delivery guarantees",
    remedy="Accept a new connection of the same session while the old one has not timed out, and join its rooms again.",
    covers=["OPS-WS-05"],
    needs={"realtime", "accounts"},
    creates="two test accounts and their messages, removed again",
)
def test_realtime_reconnects(realtime_meeting: Meeting) -> None:
    """Phones lose their connection many times a day; whoever cannot come back sees a chat that stands still."""
    if realtime_meeting.refused:
        raise Blocked(f"no connection was opened: {realtime_meeting.refused}")
    if realtime_meeting.refused_again:
        found(f"refused: {realtime_meeting.refused_again}", "a second connection of the session").raise_if_any()
    after = realtime_meeting.after
    if after is None or realtime_meeting.back is None:
        raise Unmeasured("nothing was sent after the connection was opened again")
    if len(realtime_meeting.back.lost) > 0 and after.lost:
        raise Blocked("messages were lost before the connection was cut as well")
    if after.lost or after.repeated:
        seen = "never arrived" if after.lost else f"arrived {after.repeated + 1} times"
        found(f"a message to the connection that came back {seen}", "it arrives once").raise_if_any()


def _show(talks: list[Talk], evidence: Evidence) -> None:
    sent = sum(len(one.sent) for one in talks)
    arrived = sent - sum(len(one.lost) for one in talks)
    evidence.measure("realtime_delivery_rate", arrived / sent if sent else 0.0, "1", sent)
    rows: list[list[object]] = [["sent", sent], ["arrived", arrived]]
    rows.append(["at least delivered (95 %)", f"{statistics.lower_bound(arrived, sent):.2%}"])
    latencies = [ms for one in talks for ms in one.latencies_ms]
    if latencies:
        summary = statistics.summarise(latencies)
        figures = {"p50": summary.p50, "p95": summary.p95, "max": summary.maximum}
        rows += [[f"{name}, ms", f"{figure:.1f}"] for name, figure in figures.items()]
        evidence.measure("realtime_latency_p50", round(summary.p50, 2), "ms", summary.samples)
        evidence.measure("realtime_latency_p95", round(summary.p95, 2), "ms", summary.samples)
    evidence.table("Messages from one client to the other, clocked on one machine", ["figure", "value"], rows)
