"""The list of sessions: people see where they are signed in, and can end it."""

from __future__ import annotations

from dataclasses import dataclass

from prodworthy.api import (
    Account,
    Accounts,
    Control,
    Exchange,
    Http,
    Parts,
    Phase,
    Refusal,
    Sessions,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    check,
    found,
    observation,
    take,
)
from prodworthy.rules.templates import lookup
from security.declared import auth_of, declared
from security.operations import ASKS_WHO, ask, read_of_owner

_REFUSES = frozenset({400, *ASKS_WHO, 302, 303, 307, 404})


@dataclass(frozen=True, slots=True)
class SessionTries:
    """Two sessions of an account, of which the first ends the second.

    Attributes:
        shown: the identifiers that the list holds more after the second sign-in.
        before: a read in the second session.
        ended: its end, by the first; None where it is not in the list.
        after: the same read afterwards.
    """

    shown: tuple[str, ...]
    before: Exchange
    ended: StepRun | None
    after: Exchange


@observation(phase=Phase.WRITING, deadline=60.0, requests=7, needs={"accounts"})
async def session_tries(http: Http, target: Target, accounts: Accounts) -> SessionTries:
    """A second session, seen and ended from the first."""
    auth = auth_of(target)
    sessions = auth.sessions
    declared(sessions.show if sessions else None, "auth.sessions", "see one's sessions")
    assert sessions is not None
    account = await accounts.adult()
    read = read_of_owner(target, account)
    first = await _identifiers(http, sessions, account)
    other = await accounts.sign_in(account.values, made=account.made)
    shown = tuple(sorted(await _identifiers(http, sessions, account) - first))
    before = await ask(http, target, read, other.headers)
    ended = None
    if len(shown) == 1:
        values = {**account.values, "session_id": shown[0]}
        ended = await take(http, sessions.end, values, credential=account.headers)
    return SessionTries(shown, before, ended, await ask(http, target, read, other.headers))


@check(
    "security.session_list",
    "People see where they are signed in, and can end it",
    severity=Severity.MINOR,
    reference="ASVS v5.0.0-7.5.2; CWE-613",
    remedy="List all sessions of an account, and refuse every credential of one that was ended there.",
    covers=["SES-08"],
    needs={"accounts"},
    refusal=True,
    creates="one test account, signed in twice",
)
def test_session_list(session_tries: SessionTries, parts: Parts, refusal: Refusal) -> None:
    """Whoever left a session open on somebody else's device has no other way to close it."""
    tries = session_tries
    control = Control.accepted("the second session works", tries.before)
    refusal.require(control)
    with parts.part("the second session is in the list"):
        if not tries.shown:
            found("the list is the same after a second sign-in", "an entry for each session").raise_if_any()
    with parts.part("it ends"):
        if tries.ended is None or tries.ended.findings:
            why = tries.ended.findings.describe() if tries.ended else "it is not told apart in the list"
            raise Unmeasured(f"it could not be ended: {why}")
        refusal.judge(tries.after, control, what="the session that was ended", refused=_REFUSES)


async def _identifiers(http: Http, sessions: Sessions, account: Account) -> set[str]:
    listed = await take(http, sessions.show, account.values, credential=account.headers)
    document = listed.exchange.json() if listed.exchange else None
    entries = lookup(document, sessions.items) if sessions.items else document
    if listed.findings or not isinstance(entries, list):
        raise Unmeasured(f"the list of sessions is not as declared: {listed.findings.describe() or 'no list'}")
    return {str(one.get(sessions.id)) for one in entries if isinstance(one, dict) and one.get(sessions.id)}
