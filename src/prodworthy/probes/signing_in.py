"""Signing in by the declared steps: the login and, where it gives no token, what exchanges its answer for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from prodworthy.probes.http import Http
from prodworthy.probes.steps import StepRun, take
from prodworthy.rules.templates import names
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


async def token_for(http: Http, target: Target, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a new account's values with the token that the exchange gives for what its registration saved.

    Empty where no exchange is declared, or it takes a login: where it needs what was not saved, or refuses it.

    Args:
        http: sends the request.
        target: may declare the exchange.
        values: of the account.

    Raises:
        TargetFailed: if there is no answer.
    """
    step = target.auth.exchange if target.auth else None
    if step is None or set(names([step.path, step.headers, step.body])) - values.keys() - target.values.keys():
        return {}
    taken = await take(http, step, values)
    return {} if taken.findings else {**values, **taken.saved}
