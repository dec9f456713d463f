"""Tries registrations at an age gate, and knows on which day they were judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import NotApplicable, Unmeasured
from prodworthy.probes.accounts import Accounts, Registration
from prodworthy.probes.pace import a_few_at_a_time
from prodworthy.rules.age import Birth, Dates, boundary, minors, oldest_minor, server_time
from prodworthy.rules.age_values import ADULT, AGES, ALIASES, CLAIMS, ZONES, clocks
from prodworthy.target import AgeGate, Target

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class AgeTries:
    """Registrations that were tried at an age gate.

    Attributes:
        adult: one with an adult's date of birth and nothing else unusual: the control of all refusals.
        tries: the others, by a short name.
        births: of tries that differ by the birth date only, that date.
    """

    adult: Registration
    tries: Mapping[str, Registration]
    births: Mapping[str, Birth] = field(default_factory=dict)


def gate_of(target: Target) -> AgeGate:
    """Return the declared age gate.

    Raises:
        NotApplicable: if the target declares none.
        Unmeasured: if it declares to have one, but not how it works.
    """
    if target.age_gate is not None:
        return target.age_gate
    if target.declares("age_gate"):
        raise Unmeasured("the target has an age gate, but does not say how it works: declare [age_gate]")
    raise NotApplicable("no age gate is declared: declare [age_gate] and [auth.register]")


async def try_births(
    accounts: Accounts, gate: AgeGate, adult: Registration, choose: Callable[[AgeGate, Dates], Iterable[Birth]]
) -> AgeTries:
    """Try a registration for each birth date, chosen by the server's own date.

    If a date on earth changes while they are under way, all are tried again: what was right at the first might be wrong
    at the last.

    Raises:
        Unmeasured: if the date changed twice.
        TargetFailed: if one is not answered.
    """
    dates = dates_of(adult.exchange, gate)
    for _ in range(2):
        births = {birth.name: birth for birth in choose(gate, dates)}
        tries = await _all(
            {name: accounts.register(birth_date=birth.born, set=gate.extra) for name, birth in births.items()}
        )
        later = {dates_of(registration.exchange, gate) for registration in tries.values()} - {dates}
        if not later:
            return AgeTries(adult, tries, births)
        dates = later.pop()
    raise Unmeasured("the date changed while birth dates were tried: run again")


def minors_now(gate: AgeGate, exchange: Exchange | None) -> list[Birth]:
    """Return birth dates of minors: the oldest on every date on earth, and a child's, by the date of an answer."""
    dates = dates_of(exchange, gate)
    return [birth for birth in (*boundary(gate, dates), *minors(gate, dates)) if not birth.admitted][:2]


async def try_values(accounts: Accounts, gate: AgeGate, adult: Registration, values: Mapping[str, Any]) -> AgeTries:
    """Try a registration for each value of the field of the date of birth.

    Raises:
        TargetFailed: if one is not answered.
    """
    return AgeTries(
        adult,
        await _all({name: accounts.register(set={**gate.extra, gate.field: value}) for name, value in values.items()}),
    )


async def try_written(
    accounts: Accounts,
    gate: AgeGate,
    adult: Registration,
    born: dt.date,
    writers: Mapping[str, Callable[[Any], tuple[bytes, str]]],
) -> AgeTries:
    """Try a registration of somebody born on that day for each way to write it down.

    Raises:
        TargetFailed: if one is not answered.
    """
    tries = {name: accounts.register(birth_date=born, set=gate.extra, write=write) for name, write in writers.items()}
    return AgeTries(adult, await _all(tries))


async def try_ages(accounts: Accounts, gate: AgeGate, adult: Registration) -> AgeTries:
    """Try registrations that tell an age in place of a date of birth.

    Raises:
        TargetFailed: if one is not answered.
    """
    tries = {
        name: accounts.register(set={**gate.extra, "age": value}, omit=[gate.field]) for name, value in AGES.items()
    }
    return AgeTries(adult, await _all(tries))


def minor_by_policy(gate: AgeGate, exchange: Exchange | None) -> dt.date:
    """Return when the oldest minor was born: by the declared policy, or else on every date on earth."""
    dates = dates_of(exchange, gate)
    return oldest_minor(dates.deciding or dates.latest, gate.minimum_age, gate.leap)


async def try_overrides(accounts: Accounts, gate: AgeGate, adult: Registration) -> AgeTries:
    """Try registrations of a minor that claim in some other way to be an adult's; `alone` claims nothing.

    Where it is declared whose date decides, a client's zone is claimed by somebody who comes of age tomorrow.

    Raises:
        TargetFailed: if one is not answered.
    """
    dates = dates_of(adult.exchange, gate)
    grown = ADULT.strftime(gate.date_format)
    name_of_field = gate.field.rpartition(".")[2]
    minor = oldest_minor(dates.latest, gate.minimum_age, gate.leap)
    tomorrow = oldest_minor(dates.deciding, gate.minimum_age, gate.leap) if dates.deciding else None

    def claim(born: dt.date = minor, fields: Mapping[str, Any] = _NOTHING, **options: Any) -> Awaitable[Registration]:
        return accounts.register(birth_date=born, set={**gate.extra, **fields}, **options)

    claims = {
        "alone": claim(),
        **{f"claim {name}": claim(fields={name: value}) for name, value in CLAIMS.items()},
        "all claims": claim(fields=CLAIMS),
        **{f"alias {name}": claim(fields={name: grown}) for name in ALIASES if name != name_of_field},
        "query": claim(query=f"{name_of_field}={quote(grown)}&dob={quote(grown)}"),
        "header fields": claim(headers={"X-Dob": grown, "X-Date-Of-Birth": grown}),
        "cookies": claim(headers={"Cookie": "ageVerified=true; isAdult=1; age_gate=passed"}),
    }
    if tomorrow is not None:
        claims["tomorrow alone"] = claim(tomorrow)
        claims |= {f"zone {name}": claim(tomorrow, {name: value}) for name, value in ZONES.items()}
        claims |= {f"clock {name}": claim(tomorrow, {name: value}) for name, value in clocks(dates.latest).items()}
        claims["zone header field"] = claim(tomorrow, headers={"X-Timezone": "Pacific/Kiritimati"})
    return AgeTries(adult, await _all(claims))


async def _all(tries: Mapping[str, Awaitable[Registration]]) -> dict[str, Registration]:
    return dict(zip(tries, await a_few_at_a_time(tries.values()), strict=True))


def dates_of(exchange: Exchange | None, gate: AgeGate) -> Dates:
    """Return the dates on earth when an answer was given, by the server's own clock where it tells."""
    now = server_time(exchange.headers.get("date") if exchange else "") or dt.datetime.now(dt.UTC)
    return Dates.at(now, gate.zone)
