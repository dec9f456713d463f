"""Fields that only their owner may see, and addresses that name somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from prodworthy.api import (
    Account,
    CheckFailed,
    Control,
    Exchange,
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
    observation,
    take,
)
from prodworthy.rules.templates import MissingValue, fill_text
from security.declared import auth_of, demand_several

_NAMES = ("userId", "user_id", "uid", "id", "ownerId", "owner_id", "accountId", "profileId")
_EVERYTHING = "filter=*&limit=100000&per_page=100000&all=true"
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class FieldTries:
    """Something that only its owner may see.

    Attributes:
        own: as its owner sees it.
        other: the query of another account for it.
        secret: what must not be in that answer.
    """

    own: StepRun
    other: StepRun
    secret: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Reads of one account, with the other's identifiers in their address.

    Attributes:
        victim: what the other account sees of itself: the control.
        secret: its e-mail address, which is nobody else's business.
        answers: to the one account, by path and kind of parameters.
        usual: the same without any, by path.
    """

    victim: Exchange
    secret: str
    answers: Mapping[tuple[str, str], Exchange]
    usual: Mapping[str, Exchange]


@observation(phase=Phase.WRITING, deadline=60.0, requests=6, needs={"accounts"})
async def field_tries(
    http: Http, target: Target, three_accounts: tuple[Account, Account, Account]
) -> dict[str, FieldTries]:
    """Fields that only their owner may see, asked for by another account."""
    fields = auth_of(target).private_fields
    if not fields:
        raise NotApplicable("no field of others is declared to be private: declare [[auth.private_fields]]")
    owner, other, _ = three_accounts
    demand_several(owner, other)
    values = {**other.values, **{f"partner_{name}": value for name, value in owner.values.items()}}
    tries = {}
    for one in fields:
        try:
            own = await take(http, one.own, owner.values, credential=owner.headers)
            asked = await take(http, one.other, {**values, **_partner(own)}, credential=other.headers)
            tries[one.id] = FieldTries(own, asked, fill_text(one.secret, {**values, **_partner(own)}))
        except MissingValue as error:
            raise Unmeasured(f"the declared steps of {one.id} do not fit: {error}") from error
    return tries


@observation(
    phase=Phase.WRITING,
    deadline=60.0,
    requests=lambda target: 3 + 4 * len(target.auth.protected if target.auth else ()),
    needs={"accounts"},
)
async def foreign_parameters(http: Http, target: Target, three_accounts: tuple[Account, Account, Account]) -> Foreign:
    """Every protected read, with the identifiers of another account in its query."""
    auth = auth_of(target)
    profile = auth.profile
    if profile is None or not auth.protected:
        raise NotApplicable(
            "neither one's own account nor protected reads are declared: [auth.profile], [auth] protected"
        )
    victim, other, _ = three_accounts
    demand_several(victim, other)
    own = (await take(http, profile, victim.values, credential=victim.headers)).exchange
    if own is None:
        raise Unmeasured("the account was not read")
    if not victim.user_id:
        raise NotApplicable("a registration saves no user_id (as declared): there is no identifier to name")
    forms = {
        "the identifier of another account": "&".join(f"{name}={quote(victim.user_id)}" for name in _NAMES),
        "it as a list": "&".join(f"{name}[]={quote(victim.user_id)}" for name in _NAMES),
        "a filter for everything": _EVERYTHING,
    }

    async def ask(path: str, query: str = "") -> Exchange:
        mark = "&" if "?" in path else "?"
        return await http.get(f"{path}{mark}{query}" if query else path, headers=other.headers)

    wanted = [(path, kind) for path in auth.protected for kind in forms]
    usual = await asyncio.gather(*(ask(path) for path in auth.protected))
    answers = await asyncio.gather(*(ask(path, forms[kind]) for path, kind in wanted))
    return Foreign(
        own, victim.email, dict(zip(wanted, answers, strict=True)), dict(zip(auth.protected, usual, strict=True))
    )


@check(
    "security.private_fields",
    "Private fields of others stay private in every query",
    severity=Severity.BLOCKER,
    reference="OWASP API1:2023, API3:2023; ASVS v5.0.0-8.2.2, 8.2.3; CWE-639; CWE-863",
    remedy="Decide for each field who may see it, where it is resolved, and not only where the object is looked up.",
    covers=["GQL-07"],
    needs={"accounts"},
    refusal=True,
    creates="two test accounts",
)
def test_private_fields(field_tries: Mapping[str, FieldTries], parts: Parts, refusal: Refusal) -> None:
    """A query language lets everybody ask for every field there is: what is not guarded is public."""
    for name, tries in field_tries.items():
        with parts.part(name):
            if tries.other.exchange is None or tries.own.exchange is None:
                raise Unmeasured("it was not answered")
            if tries.secret in tries.other.exchange.text:
                raise CheckFailed(found("the answer to another account holds it", "nothing, or a refusal"))
            if tries.other.exchange.status >= _SERVER_ERROR:
                raise Unmeasured(f"the query failed: {tries.other.exchange.describe()}")
            seen = tries.own.findings.describe() or tries.own.exchange.describe()
            refusal.require(Control("its owner sees it", held=not tries.own.findings, seen=seen))


@check(
    "security.foreign_parameters",
    "Naming somebody else in the address shows nothing of theirs",
    severity=Severity.MAJOR,
    reference="OWASP API1:2023; ASVS v5.0.0-8.2.2, 15.3.7; CWE-639; WSTG-INPV-04",
    remedy="Take who asks from the credential alone; ignore or refuse identifiers of owners in query and body.",
    covers=["AZ-04", "AZ-05"],
    needs={"accounts"},
    refusal=True,
    creates="two test accounts",
)
def test_foreign_parameters(foreign_parameters: Foreign, parts: Parts, refusal: Refusal) -> None:
    """A filter that was made for the staff works for everybody who finds its name."""
    seen = foreign_parameters
    held = seen.victim.ok and seen.secret in seen.victim.text
    control = Control("its owner sees it in the profile", held=held, seen=seen.victim.describe(), exchange=seen.victim)
    for (path, kind), answer in seen.answers.items():
        with parts.part(f"{path} with {kind}"):
            refusal.require(control)
            if answer.ok and seen.secret in answer.text:
                if seen.secret in seen.usual[path].text:
                    raise NotApplicable("it is shown there without it as well (as observed)")
                found("the e-mail address of the other account is in the answer", "one's own data").raise_if_any()


def _partner(own: StepRun) -> dict[str, object]:
    return {f"partner_{name}": value for name, value in own.saved.items()}
