"""Declared refusals: what a product promises not to do, tried beside what it has to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.facts.controls import Control
from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Unmeasured
from prodworthy.probes.http import Http
from prodworthy.probes.steps import StepRun, take
from prodworthy.rules.templates import MissingValue
from prodworthy.target import PromisedRefusal, Step


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that has to be refused, as it went.

    Attributes:
        what: in words.
        exchange: the answer to it.
    """

    what: str
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class RefusalRun:
    """A declared refusal, as it went.

    Attributes:
        rule: what was declared.
        control: whether the right requests worked; where one did not, of that one.
        attempts: those that have to be refused.
    """

    rule: PromisedRefusal
    control: Control
    attempts: tuple[Attempt, ...]


async def run_refusal(
    http: Http, rule: PromisedRefusal, values: Mapping[str, Any], *, credential: Mapping[str, str]
) -> RefusalRun:
    """Set the scene of a refusal, and try it and its control in the declared order.

    Args:
        http: sends the requests.
        rule: what to try.
        values: for the words in braces of its steps.
        credential: header fields of the account.

    Raises:
        Unmeasured: if the scene could not be set.
        TargetFailed: if there is no answer.
    """
    scene = _Scene(http, rule, dict(values), credential)
    await scene.prepare(rule.setup)
    attempts = await scene.attempts() if rule.control_last else []
    await scene.prepare(rule.between if rule.control_last else ())
    control = await scene.control()
    if not rule.control_last:
        if control.findings:
            raise Unmeasured(f"the control failed: {control.title}: {control.findings.describe()}")
        await scene.prepare(rule.between)
        attempts = await scene.attempts()
    return RefusalRun(rule, control.control(control.title), tuple(attempts))


@dataclass(frozen=True, slots=True)
class _Scene:
    http: Http
    rule: PromisedRefusal
    known: dict[str, Any]
    credential: Mapping[str, str]

    async def prepare(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            taken = await self._take(step)
            if taken.findings:
                raise Unmeasured(f"{step.title}, which comes before it, failed: {taken.findings.describe()}")

    async def control(self) -> StepRun:
        """Return the first control that failed, or else the first of all."""
        taken = [await self._take(self.rule.control, permitted=text) for text in self.rule.permitted or ("",)]
        return next((one for one in taken if one.findings), taken[0])

    async def attempts(self) -> list[Attempt]:
        done = []
        for text in self.rule.prohibited or ("",):
            taken = await self._take(self.rule.attempt, prohibited=text)
            done.append(Attempt(f"{taken.title} ({text!r})" if text else taken.title, taken.answer))
        return done

    async def _take(self, step: Step, **more: str) -> StepRun:
        try:
            taken = await take(self.http, step, {**self.known, **more}, credential=self.credential)
        except MissingValue as error:
            raise Unmeasured(f"{step.title}: {error}") from error
        self.known.update(taken.saved)
        return taken
