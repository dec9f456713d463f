"""What came of conformance fuzzing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from prodworthy.exchange import Exchange
from prodworthy.outcome import TOO_FEW_SAMPLES, Finding
from prodworthy.rules.conformance import informative, weigh
from prodworthy.rules.openapi import Operation


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way in which an operation does not keep to the document.

    Attributes:
        check: the rule that is broken.
        status: the status of the answer; 0 where there was none.
        finding: what was seen and what was required.
        exchange: the smallest request that showed it, with its answer; None where there was no answer.
        count: how many requests showed it.
    """

    check: str
    status: int
    finding: Finding
    exchange: Exchange | None
    count: int = 1


@dataclass(slots=True)
class Tried:
    """What came of one operation.

    Attributes:
        operation: the operation.
        statuses: how often each status was answered.
        deviations: by rule and status.
        trouble: why it could not be tried, or not to the end; empty otherwise.
        covered: whether every boundary of what the document allows was tried; random data comes on top.
        accepted: a request with valid data that was accepted; None if there was none.
        refused: how many requests with invalid data were refused.
        silent: how many answers in a row, up to the latest, said nothing about the contract.
        unanswered: how many requests got no answer.
    """

    operation: Operation
    statuses: Counter[int] = field(default_factory=Counter)
    deviations: dict[tuple[str, int], Deviation] = field(default_factory=dict)
    trouble: str = ""
    covered: bool = False
    accepted: Exchange | None = None
    refused: int = 0
    silent: int = 0
    unanswered: int = 0

    @property
    def examples(self) -> int:
        """How many requests were answered."""
        return self.statuses.total()

    @property
    def measured(self) -> bool:
        """Whether enough was tried to say that it keeps to the document: all boundaries, with an answer that tells."""
        return self.covered and any(informative(self.operation, status) for status in self.statuses)

    @property
    def unproven(self) -> str:
        """Why nothing is proven by there being no deviation; empty where something is."""
        if self.measured and not self.trouble:
            return ""
        answered = f"{TOO_FEW_SAMPLES}: {self.examples} requests were answered, which is not all boundary values"
        return self.trouble or f"{answered}; raise contract.budget_s"

    def deviating(self, rules: Collection[str]) -> list[Deviation]:
        """Return the deviations from some rules, those that count in full first."""
        chosen = [one for one in self.deviations.values() if one.check in rules]
        return sorted(chosen, key=lambda one: one.finding.advisory)

    def count(self, exchange: Exchange, *, negative: bool) -> None:
        """Count an answer to valid or invalid (negative) data."""
        self.statuses[exchange.status] += 1
        if negative:
            self.refused += exchange.status // 100 == 4  # noqa: PLR2004 - RFC 9110 section 15.5
        elif exchange.ok and self.accepted is None:
            self.accepted = exchange

    def judge(self, exchange: Exchange, failures: Iterable[Sequence[str]]) -> None:
        """Remember what an answer breaks, as far as it counts: pairs of a rule's name and a sentence."""
        for check, message in failures:
            for finding in weigh(self.operation, check, exchange.status, message):
                self.note(check, exchange.status, finding, exchange)

    def note(self, check: str, status: int, finding: Finding, exchange: Exchange | None) -> None:
        """Remember a deviation: each kind once, with the smallest request that shows it."""
        known = self.deviations.get((check, status))
        if known is not None:
            if _size(known.exchange) <= _size(exchange):
                finding, exchange = known.finding, known.exchange
            self.deviations[check, status] = Deviation(check, status, finding, exchange, known.count + 1)
        else:
            self.deviations[check, status] = Deviation(check, status, finding, exchange)


@dataclass(frozen=True, slots=True)
class Conformance:
    """What came of a whole run of it.

    Attributes:
        operations: what came of each operation that was to be tried.
        skipped: the operations that were left alone, each with the reason.
        seed: makes the same data again.
        spent: seconds, from when the generator was loaded.
        complete: whether it ended by itself or by its time, and not by a failure of the generator.
        ended: how it ended where not complete.
    """

    operations: tuple[Tried, ...]
    skipped: tuple[tuple[Operation, str], ...]
    seed: int
    spent: float
    complete: bool
    ended: str = ""

    @property
    def examples(self) -> int:
        """How many requests were answered."""
        return sum(one.examples for one in self.operations)


def _size(exchange: Exchange | None) -> int:
    if exchange is None:
        return 0
    return len(exchange.url) + len(exchange.request.body) + sum(len(value) for _, value in exchange.request.headers)
