"""What a check can find out, and how a check says so.

A check passes by returning, and fails by an assertion. Everything else it can say is an exception of this module,
so that no way of not knowing can be mistaken for a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NoReturn

TOO_FEW_SAMPLES = "too few samples"
"""How a reason begins that only more samples could settle: whether that blocks is for the target to say."""


class Outcome(StrEnum):
    """What came of one check. The order of declaration is from worst to best."""

    FAILED = "FAILED"
    BLOCKED = "BLOCKED"
    UNMEASURED = "UNMEASURED"
    WITHHELD = "WITHHELD"
    WAIVED = "WAIVED"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    PASSED = "PASSED"

    @property
    def badness(self) -> int:
        """Rank for comparing outcomes: higher is worse."""
        return len(Outcome) - list(Outcome).index(self)

    @classmethod
    def worst(cls, outcomes: Iterable[Outcome]) -> Outcome:
        """Return the worst of the outcomes; of none at all, UNMEASURED: nothing looked at is nothing proven.

        A part that does not apply says nothing about the whole, unless no part applied.
        """
        seen = set(outcomes)
        if not seen:
            return cls.UNMEASURED
        if seen - {cls.NOT_APPLICABLE}:
            seen -= {cls.NOT_APPLICABLE}
        return max(seen, key=lambda outcome: outcome.badness)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        seen: what was observed, in the target's own values.
        required: what would have satisfied the rule.
        where: the part of the target this is about (a response class, a path, a cookie's name); empty for the whole.
        advisory: the source only recommends it, so that a check with nothing but advisory findings counts one
            severity lower.
    """

    seen: str
    required: str
    where: str = ""
    advisory: bool = False

    def at(self, where: str) -> Finding:
        """Return the same finding, located at `where`."""
        return replace(self, where=where)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.seen}; required: {self.required}"


class Findings(tuple[Finding, ...]):
    """The findings of a rule; empty means that the rule holds."""

    __slots__ = ()

    def __add__(self, other: Iterable[Finding]) -> Findings:  # type: ignore[override]  # narrower than tuple's, on purpose
        return Findings((*self, *other))

    def at(self, where: str) -> Findings:
        """Return the same findings, each located at `where`."""
        return Findings(finding.at(where) for finding in self)

    @property
    def advisory(self) -> bool:
        """Whether there are findings and all of them are advisory."""
        return bool(self) and all(finding.advisory for finding in self)

    def describe(self) -> str:
        """Return the findings as text, one a line."""
        return "\n".join(str(finding) for finding in self)

    def raise_if_any(self) -> None:
        """Fail the check if there is a finding.

        Raises:
            CheckFailed: with these findings.
        """
        if self:
            raise CheckFailed(self)


def found(seen: str, required: str, *, where: str = "", advisory: bool = False) -> Findings:
    """Return a single finding, ready to be added to others or returned by a rule."""
    return Findings([Finding(seen, required, where, advisory)])


class CheckFailed(AssertionError):
    """The target does not keep what the check asserts."""

    def __init__(self, findings: Findings | str) -> None:
        self.findings = Findings([Finding(findings, "")]) if isinstance(findings, str) else findings
        super().__init__(findings if isinstance(findings, str) else findings.describe())


class Inconclusive(Exception):
    """A check could not say passed or failed; the subclasses say why."""

    outcome: Outcome = Outcome.UNMEASURED

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Unmeasured(Inconclusive):
    """The suite could not find out: a control failed, too few samples, a missing browser, the suite's own limit."""

    outcome = Outcome.UNMEASURED


class Blocked(Inconclusive):
    """Something that this check builds on failed first; the reason names it."""

    outcome = Outcome.BLOCKED


class NotApplicable(Inconclusive):
    """The target does not have the capability; the reason says whether as declared or as observed."""

    outcome = Outcome.NOT_APPLICABLE


class Interrupted(Inconclusive):
    """The run ended before this check's turn."""

    outcome = Outcome.UNMEASURED


def unmeasured(reason: str) -> NoReturn:
    """End the check as UNMEASURED.

    Raises:
        Unmeasured: always, with `reason`.
    """
    raise Unmeasured(reason)


def each(findings: Iterable[Findings]) -> Findings:
    """Return several rules' findings as one."""

    def flat() -> Iterator[Finding]:
        for group in findings:
            yield from group

    return Findings(flat())


class TargetFailed(Exception):
    """The target did not answer a request: refused, reset, unresolvable, too late, or not HTTP.

    Attributes:
        kind: one of `refused`, `reset`, `unresolvable`, `timeout`, `tls`, `protocol`, `network`; `network` means that
            the machine that runs the suite has no way out, which says nothing about the target.
        sentence: what happened, for a person.
    """

    def __init__(self, kind: str, sentence: str) -> None:
        self.kind = kind
        self.sentence = sentence
        super().__init__(sentence)

    @property
    def hung_up(self) -> bool:
        """Whether the target ended the connection, which is its way to refuse a request."""
        return self.kind in {"refused", "reset", "protocol"}
