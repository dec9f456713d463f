"""The age gate and values that are no date of birth: what a fail-open comparison takes for an adult's."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from prodworthy.api import (
    Accounts,
    AgeTries,
    Control,
    Footprint,
    Parts,
    Phase,
    Refusal,
    Registration,
    Severity,
    Target,
    check,
    gate_of,
    observation,
    try_overrides,
    try_values,
)
from prodworthy.rules import age_values
from security.age_refusals import held, judge

_INVALID = frozenset({400, 415, 422})
_VALUE = "a registration whose date of birth is no date, but {}"
_CREATES = "test accounts, if the gate fails; removed again"


@observation(phase=Phase.WRITING, deadline=120.0, requests=14, needs={"age_gate"})
async def other_types_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Registrations whose date of birth is null, or no text at all."""
    groups = (age_values.NULL, age_values.BOOLEANS, age_values.ARRAYS, age_values.OBJECTS, age_values.NUMBERS)
    values = dict(chain.from_iterable(group.items() for group in groups))
    return await try_values(accounts, gate_of(target), held(adult_registration), values)


@observation(phase=Phase.WRITING, deadline=60.0, needs={"age_gate"})
async def no_birth_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """A registration without a date of birth."""
    gate = gate_of(target)
    held(adult_registration)
    return AgeTries(adult_registration, {"missing": await accounts.register(set=gate.extra, omit=[gate.field])})


@check(
    "security.age_null",
    "A date of birth that is null, or no text, is refused",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-I11, AGE-I12, AGE-I13; CWE-1287; CWE-843",
    remedy="Validate the type before the value: a text, present, not null; refuse everything else with 400 or 422.",
    covers=["AGE-I10", "AGE-I11", "AGE-I12", "AGE-I13", "AGE-I14"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_null(other_types_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """Many date libraries read null, true and 0 as 1 January 1970: an adult, made of nothing."""
    judge(other_types_at_gate, target, parts, refusal, refused=_INVALID, what=_VALUE)


@check(
    "security.age_missing",
    "A registration without a date of birth is refused",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-I16; ASVS v5.0.0-2.2.1",
    remedy="Make the date of birth a required field of every way to an account.",
    covers=["AGE-I16"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_missing(no_birth_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """An account whose age nobody knows passes every later check that asks only whether the age is too low."""
    judge(no_birth_at_gate, target, parts, refusal, refused=_INVALID, what="a registration without a date of birth")


@check(
    "security.age_not_a_date",
    "A date of birth that is no date is refused",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-I17, AGE-I05, AGE-B14; ASVS v5.0.0-16.5.3; CWE-636; CWE-1286",
    remedy="Parse strictly (RFC 3339 full-date), and admit only what is known to be at least the minimum age.",
    covers=["AGE-I01", "AGE-I05", "AGE-I08", "AGE-I15", "AGE-I17", "AGE-I23", "AGE-B14"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_not_a_date(no_dates_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """A text that is no date becomes no number, and no number is not less than eighteen: the gate stands open."""
    judge(no_dates_at_gate, target, parts, refusal, refused=_INVALID, what=_VALUE)


@observation(phase=Phase.WRITING, deadline=120.0, requests=22, needs={"age_gate"})
async def overrides_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """A minor registers, and claims in every other way to be an adult."""
    return await try_overrides(accounts, gate_of(target), held(adult_registration))


@check(
    "security.age_client_flags",
    "Nothing that a client claims beside the date of birth makes a minor an adult",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-M06, AGE-M03; ASVS v5.0.0-15.3.3; API3:2023; CWE-915",
    remedy="Bind registrations to a list of known fields, and derive age and verification on the server alone.",
    covers=["AGE-M03", "AGE-M05", "AGE-M06", "AGE-B07", "AGE-B08"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_client_flags(overrides_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """A field such as isAdult that the server believes is a door next to the gate, one that any script can open."""
    tries = dict(overrides_at_gate.tries)
    alone, tomorrow = tries.pop("alone"), tries.pop("tomorrow alone", None)
    refused = Control.accepted("the same minor without any claim is refused", alone.exchange, range(400, 500))
    refusal.require(refused)
    if tomorrow is None or tomorrow.exchange.ok:  # admitted a day early anyway, a claimed zone makes no difference
        tries = {name: one for name, one in tries.items() if not name.startswith(("zone ", "clock "))}
    judge(
        replace(overrides_at_gate, tries=tries),
        target,
        parts,
        refusal,
        refused=_INVALID,
        what="a minor's registration with a {}",
    )
