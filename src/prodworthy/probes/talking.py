"""Two test accounts that write to each other over real-time connections."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prodworthy.facts.outcome import Unmeasured
from prodworthy.probes.account import Account
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.http import Http
from prodworthy.probes.realtime import Socket, connect, declared_realtime
from prodworthy.probes.steps import take
from prodworthy.rules.templates import MissingValue, fill, lookup, with_value
from prodworthy.target import Realtime

_SPACING_S = 0.02
_POLL_S = 0.01
_STRAGGLERS_S = 5.0
_REFUSED_S = 1.0  # a server may say no and deliver all the same


@dataclass(frozen=True, slots=True)
class Pair:
    """Two accounts that may write to each other.

    Attributes:
        one: an account.
        two: its partner.
        values: what emissions of the first may use; of the second the same, seen from its side.
    """

    one: Account
    two: Account
    values: Mapping[str, Any] = field(repr=False)

    def values_of(self, account: Account) -> dict[str, Any]:
        """Return what that account's emissions may use."""
        partner = self.one if account is self.two else self.two
        seen = {f"partner_{name}": value for name, value in partner.values.items()}
        return {**self.values, **seen, **account.values}


@dataclass(frozen=True, slots=True)
class Talk:
    """Messages that one side sent and what came of them at the other.

    Attributes:
        sent: the texts in the order of sending, each with the time of sending.
        accepted: how many the server acknowledged as taken; all of them where it acknowledges none.
        arrived: the texts in the order of arrival, each with the time of arrival; one that came twice stands twice.
        senders: the distinct senders that were told, empty where none is.
    """

    sent: tuple[tuple[str, float], ...]
    accepted: int
    arrived: tuple[tuple[str, float], ...]
    senders: frozenset[str] = frozenset()

    @property
    def lost(self) -> list[str]:
        """The texts that never arrived."""
        there = {text for text, _ in self.arrived}
        return [text for text, _ in self.sent if text not in there]

    @property
    def repeated(self) -> int:
        """How many arrivals were of a text that had arrived before."""
        return len(self.arrived) - len({text for text, _ in self.arrived})

    @property
    def in_order(self) -> bool:
        """Whether what arrived did so in the order of sending."""
        place = {text: number for number, (text, _) in enumerate(self.sent)}
        numbers = [place[text] for text, _ in self.arrived]
        return numbers == sorted(numbers)

    @property
    def latencies_ms(self) -> list[float]:
        """Milliseconds from sending to the first arrival, of what arrived."""
        began = dict(self.sent)
        first: dict[str, float] = {}
        for text, at in self.arrived:
            first.setdefault(text, at)
        return [(at - began[text]) * 1000 for text, at in first.items()]


async def make_pair(http: Http, accounts: Accounts) -> Pair:
    """Make two accounts and bring them together by the declared setup.

    Raises:
        NotApplicable: if no real-time connections or no accounts are declared.
        Unmeasured: if the setup does not work.
    """
    declared = declared_realtime(http.target)
    one, two = await accounts.adult(), await accounts.adult()
    values: dict[str, Any] = {**one.values, **{f"partner_{name}": value for name, value in two.values.items()}}
    for step in declared.setup:
        try:
            taken = await take(http, step, values, credential=one.headers)
        except MissingValue as error:
            raise Unmeasured(f"the declared setup of [realtime] does not work: {error}") from error
        if taken.findings:
            raise Unmeasured(f"the declared setup of [realtime] failed at {taken.title}: {taken.findings.describe()}")
        values.update(taken.saved)
    shared = {name: value for name, value in values.items() if name not in one.values}
    return Pair(one, two, shared)


async def open_pair(http: Http, pair: Pair) -> tuple[Socket, Socket]:
    """Connect both accounts of a pair.

    Raises:
        NotAdmitted: if the server does not let one of them in.
        TargetFailed: if there is no answer.
    """
    one = await connect(http, token=pair.one.token, values=pair.values_of(pair.one))
    return one, await connect(http, token=pair.two.token, values=pair.values_of(pair.two))


async def talk(  # noqa: PLR0913 - two ends, what may be said, how often and as whom
    http: Http,
    sender: Socket,
    receiver: Socket,
    values: Mapping[str, Any],
    *,
    messages: int,
    claim: str = "",
) -> Talk:
    """Send messages and wait until they arrived, for a few seconds after the last at most.

    Args:
        http: of the target.
        sender: the connection to send on.
        receiver: the connection on which they have to arrive.
        values: for the words in braces of what is sent.
        messages: how many.
        claim: the identifier of another account to claim as the sender, where the target declares a field for it.

    Raises:
        TargetFailed: if the connection breaks.
    """
    declared = declared_realtime(http.target)
    texts = [f"Message {number} of {secrets.token_hex(6)}" for number in range(1, messages + 1)]
    acknowledged: list[bool] = []
    sent: list[tuple[str, float]] = []
    for text in texts:
        content = fill(declared.send.content, {**values, "text": text})
        if claim:
            content = with_value(content, declared.sender_field, claim)
        note = _note(declared, acknowledged) if declared.send.accepted else None
        sent.append((text, await sender.emit(declared.send.event, content, note)))
        await asyncio.sleep(_SPACING_S)
    known = frozenset(texts)
    accepted = messages
    if declared.send.accepted:
        await _acknowledged(acknowledged, messages)
        accepted = sum(acknowledged)
    patience = _STRAGGLERS_S if accepted else _REFUSED_S
    await receiver.until(lambda: len(_arrived(declared, receiver, known)) >= (accepted or messages), patience)
    arrived = _arrived(declared, receiver, known)
    senders = {str(lookup(content, declared.receive.sender)) for _, _, content in arrived if declared.receive.sender}
    return Talk(tuple(sent), accepted, tuple((text, at) for text, at, _ in arrived), frozenset(senders))


async def _acknowledged(acknowledged: list[bool], messages: int) -> None:
    """Wait until every message is taken or refused, for a few seconds after the last at most."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_STRAGGLERS_S):
            while len(acknowledged) < messages:  # noqa: ASYNC110 - the client calls back, and offers no event
                await asyncio.sleep(_POLL_S)


def _note(declared: Realtime, acknowledged: list[bool]) -> Any:
    def note(*answer: Any) -> None:
        document = answer[0] if answer else None
        expected = declared.send.accepted.items()
        acknowledged.append(all(lookup(document, path) == value for path, value in expected))

    return note


def _arrived(declared: Realtime, receiver: Socket, texts: frozenset[str]) -> list[tuple[str, float, Any]]:
    found = []
    for one in receiver.received:
        if one.event == declared.receive.event:
            text = lookup(one.content, declared.receive.text)
            if isinstance(text, str) and text in texts:
                found.append((text, one.at, one.content))
    return found
