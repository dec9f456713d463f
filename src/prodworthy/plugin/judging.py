"""From what a test function raised to what the check found out."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field

import pytest

from prodworthy.facts.catalogue import Check
from prodworthy.facts.outcome import CheckFailed, Finding, Findings, Inconclusive, Outcome, TargetFailed
from prodworthy.plugin.evidence import Evidence

_LONGEST_SUMMARY = 2_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one phase of one item came to."""

    outcome: Outcome
    summary: str = ""
    findings: Findings = field(default_factory=Findings)


def judge_call(  # noqa: PLR0911 - one answer for each kind of exception
    check: Check, error: BaseException | None, evidence: Evidence, *, in_body: bool
) -> Judgement:
    """Return what a check found out.

    Args:
        check: the check.
        error: what its function or one of its fixtures raised; None if nothing.
        evidence: what it recorded; a traceback of the suite's own errors is added.
        in_body: whether the function itself ran, rather than a fixture of it.
    """
    match error:
        case None:
            return _passed(check, evidence)
        case CheckFailed():
            return Judgement(Outcome.FAILED, _short(str(error)), error.findings)
        case Inconclusive():
            return Judgement(error.outcome, _short(error.reason))
        case TargetFailed():
            return Judgement(Outcome.BLOCKED, f"the target did not answer: {_short(error.sentence)}")
        case AssertionError() if in_body:
            said = _short(str(error))
            return Judgement(Outcome.FAILED, said, Findings([Finding(said, "")]))
        case pytest.skip.Exception():
            return Judgement(Outcome.UNMEASURED, f"skipped without an outcome of its own: {error}")
        case TimeoutError() if in_body:
            return Judgement(Outcome.FAILED, f"it was not done within its deadline of {check.deadline_s:g} s")
        case _:
            lines = traceback.format_exception(error)
            evidence.log("The suite's own error", "".join(lines).splitlines())
            return Judgement(Outcome.UNMEASURED, f"an error of the suite itself: {type(error).__name__}: {error}"[:500])


def _passed(check: Check, evidence: Evidence) -> Judgement:
    if check.refusal and not any(control.held for control in evidence.controls):
        return Judgement(Outcome.UNMEASURED, "a refusal without a control that succeeded proves nothing")
    return Judgement(Outcome.PASSED)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SUMMARY else text[:_LONGEST_SUMMARY] + " …"
