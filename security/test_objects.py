"""Objects: what belongs to one account is out of the reach of all others, and others see little of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prodworthy.api import (
    Account,
    Accounts,
    Control,
    Exchange,
    Http,
    NotApplicable,
    Parts,
    Phase,
    PrivateObject,
    Refusal,
    Run,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules import personal
from prodworthy.rules.templates import MissingValue
from security.declared import auth_of
from security.owned import as_partner, make, values_for

_REFUSES = frozenset({400, 401, 403, 404, 405, 409, 410, 422})
_FAR_FROM_EVERYONE = (-47.12456, -126.65432)  # in the Pacific, and a good way off every hundredth of a degree
_A_WALK_AWAY = (-47.15346, -126.65432)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Something that a stranger tried with an object.

    Attributes:
        what: in words.
        tried: as it went.
        changed: whether its owner then saw another object than before; None where that could not be seen.
        owner: the same, done by its owner in the end.
    """

    what: str
    tried: Exchange
    changed: bool | None
    owner: StepRun | None


@dataclass(frozen=True, slots=True)
class ObjectTries:
    """An object of one account, and what others tried with it.

    Attributes:
        problem: why it could not be tried; empty where it was.
        read: by its owner.
        readers: by others.
        attempts: to change or delete it.
    """

    problem: str
    read: StepRun | None = None
    readers: Mapping[str, StepRun] | None = None
    attempts: Sequence[Attempt] = ()


@dataclass(frozen=True, slots=True)
class PersonViews:
    """What one account sees of another.

    Attributes:
        somebody: who is looked at.
        views: each declared page.
    """

    somebody: personal.Somebody
    views: Sequence[StepRun]


@observation(phase=Phase.WRITING, deadline=120.0, requests=25, needs={"accounts"})
async def object_tries(http: Http, target: Target, accounts: Accounts, run: Run) -> dict[str, ObjectTries]:
    """What belongs to one account, and what another one and nobody can do with it."""
    objects = auth_of(target).objects
    if not objects:
        raise NotApplicable("nothing that belongs to one account is declared: declare [[auth.objects]]")
    owner, partner, stranger = [await accounts.adult() for _ in range(3)]
    tries = {}
    for one in objects:
        values = values_for(owner, partner, run)
        try:
            tries[one.id] = await _try_object(http, one, owner, stranger, values)
        except MissingValue as error:
            tries[one.id] = ObjectTries(f"the declared steps do not fit: {error}")
    return tries


@observation(phase=Phase.WRITING, deadline=60.0, requests=6, needs={"accounts"})
async def person_views(http: Http, target: Target, accounts: Accounts) -> PersonViews:
    """What one account sees of another, of which everything is known."""
    declared = auth_of(target).views
    if not declared.pages:
        raise NotApplicable("it is not declared where accounts see each other: declare [[auth.views.pages]]")
    viewer, other = await accounts.adult(), await accounts.adult()
    place = from_where = None
    if declared.locate is not None:
        located = [
            await take(http, declared.locate, {**one.values, **_coordinates(where)}, credential=one.headers)
            for one, where in ((other, _FAR_FROM_EVERYONE), (viewer, _A_WALK_AWAY))
        ]
        if not any(step.findings for step in located):
            place, from_where = _FAR_FROM_EVERYONE, _A_WALK_AWAY
    values = {**viewer.values, **as_partner(other)}
    views = [await take(http, page, values, credential=viewer.headers) for page in declared.pages]
    known = {"e-mail address": other.email, "password": other.password}
    return PersonViews(personal.Somebody(known, viewer.email, place, from_where), views)


@check(
    "security.objects_private",
    "What belongs to one account cannot be read by another",
    severity=Severity.BLOCKER,
    reference="OWASP API1:2023; ASVS v5.0.0-8.2.2; CWE-639; WSTG-ATHZ-04",
    remedy="Look objects up together with who asks: where id = … and owner = …, not by the identifier alone.",
    covers=["AZ-01", "AZ-03"],
    needs={"accounts"},
    refusal=True,
    creates="three test accounts and what they declare to own",
)
def test_objects_private(object_tries: Mapping[str, ObjectTries], parts: Parts, refusal: Refusal) -> None:
    """Whoever counts identifiers up otherwise reads everybody's messages."""
    for name, tries in object_tries.items():
        for who, tried in _readers(tries).items():
            with parts.part(f"{name}, read by {who}"):
                _judge_reading(tries, tried, refusal, f"reading a {name} by {who}")


@check(
    "security.objects_unchanged",
    "What belongs to one account cannot be changed or deleted by another",
    severity=Severity.BLOCKER,
    reference="OWASP API1:2023; ASVS v5.0.0-8.2.2; CWE-639; WSTG-ATHZ-04",
    remedy="Check for every change who the object belongs to, in the same statement that changes it.",
    covers=["AZ-02", "AZ-03", "UPL-10"],
    needs={"accounts"},
    refusal=True,
    creates="three test accounts and what they declare to own",
)
def test_objects_unchanged(object_tries: Mapping[str, ObjectTries], parts: Parts, refusal: Refusal) -> None:
    """One account that can delete everybody's photos empties the product overnight."""
    for name, tries in object_tries.items():
        if tries.problem:
            with parts.part(name):
                raise Unmeasured(tries.problem)
        elif not tries.attempts:
            with parts.part(name):
                raise NotApplicable("no way to change or delete it is declared: change, delete in [[auth.objects]]")
        for attempt in tries.attempts:
            with parts.part(f"{name}: {attempt.what}"):
                _judge_change(attempt, refusal)


@check(
    "security.public_profile",
    "Others see a person's public profile and nothing else",
    severity=Severity.MAJOR,
    reference="OWASP API3:2023; ASVS v5.0.0-15.3.1, 14.2.6; CWE-213",
    remedy="Answer with a list of allowed fields for each audience; never with the stored record.",
    covers=["AZ-09", "AGE-D08", "PW-08"],
    needs={"accounts"},
    creates="two test accounts",
)
def test_public_profile(person_views: PersonViews, parts: Parts) -> None:
    """What no page shows is read in the answer all the same, for every user, by whoever looks."""
    for view in person_views.views:
        with parts.part(view.title):
            personal.judge_excess(_document(view), person_views.somebody).raise_if_any()


@check(
    "security.location_coarse",
    "Nobody can be located by what others see",
    severity=Severity.MAJOR,
    reference="CWE-359; OWASP API3:2023",
    remedy="Round the place to a grid of a kilometre or more before distances are computed, and send distances only.",
    covers=["AZ-10", "AZ-09"],
    needs={"accounts"},
    creates="two test accounts, far from everyone",
)
def test_location_coarse(person_views: PersonViews, parts: Parts) -> None:
    """Exact coordinates of people in a database are an invitation to stalkers."""
    if person_views.somebody.place is None:
        raise NotApplicable("no way to tell where one is, is declared, or it does not work: [auth.views.locate]")
    for view in person_views.views:
        with parts.part(view.title):
            personal.judge_location(_document(view), person_views.somebody).raise_if_any()


async def _try_object(
    http: Http, one: PrivateObject, owner: Account, stranger: Account, values: dict[str, Any]
) -> ObjectTries:
    problem = await make(http, one, owner, values)
    if problem:
        return ObjectTries(problem)
    read = await take(http, one.read, values, credential=owner.headers)
    readers = {
        "another account": await take(http, one.read, values, credential=stranger.headers),
        "nobody": await take(http, one.read, values, credential={}),
    }
    tried = []
    steps = [*one.change, *([one.delete] if one.delete else [])]
    for step in steps:
        before = await take(http, one.read, values, credential=owner.headers)
        answer = (await take(http, step, values, credential=stranger.headers)).exchange
        after = await take(http, one.read, values, credential=owner.headers)
        if answer is not None:
            tried.append((step, answer, _differs(before, after)))
    attempts = [
        Attempt(step.title, answer, changed, await take(http, step, values, credential=owner.headers))
        for step, answer, changed in tried
    ]
    return ObjectTries("", read, readers, attempts)


def _differs(before: StepRun, after: StepRun) -> bool | None:
    """Whether the owner sees another object now; None where it could not be read before."""
    if before.exchange is None or after.exchange is None or before.findings:
        return None
    return bool(after.findings) or before.exchange.json() != after.exchange.json()


def _readers(tries: ObjectTries) -> Mapping[str, StepRun | None]:
    return tries.readers or {"another account": None}


def _judge_reading(tries: ObjectTries, tried: StepRun | None, refusal: Refusal, what: str) -> None:
    read = tries.read
    if tries.problem or tried is None or read is None or read.exchange is None or tried.exchange is None:
        raise Unmeasured(tries.problem or "it was not read")
    control = Control(
        "its owner reads it", held=not read.findings, seen=read.exchange.describe(), exchange=read.exchange
    )
    if tried.exchange.ok and tried.findings:
        refusal.require(control)  # answered, and without the object: such as an empty list
        return
    refusal.judge(tried.exchange, control, what=what, refused={*_REFUSES, 302, 303, 307})


def _judge_change(attempt: Attempt, refusal: Refusal) -> None:
    owner = attempt.owner
    if owner is None or owner.exchange is None:
        raise Unmeasured("its owner did not try")
    if attempt.changed:
        status = attempt.tried.status
        found(f"answered {status}, and its owner sees a change", "a refusal, and nothing changed").raise_if_any()
    control = Control(
        "its owner may do it", held=not owner.findings, seen=owner.exchange.describe(), exchange=owner.exchange
    )
    if attempt.tried.ok and attempt.changed is False:
        refusal.require(control)  # answered alike, but nothing was touched: such as a deletion of no rows
        return
    refusal.judge(attempt.tried, control, what=attempt.what, refused=_REFUSES)


def _document(view: StepRun) -> object:
    if view.findings or view.exchange is None:
        raise Unmeasured(f"the other account is not seen there: {view.findings.describe()}")
    return view.exchange.json()


def _coordinates(place: tuple[float, float]) -> dict[str, float]:
    return {"latitude": place[0], "longitude": place[1]}
