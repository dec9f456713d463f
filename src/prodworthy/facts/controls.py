"""Positive controls: a refusal proves something only where the same route accepts the right request."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import CheckFailed, Unmeasured, found

REFUSED = frozenset({400, 401, 403, 404, 405, 409, 410, 415, 422, 451})
_TOO_MANY_REQUESTS = 429  # RFC 6585 section 4: a refusal only where that is what was asked for


@dataclass(frozen=True, slots=True)
class Control:
    """What should have succeeded, and whether it did.

    Attributes:
        title: what it is, such as "an adult registers".
        held: whether it succeeded.
        seen: what was seen.
        exchange: the exchange that shows it, if there is one.
    """

    title: str
    held: bool
    seen: str
    exchange: Exchange | None = None

    @classmethod
    def accepted(cls, title: str, exchange: Exchange, statuses: Collection[int] = range(200, 300)) -> Control:
        """Return the control that holds if the exchange was answered with one of the statuses."""
        return cls(title, exchange.status in statuses, exchange.describe(), exchange)


class Refusal:
    """Judges refusals, each together with its control. Checks get it as the fixture `refusal`.

    Args:
        record: called with every control that is asked for, so that it lands in the evidence.
    """

    def __init__(self, record: Callable[[Control], None] = lambda _: None) -> None:
        self._record = record

    def require(self, control: Control) -> None:
        """Go on only if the control held.

        Raises:
            Unmeasured: if it did not.
        """
        self._record(control)
        if not control.held:
            raise Unmeasured(f"the control failed, so a refusal would prove nothing: {control.title}: {control.seen}")

    def judge(
        self,
        attempt: Exchange,
        control: Control,
        *,
        what: str,
        refused: Collection[int] = REFUSED,
        accepted: bool | None = None,
    ) -> None:
        """Pass if the attempt was refused and its control succeeded.

        Args:
            attempt: the exchange that has to be a refusal.
            control: what has to have succeeded on the same route.
            what: what was attempted, such as "a registration without a date of birth".
            refused: the status codes that refuse. A redirect is none unless listed; a server error is never one.
            accepted: whether it was accepted, where more than the status says so: some refuse with 200 and a body.

        Raises:
            CheckFailed: if it was accepted, or answered with a server error.
            Unmeasured: if it was throttled, or refused while the control did not succeed.
        """
        required = f"a refusal ({', '.join(map(str, sorted(refused)))})"
        if attempt.ok if accepted is None else accepted:
            raise CheckFailed(found(f"{what} was accepted with {attempt.status}", required))
        if attempt.status == _TOO_MANY_REQUESTS and _TOO_MANY_REQUESTS not in refused:
            raise Unmeasured(f"{what} was throttled with 429 before it was judged")
        if attempt.status in refused or attempt.ok:
            self.require(control)
            return
        self.require(control)
        raise CheckFailed(found(f"{what} was answered with {attempt.status}", required))
