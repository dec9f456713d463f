"""The age gate: the server decides who is old enough, by the date of birth alone, to the day."""

from __future__ import annotations

from collections.abc import Iterator

from prodworthy.api import (
    Accounts,
    AgeGate,
    AgeTries,
    Control,
    Footprint,
    Inconclusive,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Registration,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    ZonePolicy,
    check,
    found,
    gate_of,
    observation,
    try_births,
)
from prodworthy.rules import age
from security.age_refusals import held, judge

_INVALID = frozenset({400, 415, 422})
_TOO_MANY_REQUESTS = 429
_BORN = "a registration of somebody born on {}"
_CREATES = "test accounts, if the gate fails; removed again"


@observation(phase=Phase.WRITING, deadline=120.0, requests=8, needs={"age_gate"})
async def adults_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Adults of all ages register, one of them on the birthday."""
    return await try_births(accounts, gate_of(target), adult_registration, _adults)


@observation(phase=Phase.WRITING, deadline=60.0, requests=2, needs={"age_gate"})
async def sign_ins_after_gate(accounts: Accounts, minors_at_gate: AgeTries) -> tuple[StepRun, StepRun] | None:
    """An adult who was let in and a minor who was refused sign in; None where no sign-in is declared."""
    adult, minor = minors_at_gate.adult, next(iter(minors_at_gate.tries.values()))
    try:
        return await accounts.log_in(adult.email, adult.password), await accounts.log_in(minor.email, minor.password)
    except Inconclusive:
        return None


@observation(phase=Phase.WRITING, deadline=60.0, requests=2, needs={"age_gate"})
async def boundary_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """The youngest who are adults everywhere, and the oldest who are minors everywhere, register."""
    return await try_births(accounts, gate_of(target), held(adult_registration), age.boundary)


@observation(phase=Phase.WRITING, deadline=60.0, requests=2, needs={"age_gate"})
async def birthdays_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Those who come of age today and tomorrow register."""
    gate = gate_of(target)
    if gate.zone not in {ZonePolicy.UTC, ZonePolicy.MOST_CONSERVATIVE}:
        raise NotApplicable("it is not declared which zone's date decides: declare [age_gate] zone")
    return await try_births(accounts, gate, held(adult_registration), age.policy_boundary)


@check(
    "security.age_adults_admitted",
    "Adults of every age can register, on their birthday too",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="AGE-B01, AGE-B04; ASVS v5.0.0-2.2.1; CWE-193",
    remedy="Compare calendar dates: old enough from 00:00 of the birthday, whatever the number of days in between.",
    covers=["AGE-B01", "AGE-B03", "AGE-B04", "AGE-B12", "AGE-B13"],
    needs={"age_gate"},
    creates="eight test accounts, removed again",
)
def test_adults_admitted(adults_at_gate: AgeTries, parts: Parts) -> None:
    """A gate that counts days instead of years turns every second adult away on the birthday."""
    for name, registration in {"any adult": adults_at_gate.adult, **adults_at_gate.tries}.items():
        with parts.part(name):
            exchange = registration.exchange
            if exchange.status == _TOO_MANY_REQUESTS:
                raise Unmeasured("throttled with 429")
            if registration.account is None:  # a body may refuse with 200, where the declared step says how
                birth = adults_at_gate.births.get(name)
                born = f" born on {birth.born}" if birth else ""
                came = ", and no account came of it as declared" if exchange.ok else ""
                found(f"an adult{born} is answered with {exchange.status}{came}", "an account").raise_if_any()


@check(
    "security.age_minors_refused",
    "The server refuses registrations of minors, and keeps nothing of them",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-E01; ASVS v5.0.0-2.2.2; CWE-602; 16 CFR part 312",
    remedy="Decide about age on the server for every registration, before anything is stored.",
    covers=["AGE-E01", "AGE-E06", "AGE-B09", "AGE-B10", "AGE-B11", "AGE-I02", "AGE-D01"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_minors_refused(
    minors_at_gate: AgeTries,
    sign_ins_after_gate: tuple[StepRun, StepRun] | None,
    target: Target,
    parts: Parts,
    refusal: Refusal,
) -> None:
    """Whoever can send a request can leave the page out: if only the page asks for the age, children get in."""
    judge(minors_at_gate, target, parts, refusal, refused=(), what=_BORN)
    with parts.part("no account remains"):
        if sign_ins_after_gate is None or not sign_ins_after_gate[0].accepted:
            raise NotApplicable("it cannot be seen: no sign-in is declared, or it takes more than a registration")
        adult, minor = sign_ins_after_gate
        control, what = adult.control("the adult signs in"), "the sign-in of a refused minor"
        refusal.judge(minor.answer, control, what=what, accepted=minor.accepted)


@check(
    "security.age_boundary_everywhere",
    "Who is a minor on every date on earth is refused, to the day",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-B05; CWE-193; CWE-682",
    remedy="Admit from the birthday on: today >= birthday + 18 years, in calendar dates, and 1 March for 29 February.",
    covers=["AGE-B05", "AGE-B17"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_boundary_everywhere(boundary_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """Counting eighteen times 365 days lets people in days before their birthday."""
    control = Control.accepted(
        "who is just an adult everywhere registers", boundary_at_gate.tries["adult-everywhere"].exchange
    )
    refusal.require(control)
    judge(boundary_at_gate, target, parts, refusal, refused=(), what=_BORN, only="minor-everywhere")


@check(
    "security.age_boundary_tomorrow",
    "Who comes of age tomorrow is refused today",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-B02; CWE-193",
    remedy="Compare with the date of the declared zone, and admit from the birthday on, not from the day before.",
    covers=["AGE-B02"],
    needs={"age_gate"},
    refusal=True,
    creates=_CREATES,
)
def test_boundary_tomorrow(birthdays_at_gate: AgeTries, target: Target, parts: Parts, refusal: Refusal) -> None:
    """One day early is a minor in the product, and the mistake that date arithmetic makes most often."""
    refusal.require(Control.accepted("who comes of age today registers", birthdays_at_gate.tries["today"].exchange))
    judge(birthdays_at_gate, target, parts, refusal, refused=(), what=_BORN, only="tomorrow")


def _adults(gate: AgeGate, dates: age.Dates) -> Iterator[age.Birth]:
    yield from (birth for birth in age.boundary(gate, dates) if birth.admitted)
    yield from (birth for birth in age.policy_boundary(gate, dates) if birth.admitted)
    yield from age.adults(gate, dates)
