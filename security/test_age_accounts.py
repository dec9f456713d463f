"""Dates of birth in accounts: kept as given, not made younger, and what is kept back is there for adults alone."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from prodworthy.api import (
    Account,
    Accounts,
    CheckFailed,
    Control,
    Edit,
    Exchange,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    check,
    found,
    gate_of,
    minor_by_policy,
    observation,
    take,
)
from prodworthy.rules import age_kept, gated
from prodworthy.rules.age import LEAP_DAY
from prodworthy.rules.age_values import ADULT
from prodworthy.rules.templates import with_value
from security.declared import auth_of, declared

_NEEDS = {"accounts", "age_gate"}
_TOO_MANY_REQUESTS = 429
_EAST = {"X-Timezone": "Pacific/Kiritimati", "Time-Zone": "Pacific/Kiritimati"}
_WEST = {"X-Timezone": "Etc/GMT+12", "Time-Zone": "Etc/GMT+12"}
_BORN = {
    "an ordinary day": (ADULT, {}),
    "an ordinary day, told from the far east": (ADULT, _EAST),
    "29 February, told from the far west": (LEAP_DAY, _WEST),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A date of birth that was given, and what the account tells of itself.

    Attributes:
        born: the date.
        texts: its profile, and its export where there is one.
    """

    born: dt.date
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """Attempts to change an account's date of birth by one way.

    Attributes:
        control: a harmless change by the same way.
        before: what the account tells of itself at first.
        minor: the answer to a minor's date, and what the account tells after it.
        nothing: the answer to null in its place, and what the account tells after it.
        wanted: the minor's date.
    """

    control: StepRun
    before: Exchange
    minor: tuple[StepRun, Exchange]
    nothing: tuple[StepRun, Exchange]
    wanted: dt.date


@dataclass(frozen=True, slots=True)
class InTurn:
    """What is kept back, asked for by an adult and then by a stranger.

    Attributes:
        adult: the adult's answer.
        stranger: the stranger's, right after it.
        cached: the stranger's from the declared cache, if there is one.
    """

    adult: Exchange
    stranger: Exchange
    cached: Exchange | None


@observation(phase=Phase.WRITING, deadline=60.0, requests=9, needs=_NEEDS)
async def kept_dates(http: Http, target: Target, accounts: Accounts) -> dict[str, Kept]:
    """Adults register from several zones, and read their own accounts."""
    auth, gate = auth_of(target), gate_of(target)
    steps = [step for step in (auth.profile, auth.export) if step is not None]
    if not steps:
        raise NotApplicable("no read of one's own account is declared: declare [auth.profile] or [auth.export]")

    async def ask(born: dt.date, headers: Mapping[str, str]) -> Kept:
        registration = await accounts.register(birth_date=born, set=gate.extra, headers=headers)
        account = registration.account
        if account is None:
            raise Unmeasured(f"no account was made: {registration.exchange.describe()}")
        if not account.token and auth.login is not None:
            account = await accounts.sign_in(account.values, made=True)
        shown = [await take(http, step, account.values, credential=account.headers) for step in steps]
        return Kept(born, tuple(run.exchange.text for run in shown if run.exchange is not None and run.exchange.ok))

    kept = await asyncio.gather(*(ask(*given) for given in _BORN.values()))
    return dict(zip(_BORN, kept, strict=True))


@observation(phase=Phase.WRITING, deadline=90.0, requests=14, needs=_NEEDS)
async def edited_dates(http: Http, target: Target, accounts: Accounts) -> dict[str, Edited]:
    """An adult tries to become a minor, or to have no date of birth, by every declared way to change an account."""
    auth, gate = auth_of(target), gate_of(target)
    profile = declared(auth.profile, "auth.profile", "read one's own account")
    edits = [*gate.edits]
    if auth.update is not None:
        body = with_value(auth.update.body, gate.field, "{birth_date}")
        change = auth.update.model_copy(update={"body": body})
        edits.insert(0, Edit.model_construct(id="profile", control=auth.update, change=change))
    if not edits:
        raise NotApplicable("no way to change an account is declared: declare [auth.update] or [[age_gate.edits]]")

    async def read(account: Account) -> Exchange:
        return (await take(http, profile, account.values, credential=account.headers)).answer

    async def edit(way: Edit) -> Edited:
        account = await accounts.adult()
        control = await take(http, way.control, account.values, credential=account.headers)
        before = await read(account)
        none = await take(http, way.change, {**account.values, "birth_date": None}, credential=account.headers)
        without = await read(account)
        minor = minor_by_policy(gate, before)
        written = {**account.values, "birth_date": minor.strftime(gate.date_format)}
        sent = await take(http, way.change, written, credential=account.headers)
        return Edited(control, before, (sent, await read(account)), (none, without), minor)

    return {way.id: await edit(way) for way in edits}


@observation(phase=Phase.WRITING, deadline=60.0, requests=15, needs=_NEEDS)
async def gated_in_turn(http: Http, target: Target, accounts: Accounts) -> dict[str, InTurn]:
    """An adult asks for what the API keeps back, and then a stranger does."""
    kept_back = gate_of(target).gated
    places = (*kept_back.api, *kept_back.media)
    if not places:
        raise NotApplicable("it is not declared what is kept back: declare [age_gate.gated] api or media")
    account = await accounts.adult()

    async def ask(place: str) -> InTurn:
        adult = await http.get(place, headers=account.headers)
        stranger = await http.get(place)
        cached = await http.get(kept_back.cache_host + place) if kept_back.cache_host and place[0] == "/" else None
        return InTurn(adult, stranger, cached)

    return dict(zip(places, await asyncio.gather(*map(ask, places)), strict=True))


@check(
    "security.age_stored",
    "A date of birth is kept as it was given",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="AGE-B13, AGE-B16; RFC 3339 section 5.6; CWE-682",
    remedy="Store a calendar date, not a moment; a birthday has no zone to convert from or to.",
    covers=["AGE-B13", "AGE-B16"],
    needs=_NEEDS,
    creates="three test accounts, removed again",
)
def test_stored(kept_dates: Mapping[str, Kept], target: Target, parts: Parts) -> None:
    """A day lost in a conversion makes everybody one day older, and lets somebody in the day before."""
    gate = gate_of(target)
    for name, kept in kept_dates.items():
        with parts.part(name):
            findings = age_kept.judge_kept(kept.texts, kept.born, gate.date_format)
            if findings is None:
                raise NotApplicable("the account tells no date of birth in its profile or its export (as observed)")
            findings.raise_if_any()


@check(
    "security.age_edits",
    "No change of an account makes an adult a minor who stays, or takes the date of birth away",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-L01, AGE-L04, AGE-L05; ASVS v5.0.0-2.3.2; 16 CFR 312.2 (actual knowledge)",
    remedy="Leave the date of birth out of every change, or judge it as at the registration, and suspend minors.",
    covers=["AGE-L01", "AGE-L04"],
    needs=_NEEDS,
    refusal=True,
    creates="a test account for each way, removed again",
)
def test_edits(edited_dates: Mapping[str, Edited], target: Target, parts: Parts, refusal: Refusal) -> None:
    """Who says to be a minor and stays is known to be one: what was a mistake of theirs is an offence of ours."""
    layout = gate_of(target).date_format
    for way, edited in edited_dates.items():
        control = edited.control.control("a harmless change by the same way is accepted")
        (minor, after), (nothing, without) = edited.minor, edited.nothing
        told = age_kept.tells(edited.before.text, ADULT, layout)
        with parts.part(f"{way}: a minor's date"):
            _answered(minor)
            refusal.require(control)
            if after.ok and age_kept.tells(after.text, edited.wanted, layout):
                raise CheckFailed(found(f"the account says {edited.wanted}, and is as open as before", "a refusal"))
            if minor.accepted and not told:
                raise Unmeasured("it was accepted, and the account does not tell its date of birth")
        with parts.part(f"{way}: no date"):
            _answered(nothing)
            refusal.require(control)
            if told and without.ok and not age_kept.tells(without.text, ADULT, layout):
                raise CheckFailed(found("the date of birth is gone, and the account goes on", "a refusal"))


@check(
    "security.age_gated_in_turn",
    "What an adult has just seen is not handed to the stranger who asks next",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="AGE-C06, AGE-C02; RFC 9111 section 3.5; ASVS v5.0.0-14.2.2",
    remedy="Send no-store or private with what is kept back, and decide before the cache is asked.",
    covers=["AGE-C06"],
    needs=_NEEDS,
    refusal=True,
    creates="one test account, removed again",
)
def test_gated_in_turn(gated_in_turn: Mapping[str, InTurn], target: Target, parts: Parts, refusal: Refusal) -> None:
    """A cache that keeps an adult's page opens the gate for everybody behind it, and no log shows it."""
    kept_back = gate_of(target).gated
    for place, seen in gated_in_turn.items():
        kind = kept_back.places[place]
        control = Control.accepted("an adult is let in", seen.adult)
        for name, answer in {"then a stranger": seen.stranger, "then a stranger, by the cache": seen.cached}.items():
            if answer is None:
                continue
            with parts.part(f"{place}, {name}"):
                if answer.status == _TOO_MANY_REQUESTS:
                    raise Unmeasured("throttled with 429")
                if gated.standing(answer, kind, kept_back.markers) is gated.Standing.OPEN:
                    raise CheckFailed(found(f"a stranger is answered with {answer.status} and content", "a refusal"))
                refusal.require(control)


def _answered(run: StepRun) -> None:
    if run.answer.status == _TOO_MANY_REQUESTS:
        raise Unmeasured("throttled with 429")
