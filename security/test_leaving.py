"""Leaving: an export is complete, and a deletion deletes."""

from __future__ import annotations

from collections.abc import Mapping
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
from prodworthy.rules.templates import MissingValue, fill_text
from security.declared import auth_of, declared
from security.operations import ask, read_of_owner
from security.owned import make, values_for

_GONE = frozenset({401, 403, 404, 410})
_REFUSES = frozenset({400, *_GONE, 422})


@dataclass(frozen=True, slots=True)
class Exported:
    """An export of an account that has something.

    Attributes:
        answer: the export.
        wanted: what it has to hold, by what it is.
        problems: what could not be made, by what it is.
    """

    answer: StepRun
    wanted: Mapping[str, str]
    problems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deleted:
    """An account before and after its deletion.

    Attributes:
        login_before: a login that works.
        read_before: a read with its credential.
        deletion: the request that deletes it.
        login_after: the same login.
        read_after: the same read.
    """

    login_before: StepRun
    read_before: Exchange
    deletion: StepRun
    login_after: StepRun
    read_after: Exchange


@dataclass(frozen=True, slots=True)
class DeletedMedia:
    """The picture of an object before and after the object was deleted.

    Attributes:
        before: its delivery, twice, so that caches on the way hold it.
        deletion: the request that deletes the object.
        after: its delivery afterwards.
    """

    before: Exchange
    deletion: StepRun
    after: Exchange


@observation(phase=Phase.WRITING, deadline=60.0, requests=10, needs={"accounts"})
async def exported_account(http: Http, target: Target, accounts: Accounts, run: Run) -> Exported:
    """The export of a test account that has what its product makes."""
    auth = auth_of(target)
    step = declared(auth.export, "auth.export", "export one's data")
    account, partner = await accounts.adult(), await accounts.adult()
    wanted, problems = {"the e-mail address": account.email}, {}
    for one in auth.objects:
        if one.export:
            values, problem = await _make(http, one, account, partner, run)
            if problem:
                problems[one.id] = problem
            else:
                wanted[f"the {one.id}"] = fill_text(one.export, values)
    return Exported(await take(http, step, account.values, credential=account.headers), wanted, problems)


@observation(phase=Phase.WRITING, deadline=60.0, requests=12, needs={"accounts"})
async def deleted_account(http: Http, target: Target, accounts: Accounts) -> Deleted:
    """A test account that is deleted."""
    auth = auth_of(target)
    if auth.register_account is None or auth.delete is None:
        raise NotApplicable("registration and deletion are not both declared: declare [auth.register], [auth.delete]")
    account = await accounts.adult()
    read = read_of_owner(target, account)
    login_before = await accounts.log_in(account.email, account.password)
    read_before = await ask(http, target, read, account.headers)
    deletion = await take(http, auth.delete, account.values, credential=account.headers)
    login_after = await accounts.log_in(account.email, account.password)
    read_after = await ask(http, target, read, account.headers)
    return Deleted(login_before, read_before, deletion, login_after, read_after)


@observation(phase=Phase.WRITING, deadline=60.0, requests=10, needs={"accounts"})
async def deleted_media(http: Http, target: Target, accounts: Accounts, run: Run) -> dict[str, DeletedMedia]:
    """Pictures of objects that are deleted."""
    wanted = [one for one in auth_of(target).objects if one.media and one.delete is not None]
    if not wanted:
        raise NotApplicable("no object with a picture is declared: declare media in [[auth.objects]]")
    account, partner = await accounts.adult(), await accounts.adult()
    seen = {}
    for one in wanted:
        values, problem = await _make(http, one, account, partner, run)
        if problem or one.delete is None:
            raise Unmeasured(f"{one.id}: {problem}")
        address = str(values[one.media])
        await http.get(address)
        before = await http.get(address)
        deletion = await take(http, one.delete, values, credential=account.headers)
        seen[one.id] = DeletedMedia(before, deletion, await http.get(address))
    return seen


@check(
    "security.export_complete",
    "An export holds what the account has",
    severity=Severity.MAJOR,
    reference="GDPR articles 15 and 20; CCPA section 1798.110",
    remedy="Export every table that holds something of the account; add a test for each new one.",
    covers=["PRV-RTS-01"],
    needs={"accounts"},
    creates="two test accounts and what they declare to own",
)
def test_export_complete(exported_account: Exported, parts: Parts) -> None:
    """People have a right to all of it, and the authority asks what was left out."""
    answer = exported_account.answer
    if answer.findings or answer.exchange is None:
        raise Unmeasured(f"the export failed: {answer.findings.describe()}")
    for what, text in exported_account.wanted.items():
        with parts.part(what):
            if text not in answer.exchange.text:
                found("it is not in the export", "everything that is stored of the account").raise_if_any()
    for what, problem in exported_account.problems.items():
        with parts.part(what):
            raise Unmeasured(problem)


@check(
    "security.account_deletion",
    "Deleting an account ends its sessions and its login",
    severity=Severity.MAJOR,
    reference="GDPR article 17; ASVS v5.0.0-7.4.2; App Store Review Guideline 5.1.1(v)",
    remedy="Delete the account with all that belongs to it in one transaction, and its sessions with it.",
    covers=["PRV-RTS-02", "SES-06"],
    needs={"accounts"},
    refusal=True,
    creates="one test account, deleted again",
)
def test_account_deletion(deleted_account: Deleted, parts: Parts, refusal: Refusal) -> None:
    """Who deletes an account is told that it is gone; the stores take apps down where it is not."""
    seen = deleted_account
    if seen.deletion.findings:
        raise Unmeasured(f"the deletion itself failed: {seen.deletion.findings.describe()}")
    with parts.part("the credential"):
        control = Control.accepted("before, the credential works", seen.read_before)
        refusal.judge(seen.read_after, control, what="the credential after the deletion", refused=_REFUSES)
    with parts.part("the login"):
        control, after = seen.login_before.control("before, the login works"), seen.login_after
        what = "the login after the deletion"
        refusal.judge(after.answer, control, what=what, refused=_REFUSES, accepted=after.accepted)


@check(
    "security.deleted_media",
    "Deleted pictures are not delivered any more",
    severity=Severity.MAJOR,
    reference="GDPR article 17; RFC 9111 section 4.4",
    remedy="Purge a picture from the delivery network in the request that deletes it.",
    covers=["PRV-RTS-04"],
    needs={"accounts"},
    refusal=True,
    creates="two test accounts and what they declare to own",
)
def test_deleted_media(deleted_media: Mapping[str, DeletedMedia], parts: Parts, refusal: Refusal) -> None:
    """A picture that was deleted for a reason stays a link that anyone can open."""
    for name, seen in deleted_media.items():
        with parts.part(name):
            if seen.deletion.findings:
                raise Unmeasured(f"the deletion itself failed: {seen.deletion.findings.describe()}")
            control = Control.accepted("before, it is delivered", seen.before)
            refusal.judge(seen.after, control, what="the picture after its deletion", refused=_GONE)


async def _make(
    http: Http, one: PrivateObject, owner: Account, partner: Account, run: Run
) -> tuple[dict[str, Any], str]:
    """Make an object and return its values, and why it could not be made."""
    values = values_for(owner, partner, run)
    try:
        problem = await make(http, one, owner, values)
    except MissingValue as error:
        return values, f"the declared steps do not fit: {error}"
    if not problem and one.media and one.media not in values:
        problem = f"no {one.media} was saved"
    return values, problem
