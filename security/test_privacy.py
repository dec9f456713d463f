"""Privacy over HTTP: what is said of Global Privacy Control, and what a deletion leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prodworthy.api import (
    Account,
    Accounts,
    Control,
    Exchange,
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
    check,
    found,
    observation,
    take,
)
from prodworthy.rules import privacy_signal
from security.declared import auth_of, declared

_SOMEWHERE = {"latitude": -40.352, "longitude": 175.611}


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What was left of an account after its deletion.

    Attributes:
        account: which was deleted.
        deletion: the request that did it.
        before: what somebody else was shown before.
        after: what they were shown afterwards.
        again: a registration with the same address; None where the target does not say what should come of it.
    """

    account: Account
    deletion: StepRun
    before: Sequence[StepRun]
    after: Sequence[StepRun]
    again: Registration | None


@observation(requests=1)
async def gpc_statement(http: Http) -> Exchange:
    """What the site says of Global Privacy Control."""
    return await http.get(privacy_signal.STATEMENT)


@observation(phase=Phase.WRITING, deadline=60.0, requests=14, needs={"accounts"})
async def left_behind(http: Http, target: Target, accounts: Accounts) -> LeftBehind:
    """An account that is deleted, as somebody else sees it before and after; and its address used once more."""
    auth = auth_of(target)
    erase = declared(auth.delete, "auth.delete", "delete an account")
    register = declared(auth.register_account, "auth.register", "register an account")
    account, viewer = await accounts.adult(), await accounts.adult()
    if auth.views.locate is not None:
        for one in (account, viewer):
            await take(http, auth.views.locate, {**one.values, **_SOMEWHERE}, credential=one.headers)
    values = {**viewer.values, **{f"partner_{name}": value for name, value in account.values.items()}}

    async def look() -> list[StepRun]:
        return [await take(http, page, values, credential=viewer.headers) for page in auth.views.pages]

    before = await look()
    deletion = await take(http, erase, account.values, credential=account.headers)
    after = await look()
    again = None
    if target.privacy and target.privacy.email_after_deletion:
        again = await accounts.register(set=dict.fromkeys(_places_of(register.body, "{email}"), account.email))
    return LeftBehind(account, deletion, before, after, again)


def _places_of(body: Any, wanted: str, path: str = "") -> Iterator[str]:
    """Yield the dotted names of the fields of a body that hold a text."""
    if isinstance(body, Mapping):
        for name, value in body.items():
            yield from _places_of(value, wanted, f"{path}.{name}" if path else name)
    elif body == wanted:
        yield path


@check(
    "security.privacy_signal_statement",
    "What the site says of Global Privacy Control can be read",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    reference="W3C, Global Privacy Control, section 4",
    remedy='Serve {"gpc": true, "lastUpdate": "…"} as application/json, or no file at all.',
    covers=["PRV-GPC-02"],
)
def test_privacy_signal_statement(gpc_statement: Exchange) -> None:
    """Nobody has to publish it; a broken one says that nobody looks after it."""
    if not gpc_statement.ok or (gpc_statement.is_html and gpc_statement.json() is None):
        raise NotApplicable(f"there is no such statement: {gpc_statement.status} (as observed)")
    privacy_signal.judge(gpc_statement).raise_if_any()


@check(
    "security.deletion_complete",
    "After a deletion others are not shown the account any more",
    severity=Severity.MAJOR,
    reference="GDPR article 17; CCPA section 1798.105",
    remedy="Delete the account's row and all that refers to it, and empty the caches and indexes that show it.",
    covers=["PRV-RTS-02"],
    needs={"accounts"},
    refusal=True,
    creates="two test accounts, one of them deleted again",
)
def test_deletion_complete(left_behind: LeftBehind, target: Target, parts: Parts, refusal: Refusal) -> None:
    """An account that is only hidden from its owner goes on being shown to strangers."""
    pages = auth_of(target).views.pages
    if not pages:
        raise NotApplicable("it is not declared where accounts see each other: declare [[auth.views.pages]]")
    if left_behind.deletion.findings:
        raise Unmeasured(f"the deletion itself failed: {left_behind.deletion.findings.describe()}")
    for page, before, after in zip(pages, left_behind.before, left_behind.after, strict=True):
        with parts.part(page.title):
            seen = before.exchange.describe() if before.exchange else "no answer"
            refusal.require(Control("before, the account is shown", not before.findings, seen))
            if after.exchange is None or after.exchange.status >= 500:  # noqa: PLR2004 - RFC 9110 section 15.6
                raise Unmeasured(f"it did not answer afterwards: {after.findings.describe()}")
            if not after.findings:
                found(f"it is still shown: {after.exchange.describe()}", "no trace of the account").raise_if_any()


@check(
    "security.deleted_address",
    "The e-mail address of a deleted account is free, or blocked, as declared",
    severity=Severity.MINOR,
    reference="GDPR article 17; the target's own promise",
    remedy="Remove the address with the account; where abuse makes a block necessary, keep a keyed digest and say so.",
    covers=["PRV-RTS-02"],
    needs={"accounts"},
    creates="three test accounts, one of them deleted again",
)
def test_deleted_address(left_behind: LeftBehind, target: Target) -> None:
    """An address that counts as taken shows that it was kept, and shuts out whoever wants to come back."""
    again = left_behind.again
    wanted = target.privacy.email_after_deletion if target.privacy else None
    if again is None or wanted is None:
        raise NotApplicable("it is not declared what becomes of the address: declare [privacy] email_after_deletion")
    if left_behind.deletion.findings:
        raise Unmeasured(f"the deletion itself failed: {left_behind.deletion.findings.describe()}")
    if again.exchange.status in {429, *range(500, 600)}:
        raise Unmeasured(f"the registration was not judged: {again.exchange.describe()}")
    if wanted == "blocked":
        if again.account is not None:
            found("the address opened a new account", "a refusal, as declared").raise_if_any()
        return
    if again.account is None:
        if again.exchange.ok:
            raise Unmeasured(f"whether an account came of it is not told: {again.exchange.describe()}")
        found(f"the address is refused: {again.exchange.describe()}", "a new account, as declared").raise_if_any()
    elif again.account.user_id and again.account.user_id == left_behind.account.user_id:
        found("the deleted account came back under its old identifier", "a new account").raise_if_any()
