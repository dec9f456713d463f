"""Signing in by the declared steps: the login and, where it gives no token, what exchanges its answer for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from prodworthy.probes.http import Http
from prodworthy.probes.steps import StepRun, take
from prodworthy.target import Step, Target


async def sign_in(http: Http, target: Target, login: Step, values: Mapping[str, Any]) -> StepRun:
    """Take the login step and the exchange after it, and return the last one that was taken, with what both saved.

    Args:
        http: sends the requests.
        target: may declare the exchange.
        login: signs in.
        values: of the person.

    Raises:
        MissingValue: if a step needs a value that there is not.
        TargetFailed: if there is no answer.
    """
    taken = await take(http, login, values)
    step = target.auth.exchange if target.auth else None
    if step is None or taken.findings:
        return taken
    exchanged = await take(http, step, {**values, **taken.saved})
    return replace(exchanged, saved={**taken.saved, **exchanged.saved})
