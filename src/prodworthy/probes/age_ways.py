"""Tries the declared further ways to register, which may ask for age or forget to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.outcome import Unmeasured
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.http import Http
from prodworthy.probes.steps import StepRun, take
from prodworthy.rules.templates import MissingValue
from prodworthy.target import Way


@dataclass(frozen=True, slots=True)
class WayTries:
    """Registrations that were tried by a further way.

    Attributes:
        adult: an adult's: the control.
        minors: those of minors, by a short name.
    """

    adult: StepRun
    minors: Mapping[str, StepRun]


async def register_by(http: Http, accounts: Accounts, way: Way, born: dt.date) -> StepRun:
    """Try to register somebody born on that day, and return the last step.

    Raises:
        Unmeasured: if an earlier step failed, or the steps do not fit.
        TargetFailed: if there is no answer.
    """
    values: dict[str, Any] = accounts.identity(born)
    last: StepRun | None = None
    for step in way.steps:
        if last is not None and last.findings:
            raise Unmeasured(f"{last.title}, which comes before it, failed: {last.findings.describe()}")
        if step is way.steps[-1]:
            accounts.adopt(values)
        try:
            last = await take(http, step, values, credential={})
        except MissingValue as error:
            raise Unmeasured(f"the declared steps do not fit: {error}") from error
        values.update(last.saved)
    if last is None:
        raise Unmeasured("it has no step")
    return last
