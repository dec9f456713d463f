"""Launch phases: what a run of one changes of the limits and promises, and what is wrong with how they are declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from prodworthy.facts.redaction import Redactor
from prodworthy.target.errors import Problem, dotted, nearest, problems_of, shown
from prodworthy.target.ledger import Promise
from prodworthy.target.model import Model
from prodworthy.target.models import Limits, Target
from prodworthy.target.secrets import Location

_PROMISES = "promises"


def in_phase(target: Target, phase: str) -> Target:
    """Return the target as a run of that phase judges it; a phase that it declares, or an empty text for none."""
    if not phase:
        return target
    limits, promises = _split(target.phases[phase])
    changed = [Promise.model_validate(_given(one) | promises.get(one.id, {})) for one in target.promises]
    changes = {"limits": Limits.model_validate(target.limits.model_dump() | limits), "promises": tuple(changed)}
    return target.model_copy(update=changes)


def problems_of_phases(target: Target, redactor: Redactor) -> list[Problem]:
    """Return what is wrong with phases, and with what names a phase or a promise.

    Args:
        target: as declared.
        redactor: knows the secret values in the data.
    """
    by_id = {promise.id: promise for promise in target.promises}
    problems: list[Problem] = []
    for name, overrides in target.phases.items():
        at = ("phases", name)
        limits, promises = _split(overrides)
        problems += _problems(at, Limits, target.limits.model_dump(), limits, redactor)
        for promise_id, changed in promises.items():
            here = (*at, _PROMISES, promise_id)
            if promise_id not in by_id:
                problems.append(Problem(f"there is no such promise; {nearest(promise_id, by_id)}", dotted(here)))
            elif not isinstance(changed, dict):
                problems.append(Problem("must be a table of a promise's keys", dotted(here), shown(here, changed)))
            else:
                problems += _problems(here, Promise, _given(by_id[promise_id]), changed, redactor)
    for number, promise in enumerate(target.promises):
        for place, phase in enumerate(promise.phases):
            if phase not in target.phases:
                at_phase = (_PROMISES, number, "phases", place)
                message = f"there is no phase of that name; {nearest(phase, target.phases)}"
                problems.append(Problem(message, dotted(at_phase), shown(at_phase, phase)))
    for number, attestation in enumerate(target.attestations):
        if attestation.promise not in by_id:
            named = ("attestations", number, "promise")
            message = f"there is no promise of that id; {nearest(attestation.promise, by_id)}"
            problems.append(Problem(message, dotted(named), shown(named, attestation.promise)))
    return problems


def _split(overrides: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a phase says of limits, and what of promises."""
    promises = overrides.get(_PROMISES, {})
    limits = {key: value for key, value in overrides.items() if key != _PROMISES}
    return limits, promises if isinstance(promises, dict) else {}


def _given(promise: Promise) -> dict[str, Any]:
    return promise.model_dump(exclude_unset=True)


def _problems(
    at: Location, model: type[Model], declared: dict[str, Any], overrides: dict[str, Any], redactor: Redactor
) -> list[Problem]:
    try:
        model.model_validate(declared | overrides)
    except ValidationError as error:
        return [
            Problem(problem.message, ".".join(filter(None, (dotted(at), problem.key))), problem.value)
            for problem in problems_of(error, overrides, model.model_json_schema(), redactor)
        ]
    return []
