"""Runs declared journeys: steps in order, one deadline for the whole, and a cleanup that nothing prevents."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.outcome import Findings, TargetFailed, each, found
from prodworthy.probes.http import Http
from prodworthy.probes.steps import StepRun, take
from prodworthy.rules.templates import MissingValue, names
from prodworthy.target.steps import Journey, Step

_CLEANUP_S = 20.0


@dataclass(frozen=True, slots=True)
class JourneyRun:
    """One journey, as it went.

    Attributes:
        journey: what was declared.
        steps: the steps taken, up to the first that failed.
        cleanup: the requests that undo it, as far as there was something to undo.
    """

    journey: Journey
    steps: tuple[StepRun, ...]
    cleanup: tuple[StepRun, ...] = ()

    @property
    def duration(self) -> float:
        """Seconds that the target took for all steps; waiting for the run's own pace is not counted."""
        return sum(step.elapsed for step in self.steps)

    @property
    def failed(self) -> StepRun | None:
        """The step that ended the journey before its end."""
        return next((step for step in self.steps if step.findings), None)

    @property
    def left(self) -> tuple[str, ...]:
        """What could not be undone, in words."""
        return tuple(
            f"journey {self.journey.id}: {step.title}: {step.findings.describe()}"
            for step in self.cleanup
            if step.findings
        )

    @property
    def findings(self) -> Findings:
        """All that was not as declared, each located at its step."""
        return each(step.findings.at(step.title) for step in (*self.steps, *self.cleanup))


async def run_journey(
    http: Http,
    journey: Journey,
    values: Mapping[str, Any],
    *,
    credential: Mapping[str, str] | None = None,
) -> JourneyRun:
    """Take the steps of a journey until one fails or its time is up, and then undo what was done.

    The time is the target's: the answers' own durations add up to it, so that the run's request rate does not count.

    Args:
        http: sends the requests.
        journey: what to do.
        values: for the words in braces of its steps.
        credential: header fields of the journey's account.

    Raises:
        TargetFailed: of the kind `network`, if the machine that runs this has no network of its own.
    """
    known = dict(values)
    taken: list[StepRun] = []
    undone: tuple[StepRun, ...] = ()
    try:
        for step in journey.steps:
            left = journey.deadline_s - sum(one.elapsed for one in taken)
            taken.append(await _step(http, step, known, credential, deadline_s=journey.deadline_s, left=left))
            known.update(taken[-1].saved)
            if taken[-1].findings:
                break
    finally:
        undone = await _clean_up(http, journey.cleanup, known, credential)
    return JourneyRun(journey, tuple(taken), undone)


async def _step(  # noqa: PLR0913 - the last two bound the step, and go by keyword
    http: Http,
    step: Step,
    values: Mapping[str, Any],
    credential: Mapping[str, str] | None,
    *,
    deadline_s: float,
    left: float,
) -> StepRun:
    required = f"all steps done within {deadline_s:g} s"
    if left <= 0:
        return StepRun(step.title, None, found("no time was left for this step", required))
    limit = http.target.limits.request_timeout_s
    try:
        return await take(http, step, values, credential=credential, timeout=min(left, limit))
    except MissingValue as error:
        return StepRun(step.title, None, found(str(error), "a value that an earlier step saves"))
    except TargetFailed as failure:
        if failure.kind == "network":
            raise
        if failure.kind == "timeout" and left < limit:
            return StepRun(step.title, None, found("the journey's time ran out while waiting for this step", required))
        return StepRun(step.title, None, found(failure.sentence, "an answer"))


async def _clean_up(
    http: Http, steps: tuple[Step, ...], values: dict[str, Any], credential: Mapping[str, str] | None
) -> tuple[StepRun, ...]:
    """Take every step of the cleanup that there is something to undo for, whatever became of the others."""
    done: list[StepRun] = []
    try:
        async with asyncio.timeout(_CLEANUP_S):
            for step in steps:
                if set(names([step.path, step.headers, step.body])) - values.keys():
                    continue  # it would undo a step that was not reached
                done.append(await _step(http, step, values, credential, deadline_s=_CLEANUP_S, left=_CLEANUP_S))
                values.update(done[-1].saved)
    except (TimeoutError, TargetFailed):
        done.append(StepRun("cleanup", None, found("the cleanup could not be finished", "everything undone")))
    return tuple(done)
