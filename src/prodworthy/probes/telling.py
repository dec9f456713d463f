"""Causes declared real-time events, and hears whom they reach."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prodworthy.facts.outcome import Unmeasured
from prodworthy.probes.account import Account
from prodworthy.probes.http import Http
from prodworthy.probes.realtime import Received, Socket
from prodworthy.probes.steps import take
from prodworthy.probes.talking import Pair
from prodworthy.rules.templates import NOTHING, MissingValue, fill, lookup
from prodworthy.target import LiveEvent

_WAIT_S = 3.0
_STRAYS_S = 0.3
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Heard:
    """A declared event, as it went.

    Attributes:
        event: what was declared.
        trouble: why it could not be caused; empty if it was.
        arrived: whether the one whom it is for got it as declared.
        other: contents with which the event arrived otherwise.
        astray: whether a stranger, who has nothing to do with it, got it as well.
    """

    event: LiveEvent
    trouble: str = ""
    arrived: bool = False
    other: tuple[Any, ...] = ()
    astray: bool = False


@dataclass(frozen=True, slots=True)
class Listeners:
    """The connections of both accounts and of a stranger."""

    one: Socket
    two: Socket
    stranger: Socket = field(repr=False)


async def hear(http: Http, pair: Pair, sockets: Listeners) -> dict[str, Heard]:
    """Cause each declared event in turn and say what was heard of it, by its name.

    Args:
        http: sends the requests.
        pair: the two accounts, brought together by the declared setup.
        sockets: their connections, and that of somebody else.

    Raises:
        TargetFailed: if there is no answer.
    """
    known: dict[str, Any] = {}
    heard = {}
    for event in http.target.live_events:
        account = pair.two if event.back else pair.one
        sender, receiver = (sockets.two, sockets.one) if event.back else (sockets.one, sockets.two)
        values = {**known, **pair.values_of(account), "text": f"Live {secrets.token_hex(6)}"}
        before, strays = len(receiver.received), len(sockets.stranger.received)
        try:
            known.update(await _cause(http, event, account, sender, values))
        except (Unmeasured, MissingValue) as reason:
            heard[event.event] = Heard(event, trouble=str(reason))
            continue
        wanted = fill(event.content, {**values, **known})

        def arrived(since: int = before, to: Socket = receiver, wanted: Mapping[str, Any] = wanted) -> bool:
            return any(_is(one, event.event, wanted) for one in to.received[since:])  # noqa: B023 - used at once

        there = await receiver.until(arrived, _WAIT_S)
        await sockets.stranger.until(lambda: False, _STRAYS_S)
        otherwise = [one.content for one in receiver.received[before:] if one.event == event.event]
        astray = any(_is(one, event.event, wanted) for one in sockets.stranger.received[strays:])
        heard[event.event] = Heard(event, "", there, () if there else tuple(otherwise), astray)
    return heard


async def _cause(
    http: Http, event: LiveEvent, account: Account, sender: Socket, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    if event.emit is not None:
        await sender.emit(event.emit.event, fill(event.emit.content, values))
        return {}
    assert event.on is not None  # noqa: S101 - the model demands one of the two
    taken = await take(http, event.on, values, credential=account.headers)
    if taken.findings:
        raise Unmeasured(f"{taken.title}, which causes it, failed: {taken.findings.describe()}")
    return taken.saved


def _is(one: Received, event: str, wanted: Mapping[str, Any]) -> bool:
    pairs = [(lookup(one.content, path), value) for path, value in wanted.items()]
    return one.event == event and all(told is not NOTHING and value in (_ANY, told) for told, value in pairs)
