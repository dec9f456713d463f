"""Declared refusals: what a product promises not to do, tried beside what it has to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.controls import Control
from prodworthy.exchange import Exchange
from prodworthy.outcome import Unmeasured
from prodworthy.probes.http import Http
from prodworthy.probes.steps import StepRun, take
from prodworthy.rules.templates import MissingValue
from prodworthy.target import PromisedRefusal, Step


@dataclass(frozen=True, slots=True)
class RefusalRun:
    """A declared refusal, as it went.

    Attributes:
        rule: what was declared.
        control: whether the right request worked.
        attempt: the answer to the one that has to be refused.
    """

    rule: PromisedRefusal
    control: Control
    attempt: Exchange


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
    known = dict(values)

    async def do(step: Step) -> StepRun:
        try:
            taken = await take(http, step, known, credential=credential)
        except MissingValue as error:
            raise Unmeasured(f"{step.title}: {error}") from error
        known.update(taken.saved)
        return taken

    async def prepare(steps: tuple[Step, ...]) -> None:
        for step in steps:
            taken = await do(step)
            if taken.findings:
                raise Unmeasured(f"{step.title}, which comes before it, failed: {taken.findings.describe()}")

    await prepare(rule.setup)
    first = await do(rule.attempt if rule.control_last else rule.control)
    if not rule.control_last and first.findings:
        raise Unmeasured(f"the control failed: {first.title}: {first.findings.describe()}")
    await prepare(rule.between)
    second = await do(rule.control if rule.control_last else rule.attempt)
    attempt, control = (first, second) if rule.control_last else (second, first)
    if attempt.exchange is None:
        raise Unmeasured(f"{attempt.title} was not answered")
    seen = control.findings.describe() or (control.exchange.describe() if control.exchange else "")
    held = Control(control.title, held=not control.findings, seen=seen, exchange=control.exchange)
    return RefusalRun(rule, held, attempt.exchange)
