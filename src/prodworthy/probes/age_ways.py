"""Tries the declared further ways to register, which may ask for age or forget to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from prodworthy.facts.outcome import Unmeasured
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.age_gate import dates_of
from prodworthy.probes.http import Http
from prodworthy.probes.pace import a_few_at_a_time
from prodworthy.probes.steps import StepRun, judge, take
from prodworthy.rules.age import Birth, boundary, minors, policy_boundary, window
from prodworthy.rules.age_values import ADULT, CLAIMS
from prodworthy.rules.templates import MissingValue, beside, without_word
from prodworthy.target import AgeGate, Step, Way

_WORD = "birth_date"
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class WayTries:
    """Registrations that were tried by a further way.

    Attributes:
        way: the way.
        adult: an adult's: the control.
        tries: those that have to be refused, by a short name.
        window: those of people who are of age somewhere on earth and not everywhere, each with its birth date.
    """

    way: Way
    adult: StepRun
    tries: Mapping[str, StepRun]
    window: Mapping[str, tuple[Birth, StepRun]]


async def try_way(http: Http, accounts: Accounts, gate: AgeGate, way: Way) -> WayTries:
    """Try to register by a way: an adult, minors, and whoever gives no date or claims something beside it.

    Raises:
        Unmeasured: if an earlier step failed, or the steps do not fit.
        TargetFailed: if there is no answer.
    """
    layout = way.date_format or gate.date_format

    def by(born: object, *, lacking: bool = False, claims: Mapping[str, Any] = _NOTHING) -> Any:
        written = born.strftime(layout) if isinstance(born, dt.date) else born
        return _register(http, accounts, way, written, lacking=lacking, claims=claims)

    adult = await by(ADULT)
    dates = dates_of(adult.exchange, gate)
    births = [
        *(birth for birth in (*boundary(gate, dates), *minors(gate, dates)) if not birth.admitted),
        *(birth for birth in policy_boundary(gate, dates) if not birth.admitted),
    ]
    youngest = births[0].born
    wanted = {birth.name: by(birth.born) for birth in births if birth.name not in {"age-12", "born-today"}} | {
        "null": by(None),
        "array": by([ADULT.strftime(layout)]),
        "missing": by(ADULT, lacking=True),
        "claims": by(youngest, claims=CLAIMS),
    }
    between = list(window(gate, dates))
    answers = await a_few_at_a_time([*wanted.values(), *(by(birth.born) for birth in between)])
    tries = dict(zip(wanted, answers, strict=False))
    at_window = answers[len(wanted) :]
    return WayTries(
        way, adult, tries, {birth.name: (birth, run) for birth, run in zip(between, at_window, strict=True)}
    )


async def _register(  # noqa: PLR0913 - what can be varied of a registration
    http: Http, accounts: Accounts, way: Way, written: object, *, lacking: bool, claims: Mapping[str, Any]
) -> StepRun:
    values: dict[str, Any] = accounts.identity() | {_WORD: written}
    last: StepRun | None = None
    entry = await accounts.expect(values)
    for step in way.steps:
        if last is not None and not last.accepted:
            raise Unmeasured(f"{last.title}, which comes before it, failed: {last.findings.describe()}")
        last = await _take(http, _varied(step, lacking=lacking, claims=claims), values)
        values.update(last.saved)
    if last is None:
        raise Unmeasured("it has no step")
    if last.accepted:
        for step in way.undo:
            await _take(http, step, values)
    elif len(way.steps) == 1 and refusal_of(way, last):
        accounts.creations.end(entry.creation)
    return last


def refusal_of(way: Way, run: StepRun) -> bool:
    """Whether an answer refuses: as it is declared, or else by its status."""
    if run.exchange is None or run.accepted:
        return False
    if way.refused is not None:
        return not judge(way.refused, run.exchange, {})
    return 400 <= run.exchange.status < 500  # noqa: PLR2004 - RFC 9110 section 15.5


async def _take(http: Http, step: Step, values: Mapping[str, Any]) -> StepRun:
    try:
        return await take(http, step, values, credential={})
    except MissingValue as error:
        raise Unmeasured(f"the declared steps do not fit: {error}") from error


def _varied(step: Step, *, lacking: bool, claims: Mapping[str, Any]) -> Step:
    body = without_word(step.body, _WORD) if lacking else step.body
    return step.model_copy(update={"body": beside(body, _WORD, claims)})
