"""What came of conformance fuzzing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import TOO_FEW_SAMPLES, Finding
from prodworthy.rules.conformance import MORE_TIME, informative, weigh
from prodworthy.rules.openapi import Operation

REPETITIONS = 3
"""How often a request that showed a deviation is sent again before that counts."""

_MOST_ATTEMPTS = 4  # with other data, where an attempt was not conclusive
_MOST_CAUSES = 12  # of one operation; more of them say no more
_MOST_TIMES = 2000


class Cause(NamedTuple):
    """What makes deviations of one operation the same.

    Attributes:
        rule: the rule that is broken.
        status: the status of the answer; 0 where there was none.
        place: where in the answer or the request, as far as the rule tells; positions in lists are left out.
    """

    rule: str
    status: int
    place: str = ""


@dataclass(slots=True)
class Deviation:
    """One way in which an operation does not keep to the document.

    Attributes:
        cause: what is wrong.
        finding: what was seen and what was required.
        exchange: the smallest request that showed it, with its answer; None where there was no answer.
        count: how many requests of different data showed it.
        attempts: how often a request that showed it was sent again.
        in_a_row: how many of the repetitions of the latest attempt showed it.
        shown_again: whether all repetitions of an attempt showed it.
        contradicted: how many repetitions showed that it is not always so.
    """

    cause: Cause
    finding: Finding
    exchange: Exchange | None
    count: int = 0
    attempts: int = 0
    in_a_row: int = 0
    shown_again: bool = False
    contradicted: int = 0

    @property
    def confirmed(self) -> bool:
        """Whether it was seen and then three times more: on repetition, or with other data where that is refused."""
        return self.shown_again or (not self.contradicted and self.count + self.in_a_row > REPETITIONS)

    @property
    def wants_repetition(self) -> bool:
        """Whether another try would tell something."""
        return not self.confirmed and self.attempts < _MOST_ATTEMPTS


@dataclass(slots=True)
class Others:
    """What another account could do with what the signed-in one had made.

    Attributes:
        makers: the labels of the operations that make for an account what this one is about, one thing at a time.
        tries: how many things that were made it was tried on.
        held: how often another account was kept from it, while its owner was not.
        control: the owner's own request, which was accepted; None if there was none.
        read: how often another account was shown what is not declared to be private.
        hindered: why the latest trial that told nothing did not, where that is no doing of the made-up data.
    """

    makers: set[str] = field(default_factory=set)
    tries: int = 0
    held: int = 0
    control: Exchange | None = None
    read: int = 0
    hindered: str = ""


@dataclass(slots=True, eq=False)
class Tried:
    """What came of one operation.

    Attributes:
        operation: the operation.
        statuses: how often each status was answered.
        deviations: by cause.
        trouble: why it could not be tried, or not to the end; empty otherwise.
        covered: whether every boundary of what the document allows was tried; random data comes on top.
        accepted: a request with valid data that was accepted; None if there was none.
        valid: how many requests with valid data were accepted.
        refused: how many requests with invalid data were refused.
        negative: how many requests with invalid data were sent.
        silent: how many answers in a row, up to the latest, said nothing about the contract.
        unanswered: how many requests got no answer.
        spent: seconds of waiting for its answers.
        elapsed: how long its answers took, in seconds.
        sent: names of the parameters that were sent with some value; `body` for a body.
        auth_tried: how many requests without a right credential were answered; none where none is needed.
        others: what another account could do.
    """

    operation: Operation
    statuses: Counter[int] = field(default_factory=Counter)
    deviations: dict[Cause, Deviation] = field(default_factory=dict)
    trouble: str = ""
    covered: bool = False
    accepted: Exchange | None = None
    valid: int = 0
    refused: int = 0
    negative: int = 0
    silent: int = 0
    unanswered: int = 0
    spent: float = 0.0
    elapsed: list[float] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)
    auth_tried: int = 0
    others: Others = field(default_factory=Others)

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
        tried = "not all boundary values were tried" if self.examples else "no request was answered"
        return self.trouble or f"{TOO_FEW_SAMPLES}: {tried} in the time; {MORE_TIME}"

    @property
    def unstable(self) -> list[Deviation]:
        """The deviations that were seen and could not be shown again."""
        return [one for one in self.deviations.values() if not one.confirmed]

    def deviating(self, rules: Collection[str]) -> list[Deviation]:
        """Return the confirmed deviations from some rules, those that count in full first."""
        chosen = [one for one in self.deviations.values() if one.cause.rule in rules and one.confirmed]
        return sorted(chosen, key=lambda one: one.finding.advisory)

    def count(self, exchange: Exchange, *, negative: bool) -> None:
        """Count an answer to valid or invalid (negative) data."""
        self.statuses[exchange.status] += 1
        self._note_parameters(exchange)
        if len(self.elapsed) < _MOST_TIMES:
            self.elapsed.append(exchange.elapsed)
        self.negative += negative
        if negative:
            self.refused += exchange.status // 100 == 4  # noqa: PLR2004 - RFC 9110 section 15.5
        elif exchange.ok:
            self.valid += 1
            self.accepted = self.accepted or exchange

    def _note_parameters(self, exchange: Exchange) -> None:
        if len(self.sent) < len(self.operation.parameters):
            request = exchange.request
            query = {name for name, _ in parse_qsl(urlsplit(request.url).query, keep_blank_values=True)}
            fields = {name.lower() for name, _ in request.headers}
            self.sent |= {
                name
                for name in self.operation.parameters
                if name in query
                or name.lower() in fields
                or f"{{{name}}}" in self.operation.path
                or (name == "body" and request.body)
            }

    def judge(self, exchange: Exchange, failures: Iterable[Sequence[str]]) -> frozenset[Cause]:
        """Remember what an answer breaks, as far as it counts.

        Args:
            exchange: the request and its answer.
            failures: the name of a rule, a sentence and a place each.

        Returns:
            The causes for which the same request has to be sent again, `REPETITIONS` times, for `repeated` to judge.
        """
        seen = [self.note(cause, finding, exchange) for cause, finding in self._weighed(exchange, failures)]
        wanting = frozenset(one.cause for one in seen if one.wants_repetition)
        for cause in wanting:
            self.deviations[cause].attempts += 1
            self.deviations[cause].in_a_row = 0
        return wanting

    def repeated(self, wanting: Collection[Cause], exchange: Exchange, failures: Iterable[Sequence[str]]) -> None:
        """Judge the answer to a request that was sent again because of some causes."""
        again = {cause for cause, _ in self._weighed(exchange, failures)}
        for cause in wanting:
            deviation = self.deviations[cause]
            if cause in again:
                deviation.in_a_row += 1
                deviation.shown_again = deviation.shown_again or deviation.in_a_row >= REPETITIONS
            # What was made once may be refused the second time: then only fresh data can tell.
            elif exchange.status // 100 != 4 or cause.status // 100 == 4:  # noqa: PLR2004 - RFC 9110 section 15.5
                deviation.contradicted += 1

    def note(self, cause: Cause, finding: Finding, exchange: Exchange | None) -> Deviation:
        """Remember a deviation: each cause once, with the smallest request that shows it."""
        if cause not in self.deviations and len(self.deviations) >= _MOST_CAUSES:
            cause = Cause(cause.rule, cause.status)
        known = self.deviations.setdefault(cause, Deviation(cause, finding, exchange))
        known.count += 1
        if _size(exchange) < _size(known.exchange):
            known.finding, known.exchange = finding, exchange
        return known

    def _weighed(self, exchange: Exchange, failures: Iterable[Sequence[str]]) -> Iterator[tuple[Cause, Finding]]:
        for rule, message, place in failures:
            for finding in weigh(self.operation, rule, exchange.status, message):
                cause = Cause(rule, exchange.status, place)
                yield (cause if cause in self.deviations or len(self.deviations) < _MOST_CAUSES
                       else Cause(rule, exchange.status)), finding  # fmt: skip


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
        budget_s: how long it was allowed to take, in seconds.
        followed: how often each link was, by the labels of its two operations.
    """

    operations: tuple[Tried, ...]
    skipped: tuple[tuple[Operation, str], ...]
    seed: int
    spent: float
    complete: bool
    ended: str = ""
    budget_s: float = 0.0
    followed: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def examples(self) -> int:
        """How many requests were answered."""
        return sum(one.examples for one in self.operations)


def together(results: Sequence[Conformance]) -> Conformance:
    """Return what came of several documents of one deployment as one; at least one is needed."""
    return Conformance(
        operations=tuple(one for result in results for one in result.operations),
        skipped=tuple(one for result in results for one in result.skipped),
        seed=results[0].seed,
        spent=sum(result.spent for result in results),
        complete=all(result.complete for result in results),
        ended="; ".join(result.ended for result in results if result.ended),
        budget_s=sum(result.budget_s for result in results),
        followed={pair: count for result in results for pair, count in result.followed.items()},
    )


def _size(exchange: Exchange | None) -> int:
    if exchange is None:
        return 0
    return len(exchange.url) + len(exchange.request.body) + sum(len(value) for _, value in exchange.request.headers)
