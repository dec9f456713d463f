"""Removes what runs made on a target: test accounts, and what journeys left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.facts.credentials import VARIABLE
from prodworthy.facts.outcome import Inconclusive, TargetFailed
from prodworthy.facts.running import Run
from prodworthy.probes.account import Account, account_of, identity_of
from prodworthy.probes.http import Http
from prodworthy.probes.journeys import JOURNEY, undo
from prodworthy.probes.signing_in import sign_in
from prodworthy.probes.steps import StepRun, take
from prodworthy.rules.templates import MissingValue, names
from prodworthy.target import Auth, Step, Target

ACCOUNT = "account"

_TOO_MANY_REQUESTS = 429
_FORBIDDEN = 403
_REFUSED = frozenset({401, 403})
_ALREADY_GONE = frozenset({401, 404, 410})
_NO_SECRETS = frozenset({"email", "username", "run", "name"})


@dataclass(frozen=True, slots=True)
class Removal:
    """What became of something that was to be removed.

    Attributes:
        gone: whether it does not exist any more.
        existed: whether it did until now, as far as is known.
        reason: why it could not be removed; empty if it could.
    """

    gone: bool = True
    existed: bool = False
    reason: str = ""

    @classmethod
    def failed(cls, reason: str) -> Removal:
        """Return that it could not be removed."""
        return cls(gone=False, existed=True, reason=reason)


@dataclass(frozen=True, slots=True)
class Remover:
    """Removes things by the steps that a target declares.

    Attributes:
        http: sends the requests.
        target: declares the steps.
        run: derives the passwords, and learns the secrets.
    """

    http: Http
    target: Target
    run: Run

    async def account(self, values: Mapping[str, Any]) -> Removal:
        """Remove an account that may exist; it is signed in to first, unless its values hold a `token`."""
        auth = self.target.auth
        if auth is None or auth.delete is None:
            return Removal.failed("no [auth.delete] step is declared")
        try:
            return await self._delete(values, auth, auth.delete)
        except _Nobody:
            return Removal()
        except (TargetFailed, Inconclusive, MissingValue) as error:
            return Removal.failed(str(error))

    async def leftover(self, kind: str, name: str, removal: Mapping[str, Any]) -> Removal:
        """Remove what an earlier run left.

        Args:
            kind: `account` or `journey`.
            name: the account's address, or the journey's name.
            removal: what was written down of it before it was made.
        """
        if kind not in {ACCOUNT, JOURNEY}:
            return Removal.failed("this version knows no way to remove it")
        signs_in = bool(removal.get("email")) if kind == JOURNEY else not _needs_no_credential(self.target.auth)
        made_under = removal.get("secret", "")
        if signs_in and (not made_under or made_under != self.run.credentials.fingerprint):
            return Removal.failed(f"made with {'another' if made_under else 'no'} {VARIABLE}")
        if kind == ACCOUNT:
            person, number = removal.get("person", name), removal.get("number", 1)
            return await self.account({**identity_of(person, self.target, self.run, number=number), "email": name})
        try:
            return await self._undo(removal)
        except _Nobody:
            return Removal()  # what belonged to the account went with it
        except (TargetFailed, Inconclusive, MissingValue) as error:
            return Removal.failed(str(error))

    async def _delete(self, values: Mapping[str, Any], auth: Auth, step: Step) -> Removal:
        account = account_of(values, self.target, self.run, made=True)
        if account.token or _needs_no_credential(auth):
            removed = await take(self.http, step, account.values, credential=account.headers)
            if not removed.findings:
                return Removal(existed=True)
            if not _is_refused(removed) or auth.login is None or _needs_no_credential(auth):
                return Removal() if _is_gone(removed) else Removal.failed(removed.findings.describe())
        if auth.login is None:
            return Removal.failed("may exist; without a declared [auth.login] step it cannot be removed")
        account = await self._signed_in(auth.login, values)  # also where the session ended before the account
        removed = await take(self.http, step, account.values, credential=account.headers)
        if removed.findings and not _is_gone(removed):
            return Removal.failed(removed.findings.describe())
        return Removal(existed=not removed.findings)

    async def _undo(self, removal: Mapping[str, Any]) -> Removal:
        journey = next((one for one in self.target.journeys if one.id == removal.get("journey")), None)
        if journey is None:
            return Removal.failed("the target file does not declare this journey any more")
        login = self.target.auth.login if self.target.auth else None
        values: dict[str, Any] = {}
        credential: Mapping[str, str] = {}
        if login is not None and (email := removal.get("email")):
            owner = await self._signed_in(login, identity_of(email, self.target, self.run))
            values, credential = dict(owner.values), owner.headers
        if login is not None and (email := removal.get("partner")):
            partner = await self._signed_in(login, identity_of(email, self.target, self.run))
            values |= {f"partner_{name}": value for name, value in partner.values.items()}
        values |= removal.get("values", {})
        if unknown := set(removal.get("withheld", ())) - values.keys():
            return Removal.failed(f"its cleanup takes {', '.join(sorted(unknown))}, a secret of the run that made it")
        done = await undo(self.http, journey, values, credential)
        if left := [one for one in done if one.findings and not _is_gone(one)]:
            return Removal.failed("; ".join(f"{one.title}: {one.findings.describe()}" for one in left))
        return Removal(existed=any(not one.findings for one in done))

    async def _signed_in(self, login: Step, values: Mapping[str, Any]) -> Account:
        """Sign in.

        Raises:
            _Nobody: if that is refused: the account never came to be, or is gone.
            Inconclusive: if it is answered with anything else but a token, or the account may have stayed incomplete.
        """
        taken = await sign_in(self.http, self.target, login, values)
        status = taken.exchange.status if taken.exchange else 0
        if status == _FORBIDDEN and self.target.auth is not None and self.target.auth.complete:
            raise Inconclusive("exists perhaps, and was not completed, so that nobody can sign in to remove it")
        if 400 <= status < 500 and status != _TOO_MANY_REQUESTS:  # noqa: PLR2004 - RFC 9110 section 15.5
            raise _Nobody
        if taken.findings:
            raise Inconclusive(f"may exist; signing in to remove it: {taken.findings.describe()}")
        return account_of({**values, **taken.saved}, self.target, self.run, made=True)


class _Nobody(Exception):
    """Nobody can sign in with that address."""


def _needs_no_credential(auth: Auth | None) -> bool:
    """Whether the declared removal of an account can do without the account's own credential."""
    if auth is None or auth.delete is None:
        return False
    step = auth.delete
    named = {name.lower() for name in step.headers}
    needed = set(names([step.path, step.headers, step.body]))
    return needed <= _NO_SECRETS and all(name.lower() in named for name in auth.credential)


def _is_refused(step: StepRun) -> bool:
    return step.exchange is not None and step.exchange.status in _REFUSED


def _is_gone(step: StepRun) -> bool:
    return step.exchange is not None and step.exchange.status in _ALREADY_GONE
