"""Runs declared journeys: steps in order, one deadline for the whole, and a cleanup that nothing prevents."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.facts.outcome import Findings, TargetFailed, each, found
from prodworthy.probes.account import is_secret
from prodworthy.probes.creations import Creation, Creations
from prodworthy.probes.http import Http
from prodworthy.probes.steps import StepRun, take
from prodworthy.rules.templates import MissingValue, names
from prodworthy.target.steps import Journey, Step

JOURNEY = "journey"
_CLEANUP_S = 20.0
_OF_AN_ACCOUNT = frozenset({"email", "username"})


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
    creations: Creations | None = None,
) -> JourneyRun:
    """Take the steps of a journey until one fails or its time is up, and then undo what was done.

    The time is the target's: the answers' own durations add up to it, so that the run's request rate does not count.

    Args:
        http: sends the requests.
        journey: what to do.
        values: for the words in braces of its steps.
        credential: header fields of the journey's account.
        creations: where what has to be undone is written down.

    Raises:
        TargetFailed: of the kind `network`, if the machine that runs this has no network of its own.
    """
    known = dict(values)
    taken: list[StepRun] = []
    undone: tuple[StepRun, ...] = ()
    traces = _Traces(journey, creations if journey.cleanup else None)
    await traces.note(known)
    try:
        for step in journey.steps:
            left = journey.deadline_s - sum(one.elapsed for one in taken)
            taken.append(await _step(http, step, known, credential, deadline_s=journey.deadline_s, left=left))
            known.update(taken[-1].saved)
            await traces.note(known)
            if taken[-1].findings:
                break
    finally:
        undone = await undo(http, journey, known, credential)
        traces.undone(undone)
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


async def undo(
    http: Http, journey: Journey, values: Mapping[str, Any], credential: Mapping[str, str] | None
) -> tuple[StepRun, ...]:
    """Take every step of the cleanup that there is something to undo for, whatever became of the others."""
    known = {**http.target.values, **values}
    done: list[StepRun] = []
    try:
        async with asyncio.timeout(_CLEANUP_S):
            for step in journey.cleanup:
                if set(names([step.path, step.headers, step.body])) - known.keys():
                    continue  # it would undo a step that was not reached
                done.append(await _step(http, step, known, credential, deadline_s=_CLEANUP_S, left=_CLEANUP_S))
                known.update(done[-1].saved)
    except (TimeoutError, TargetFailed):
        done.append(StepRun("cleanup", None, found("the cleanup could not be finished", "everything undone")))
    return tuple(done)


def has_account(journey: Journey) -> bool:
    """Return whether a journey has an account: one that is made for it, or one that its own steps make."""
    return journey.account or bool(_OF_AN_ACCOUNT & set(names([[step.path, step.body] for step in journey.steps])))


class _Traces:
    """Writes down what the cleanup of a journey needs, as soon as it is known."""

    def __init__(self, journey: Journey, creations: Creations | None) -> None:
        self._journey = journey
        self._creations = creations
        self._needed = set(names([[step.path, step.headers, step.body] for step in journey.cleanup]))
        self._noted: tuple[dict[str, Any], list[str]] | None = None
        self._creation: Creation | None = None

    async def note(self, known: Mapping[str, Any]) -> None:
        """Write down what is known by now, if that is more than before."""
        if self._creations is None:
            return
        reached = self._needed & known.keys()
        values = {name: known[name] for name in reached if not is_secret(name)}
        withheld = sorted(name for name in reached if is_secret(name))
        if (values, withheld) == self._noted:
            return
        before, self._noted = self._creation, (values, withheld)
        owner = known.get("email", "") if has_account(self._journey) else ""
        self._creation = await self._creations.begin(
            JOURNEY,
            f"{self._journey.id} of {known.get('email') or known.get('run', 'a run')}",
            journey=self._journey.id,
            email=owner,
            partner=known.get("partner_email", ""),
            values=values,
            withheld=withheld,
            secret=self._creations.secret,
        )
        if before is not None:
            self._creations.end(before)

    def undone(self, cleanup: tuple[StepRun, ...]) -> None:
        """Strike it out if everything is undone."""
        if self._creations is not None and self._creation is not None and not any(one.findings for one in cleanup):
            self._creations.end(self._creation)
