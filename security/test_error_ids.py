"""Errors can be found again: each says under which id it stands in the log."""

from __future__ import annotations

from dataclasses import dataclass

from prodworthy.api import (
    ErrorTracking,
    Footprint,
    Http,
    NotApplicable,
    Severity,
    StepRun,
    Target,
    check,
    observation,
    take,
)
from prodworthy.rules import error_ids
from prodworthy.rules.templates import NOTHING, lookup


@dataclass(frozen=True, slots=True)
class Numbered:
    """Two refusals of the same request.

    Attributes:
        declared: where their ids are.
        runs: the answers.
    """

    declared: ErrorTracking
    runs: tuple[StepRun, StepRun]


@observation(requests=2)
async def numbered_errors(http: Http, target: Target) -> Numbered:
    """The same request, refused twice."""
    declared = target.error_tracking
    if declared is None:
        raise NotApplicable("it is not declared where errors tell their id: declare [error_tracking]")
    return Numbered(declared, (await take(http, declared.request, {}), await take(http, declared.request, {})))


@check(
    "security.error_ids",
    "Errors carry an id for the log",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    reference="ASVS v5.0.0-16.5.1, 16.2.1",
    remedy="Make a random id for each error, write it into the log with all that is known, and tell only it.",
    covers=["ERR-01"],
)
def test_error_ids(numbered_errors: Numbered) -> None:
    """Without it, support cannot find what a customer reports, and details are put into the answer instead."""
    declared = numbered_errors.declared
    for run in numbered_errors.runs:
        run.findings.raise_if_any()
    answers = [run.answer for run in numbered_errors.runs]
    if declared.header:
        told = [answer.headers.get(declared.header) or None for answer in answers]
        error_ids.judge(told).at(declared.header).raise_if_any()
        return
    ids = [lookup(answer.json(), declared.id) for answer in answers]
    error_ids.judge([None if one is NOTHING else one for one in ids]).at(declared.id).raise_if_any()
