"""Methods: a request does what its method says, and nobody's object falls to one that nobody meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.api import (
    Account,
    Accounts,
    CheckFailed,
    Control,
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
from prodworthy.rules.templates import MissingValue, fill_path
from security.declared import auth_of, demand_several
from security.owned import make, values_for

_OTHERS = ("PUT", "PATCH", "DELETE")
_OVERRIDES: Mapping[str, tuple[str, dict[str, str]]] = {
    "GET with X-HTTP-Method-Override": ("", {"X-HTTP-Method-Override": "DELETE"}),
    "GET with X-Method-Override": ("", {"X-Method-Override": "DELETE", "X-HTTP-Method": "DELETE"}),
    "GET with _method in the address": ("_method=DELETE", {}),
}


@dataclass(slots=True)
class MethodTries:
    """An object, and what was tried with its addresses.

    Attributes:
        problem: why it could not be tried; empty where it was.
        before: as its owner reads it.
        lost_to: what was tried when its owner saw another object than before; empty where none did it.
        overridden: what the owner's own request did that said GET and meant something else; empty for nothing.
        deletable: whether it can be deleted as declared, so that an override could have done it.
    """

    problem: str = ""
    before: StepRun | None = None
    lost_to: str = ""
    overridden: str = ""
    deletable: bool = False


@observation(phase=Phase.WRITING, deadline=120.0, requests=40, needs={"accounts"})
async def method_tries(
    http: Http, target: Target, accounts: Accounts, run: Run, three_accounts: tuple[Account, Account, Account]
) -> dict[str, MethodTries]:
    """Objects of one account, and requests of another with methods that are not declared for them."""
    objects = auth_of(target).objects
    if not objects:
        raise NotApplicable("nothing that belongs to one account is declared: declare [[auth.objects]]")
    owner, partner, _ = three_accounts
    stranger = await accounts.adult()  # who may well delete something of its own
    demand_several(owner, partner, stranger)
    tries = {}
    for one in objects:
        values = values_for(owner, partner, run)
        try:
            tries[one.id] = await _try_object(http, one, owner, stranger, values)
        except MissingValue as error:
            tries[one.id] = MethodTries(f"the declared steps do not fit: {error}")
    return tries


@check(
    "security.other_methods",
    "No undeclared method reaches what belongs to another account",
    severity=Severity.MAJOR,
    reference="OWASP API5:2023; ASVS v5.0.0-8.2.2, 4.1.4; CWE-650; CWE-285",
    remedy="Route each path by a list of methods, answer others with 405, and check the owner before all of them.",
    covers=["AZ-07"],
    needs={"accounts"},
    refusal=True,
    creates="four test accounts and what they declare to own",
)
def test_other_methods(method_tries: Mapping[str, MethodTries], parts: Parts, refusal: Refusal) -> None:
    """A method that no page uses is a method that nobody has looked after."""
    for name, tries in method_tries.items():
        with parts.part(name):
            refusal.require(_control(tries))
            if tries.lost_to:
                raise CheckFailed(found(f"its owner sees a change after {tries.lost_to}", "nothing changed"))


@check(
    "security.method_override",
    "The method of a request is the one that counts",
    severity=Severity.MINOR,
    reference="CWE-650; WSTG-INPV-03; RFC 9110 section 9.2.1",
    remedy="Switch method overrides off in the framework, or allow them for POST with a token of your own pages only.",
    covers=["AZ-13"],
    needs={"accounts"},
    refusal=True,
    creates="four test accounts and what they declare to own",
)
def test_method_override(method_tries: Mapping[str, MethodTries], parts: Parts, refusal: Refusal) -> None:
    """A link or a picture on any site sends a GET: with an override it deletes."""
    for name, tries in method_tries.items():
        with parts.part(name):
            if not tries.deletable and not tries.problem:
                raise NotApplicable("no way to delete it is declared")
            refusal.require(_control(tries))
            if tries.overridden:
                raise CheckFailed(found(f"{tries.overridden} deleted it", "what GET does: nothing"))


def _control(tries: MethodTries) -> Control:
    before = tries.before
    if tries.problem or before is None or before.exchange is None:
        raise Unmeasured(tries.problem or "it was not read")
    seen = before.findings.describe() or before.exchange.describe()
    return Control("its owner reads it before", held=not before.findings, seen=seen, exchange=before.exchange)


async def _try_object(
    http: Http, one: PrivateObject, owner: Account, stranger: Account, values: dict[str, Any]
) -> MethodTries:
    problem = await make(http, one, owner, values)
    if problem:
        return MethodTries(problem)
    before = await take(http, one.read, values, credential=owner.headers)
    tries = MethodTries(before=before, deletable=one.delete is not None)

    async def is_lost() -> bool:
        return bool((await take(http, one.read, values, credential=owner.headers)).findings)

    for method, place in _undeclared(one, values):
        await http.send(method, place, headers=stranger.headers, json={})
        if await is_lost():
            tries.lost_to = f"{method} by another account"
            return tries
    if one.delete is None:
        return tries
    place = fill_path(one.delete.path, values)
    for how, (query, fields) in _OVERRIDES.items():
        await http.get(f"{place}?{query}" if query else place, headers={**owner.headers, **fields})
        if await is_lost():
            tries.overridden = how
            return tries
    await take(http, one.delete, values, credential=owner.headers)
    return tries


def _undeclared(one: PrivateObject, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return methods and addresses of an object that its declaration does not name."""
    steps = (*one.change, *((one.delete,) if one.delete else ()))
    declared = {(step.method, fill_path(step.path, values)) for step in steps}
    places = {fill_path(one.read.path, values), *(path for _, path in declared)}
    return [(method, place) for place in sorted(places) for method in _OTHERS if (method, place) not in declared]
