"""Tries what one account has just made as another one: is it changed, and is it shown?

Shared things are the normal case: posts, profiles, venues. So being shown something is told and judged only where the
target file says that it is private; and a change counts by its effect, as its owner sees it, and not by a status.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Finding, Inconclusive, TargetFailed
from prodworthy.probes.conformance_result import Cause, Tried
from prodworthy.probes.frames import Message
from prodworthy.rules.conformance import FOREIGN_CHANGE, FOREIGN_READ, named
from prodworthy.rules.ownership import gone, shown_to_another, thing, took, without_names
from prodworthy.target import Target

Send = Callable[[Message, Mapping[str, str]], Awaitable[Exchange]]
"""Sends what the generator made up with the header fields of a credential."""

_ENOUGH = 2  # things that others were kept from, or were shown, until an operation need not be tried any more
_NOT_SIGNED_IN = frozenset({401, 403})
_REFUSED = range(300, 500)
_THROTTLED = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class _Owned:
    """Something that an account has made, and what the trial of it works with."""

    tried: Tried
    message: Message
    mine: Mapping[str, str]

    @property
    def identifier(self) -> str:
        return str(self.message["identifier"])

    def seen(self, answer: Exchange) -> Mapping[str, Any] | None:
        return thing(answer, self.identifier, alone=self.message["alone"])


class Strangers:
    """Tries as another account what the signed-in one has made.

    Args:
        target: declares what is shared, and what is private.
        send: sends a request with a credential.
        credential: makes an account, and returns what carries its credential; None: there is none to be had.
    """

    def __init__(
        self, target: Target, send: Send, credential: Callable[[], Awaitable[Mapping[str, str]]] | None
    ) -> None:
        self._target, self._send, self._credential = target, send, credential
        self._other: Mapping[str, str] | None = None
        self._making = asyncio.Lock()

    async def attempt(self, tried: Tried, message: Message, mine: Mapping[str, str]) -> Message:
        """Try an operation on something that an account has just made, as another account and as its owner.

        Args:
            tried: the operation, and what came of it so far.
            message: the generator's: `request`, `view` (shows the thing; `alone` or in a list), `made` (the request
                that made it), its `identifier`, and `source`, the label of the operation that made it.
            mine: what carries the owner's credential.

        Returns:
            What the generator is told: whether to try `again` with something new, and whether it is `settled`.
        """
        if named(tried.operation, self._target.contract.shared):
            return {"settled": True}
        owned = _Owned(tried, message, mine)
        tried.others.tries += 1
        try:
            if not mine or not (other := await self._another(owned)):
                tried.others.hindered = "there is no second account that may do what the first one may"
                return {}
            if tried.operation.safe:
                return await self._read(owned, other)
            return await self._change(owned, other)
        except (TargetFailed, Inconclusive) as failed:
            tried.others.hindered = str(failed)
            return {}

    async def _another(self, owned: _Owned) -> Mapping[str, str]:
        """Return the credential of another account, which may do at least what the owner did to make the thing."""
        async with self._making:
            if self._other is None:
                self._other = {}  # what does not work is not tried again
                fresh = dict(await self._credential()) if self._credential is not None else {}
                control = await self._send(owned.message["made"], fresh)
                if fresh != dict(owned.mine) and control.status < 500 and control.status not in _NOT_SIGNED_IN:  # noqa: PLR2004 - RFC 9110 section 15.6
                    self._other = fresh
            return self._other

    async def _read(self, owned: _Owned, other: Mapping[str, str]) -> Message:
        tried, identifier = owned.tried, owned.identifier
        mine = owned.seen(control := await self._send(owned.message["view"], owned.mine))
        if mine is None:
            return {}
        answer = await self._send(owned.message["request"], other)
        if answer.status in _THROTTLED or answer.status >= 500:  # noqa: PLR2004 - RFC 9110 section 15.6
            tried.others.hindered = f"another account was answered {answer.status}"
            return {}
        shown = shown_to_another(mine, owned.seen(answer), identifier)
        if shown and self._private(tried):
            return self._found(
                Cause(FOREIGN_READ, answer.status), answer, owned, f"showed it to another account with {answer.status}"
            )
        tried.others.read += shown
        return self._held(owned, control, FOREIGN_READ, held=not shown)

    async def _change(self, owned: _Owned, other: Mapping[str, str]) -> Message:
        message, mine = owned.message, owned.mine
        # What is shown a single time, or changes by itself, would look like changed by the other one.
        views = [owned.seen(await self._send(message["view"], mine)) for _ in range(2)]
        before = [one for one in views if one is not None]
        if len(before) < len(views):
            return {}
        attempt = await self._send(message["request"], other)
        if attempt.ok and await self._effect(owned, attempt, before):
            seen = f"did it for another account with {attempt.status}, and its owner saw the effect"
            return self._found(Cause(FOREIGN_CHANGE, attempt.status), attempt, owned, seen)
        if not attempt.ok and (attempt.status not in _REFUSED or attempt.status in _THROTTLED):
            owned.tried.others.hindered = f"another account was answered {attempt.status}"
            return {}
        control = await self._send(message["request"], mine)
        # Where it was accepted without effect, the owner's has to have one: else nothing was to be seen of either.
        held = control.ok and (not attempt.ok or await self._effect(owned, control, before))
        return self._held(owned, control, FOREIGN_CHANGE, held=held)

    async def _effect(self, owned: _Owned, request: Exchange, before: list[Mapping[str, Any]]) -> bool:
        view = await self._send(owned.message["view"], owned.mine)
        if request.request.method == "DELETE":
            return gone(view, owned.identifier, alone=owned.message["alone"])
        return took(request.request.body, before, owned.seen(view))

    def _private(self, tried: Tried) -> bool:
        """Whether the target file says that what an operation shows is its owner's alone."""
        auth, operation = self._target.auth, tried.operation
        declared = {one.read.request.partition("?")[0] for one in (auth.objects if auth else ())}
        label = without_names(f"{operation.method} {operation.route}")
        return named(operation, self._target.contract.private) or label in map(without_names, declared)

    @staticmethod
    def _found(cause: Cause, answer: Exchange, owned: _Owned, seen: str) -> Message:
        tried = owned.tried
        required = "a refusal (403 or 404), or no effect: only its owner may do that"
        finding = Finding(f"{seen}: what {owned.message['source']} had made", required, tried.operation.label)
        deviation = tried.note(cause, finding, answer)
        return {"again": not deviation.confirmed, "settled": deviation.confirmed}

    @staticmethod
    def _held(owned: _Owned, control: Exchange, rule: str, *, held: bool) -> Message:
        others = owned.tried.others
        if held:
            others.held += 1
            others.control = others.control or control
            for deviation in owned.tried.deviations.values():
                deviation.contradicted += deviation.cause.rule == rule
        return {"settled": others.held + others.read >= _ENOUGH}
