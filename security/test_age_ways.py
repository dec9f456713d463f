"""Every way in asks for age, and each of them judges as the others do."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from prodworthy.api import (
    Accounts,
    AgeTries,
    CheckFailed,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Registration,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    WayTries,
    ZonePolicy,
    check,
    found,
    gate_of,
    observation,
    refusal_of,
    try_births,
    try_way,
)
from prodworthy.rules import age
from security.age_refusals import held

_SERVER_ERROR = 500
_TOO_MANY_REQUESTS = 429
_TRIES = 12
_ACCEPTED = {
    "null": "a registration whose date of birth is null",
    "array": "a registration whose date of birth is a list with an adult's date in it",
    "missing": "a registration without a date of birth",
    "claims": "a minor's registration that claims to be an adult's",
}


def _requests(target: Target) -> int:
    ways = target.age_gate.ways if target.age_gate else ()
    return _TRIES * sum(len(way.steps) for way in ways)


@observation(phase=Phase.WRITING, deadline=90.0, requests=_requests, needs={"age_gate"})
async def ways_at_gate(http: Http, target: Target, accounts: Accounts) -> dict[str, WayTries | Unmeasured]:
    """An adult, minors, and whoever gives no date register by every declared further way."""
    gate = gate_of(target)
    if not gate.ways:
        raise NotApplicable("no further way to register is declared: declare [[age_gate.ways]]")

    async def tried(way_id: str) -> WayTries | Unmeasured:
        way = next(one for one in gate.ways if one.id == way_id)
        try:
            return await try_way(http, accounts, gate, way)
        except Unmeasured as reason:
            return reason

    names = [way.id for way in gate.ways]
    return dict(zip(names, await asyncio.gather(*map(tried, names)), strict=True))


@observation(phase=Phase.WRITING, deadline=60.0, requests=2, needs={"age_gate"})
async def window_at_gate(accounts: Accounts, target: Target, adult_registration: Registration) -> AgeTries:
    """Those register who are of age somewhere on earth and not everywhere."""
    return await try_births(accounts, gate_of(target), held(adult_registration), age.window)


@check(
    "security.age_other_ways",
    "Every way to register refuses minors",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-P03, AGE-P04, AGE-P05; ASVS v5.0.0-6.3.4, 2.2.2; CWE-602",
    remedy="Decide about age in the one function that makes accounts, which every way in has to call.",
    covers=["AGE-P03", "AGE-P04", "AGE-P05", "AGE-P06", "AGE-L05"],
    needs={"age_gate"},
    refusal=True,
    creates="one test account for each way, more if the gate fails; removed again",
)
def test_age_other_ways(ways_at_gate: Mapping[str, WayTries | Unmeasured], parts: Parts, refusal: Refusal) -> None:
    """The gate at the front door holds nobody who takes the one that was built last."""
    for way, tries in ways_at_gate.items():
        if isinstance(tries, Unmeasured):
            with parts.part(f"{way}: adult"):
                raise tries
            continue
        with parts.part(f"{way}: adult"):
            _require_adult(tries, refusal)
        for name, run in tries.tries.items():
            with parts.part(f"{way}: {name}"):
                _judge(tries, run, _ACCEPTED.get(name, "a minor's registration"), refusal)


@check(
    "security.age_window",
    "Who comes of age just now is judged alike on every way, and as the declared zone says",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="AGE-B06; ASVS v5.0.0-1.5.3",
    remedy="Have one function decide by one zone's date, and call it from every way in.",
    covers=["AGE-B06"],
    needs={"age_gate"},
    creates="test accounts for each way, removed again",
)
def test_age_window(
    window_at_gate: AgeTries, ways_at_gate: Mapping[str, WayTries | Unmeasured], target: Target, parts: Parts
) -> None:
    """Two ways in that disagree about a date are two rules, and one of them is wrong."""
    gate = gate_of(target)
    for name, registration in window_at_gate.tries.items():
        with parts.part(name):
            birth = window_at_gate.births[name]
            answers = {"registration": registration.exchange.ok}
            for way, tries in ways_at_gate.items():
                if isinstance(tries, WayTries) and tries.adult.accepted and name in tries.window:
                    there, run = tries.window[name]
                    if there.born == birth.born:
                        answers[way] = run.accepted
            told = ", ".join(f"{way} {'admits' if admits else 'refuses'}" for way, admits in answers.items())
            if len(set(answers.values())) > 1:
                found(f"of somebody born on {birth.born}: {told}", "one answer on every way").raise_if_any()
            if gate.zone in {ZonePolicy.UTC, ZonePolicy.MOST_CONSERVATIVE}:
                wanted = "admitted" if birth.admitted else "refused"
                if birth.admitted not in set(answers.values()):
                    found(f"of somebody born on {birth.born}: {told}", f"{wanted}, by {gate.zone}").raise_if_any()


def _require_adult(tries: WayTries, refusal: Refusal) -> None:
    """Go on only if an adult got in by the way: else a refusal may well be for something else than the age."""
    missing = tries.tries["missing"]
    if not tries.adult.accepted and missing.accepted:
        raise Unmeasured(
            "the field of the date of birth is not known here: an adult who gives it is refused "
            f"({tries.adult.findings.describe()}), and without it the account is made"
        )
    refusal.require(tries.adult.control("an adult registers in the same way"))


def _judge(tries: WayTries, run: StepRun, what: str, refusal: Refusal) -> None:
    if run.exchange is None or run.exchange.status == _TOO_MANY_REQUESTS:
        raise Unmeasured("throttled with 429, or not answered")
    if run.accepted:
        dropped = tries.tries["missing"].accepted and run is not tries.tries["missing"]
        more = "; one without a date as well: the date counts for nothing" if dropped else ""
        raise CheckFailed(found(f"{what} was accepted{more}", "a refusal"))
    if run.exchange.status >= _SERVER_ERROR:
        raise CheckFailed(found(f"{what} is answered with {run.exchange.status}", "a refusal"))
    _require_adult(tries, refusal)
    if tries.way.refused is not None and not refusal_of(tries.way, run):
        raise CheckFailed(found(f"{what} is answered with {run.exchange.describe()}", "the declared refusal"))
