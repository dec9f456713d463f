"""Test accounts: made by the steps that the target declares, and removed again."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Unmeasured
from prodworthy.facts.running import Run
from prodworthy.probes.account import Account, account_of, address, declared_step, identity_of
from prodworthy.probes.creations import Creation, Creations
from prodworthy.probes.http import Http
from prodworthy.probes.journeys import has_account
from prodworthy.probes.removing import ACCOUNT, Remover
from prodworthy.probes.signing_in import sign_in, token_for
from prodworthy.probes.steps import StepRun, answered, take
from prodworthy.rules.templates import MissingValue, fill, fill_path, fill_text, lookup, with_value, without
from prodworthy.target import Journey, Step, Target

_TOO_MANY_REQUESTS = 429
_LONGEST_WAIT_S = 15


@dataclass(frozen=True, slots=True)
class Registration:
    """An attempt to register.

    Attributes:
        exchange: request and response.
        account: the account that came of it, if one did.
        email: the address that was used.
        password: the password that was used.
    """

    exchange: Exchange
    account: Account | None
    email: str = ""
    password: str = field(default="", repr=False)


@dataclass(slots=True)
class _Entry:
    """An account that may exist."""

    values: dict[str, Any]
    creation: Creation


class Accounts:
    """Makes test accounts, remembers every one that may have come to be, and removes them.

    Args:
        http: sends the requests.
        target: declares the steps.
        run: names the accounts, derives their passwords, and learns their secrets.
        creations: what the run makes, and where it is written down.
    """

    def __init__(self, http: Http, target: Target, run: Run, creations: Creations | None = None) -> None:
        self._http = http
        self._target = target
        self._run = run
        self.creations = creations or Creations()
        self._numbers = itertools.count(1)
        self._users = itertools.cycle(target.auth.test_users if target.auth else ())
        self._entries: list[_Entry] = []
        self._left: list[str] = []

    @property
    def made(self) -> int:
        """How many accounts this run has made that are not removed yet, as far as it knows."""
        return sum(not entry.creation.gone for entry in self._entries)

    def identity(self, birth_date: dt.date | None = None) -> dict[str, Any]:
        """Return values for the steps of a new person, an adult unless a birth date is given."""
        email = address(self._target, self._run.id, next(self._numbers))
        return identity_of(email, self._target, self._run, birth_date=birth_date)

    async def register(  # noqa: PLR0913 - what can be varied of a registration, all by keyword
        self,
        *,
        birth_date: dt.date | None = None,
        set: Mapping[str, Any] | None = None,  # noqa: A002 - reads as what it does at the call
        omit: Collection[str] = (),
        write: Callable[[Any], tuple[bytes, str]] | None = None,
        headers: Mapping[str, str] | None = None,
        query: str = "",
    ) -> Registration:
        """Try a registration by the declared step.

        One that is throttled with a short `Retry-After` is tried once more after that time.

        Args:
            birth_date: an adult's by default.
            set: values by dotted field name, in place of the declared ones or beside them.
            omit: dotted names of fields to leave out.
            write: makes the body that is sent of the filled one, and tells its media type; by default it is JSON.
            headers: further header fields.
            query: what to add to the path, such as `dob=1990-01-01`.

        Raises:
            NotApplicable: if no registration is declared; Unmeasured if the target declares to have accounts.
            Unmeasured: if the account cannot be completed as declared.
            TargetFailed: if there is no answer.
        """
        step = declared_step(self._target, "register")
        values = self.identity(birth_date)
        body = fill(step.body, values)
        for name, value in (set or {}).items():
            body = with_value(body, name, value)
        for name in omit:
            body = without(body, name)
        options: dict[str, Any] = {"json": body}
        sent = {name: fill_text(text, values) for name, text in step.headers.items()} | dict(headers or {})
        if write is not None:
            content, media_type = write(body)
            options = {"content": content}
            sent = {name: value for name, value in sent.items() if name.lower() != "content-type"}
            sent |= {"Content-Type": media_type} if media_type else {}
        path = fill_path(step.path, values)
        if query:
            path += ("&" if "?" in path else "?") + query
        person = str(values["email"])
        for name, value in (set or {}).items():
            if isinstance(value, str) and lookup(step.body, name) == "{email}":
                values["email"] = value
        entry = await self.expect(
            values, person=person
        )  # before it is sent: an answer that is lost may have made one as well
        exchange = await self._patiently(step.method, path, headers=sent, **options)
        # A refusal makes nothing. Anything else may have: a redirect after the deed, or a failure in the middle of it.
        if 400 <= exchange.status < 500:  # noqa: PLR2004 - RFC 9110 section 15.5
            self.creations.end(entry.creation)
        account = self._account_of(step, exchange, entry) if exchange.ok else None
        if account is not None:
            entry.values.update(await self.complete(entry.values))
            account = account_of(entry.values, self._target, self._run, made=True)
        return Registration(exchange, account, values["email"], values["password"])

    async def adult(self) -> Account:
        """Return a fresh adult account with a credential, or a declared test user where none can be registered.

        Raises:
            NotApplicable: if the target declares neither.
            Unmeasured: if it cannot be made or signed in.
        """
        auth = self._target.auth
        if auth is not None and auth.register_account is None and auth.test_users:
            user = next(self._users)
            self._run.redactor.learn(user.password)
            return await self.sign_in({"email": user.email, "password": user.password, "run": self._run.id}, made=False)
        registration = await self.register()
        account = registration.account
        if account is None:
            raise Unmeasured(f"no test account could be made: {registration.exchange.describe()}")
        if not account.token and auth is not None and auth.login is not None:
            ready = await token_for(self._http, self._target, account.values)
            if ready:
                account = account_of(ready, self._target, self._run, made=True)
            else:
                account = await self.sign_in(dict(account.values), made=True)
            for entry in self._entries:
                if entry.values["email"] == account.email:
                    entry.values.update(account.values)  # so that it can be removed without another login
        return account

    async def complete(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Take the declared steps that make a registered account usable, and return what they saved.

        Args:
            values: of the account, with what its registration saved.

        Raises:
            Unmeasured: if one of them fails.
        """
        auth = self._target.auth
        known = dict(values)
        for step in auth.complete if auth else ():
            credential = account_of(known, self._target, self._run, made=True).headers
            try:
                taken = await take(self._http, step, known, credential=credential)
            except MissingValue as error:
                raise Unmeasured(f"a test account could not be completed: {step.title}: {error}") from error
            if taken.findings:
                raise Unmeasured(f"a test account could not be completed: {step.title}: {taken.findings.describe()}")
            known.update(taken.saved)
        return known

    async def sign_in(self, values: Mapping[str, Any], *, made: bool) -> Account:
        """Sign in by the declared step.

        Raises:
            NotApplicable: if none is declared.
            Unmeasured: if it is refused, or saves no token.
        """
        step = declared_step(self._target, "login")
        taken = await sign_in(self._http, self._target, step, values)
        if taken.findings:
            raise Unmeasured(f"a test account could not sign in: {taken.findings.describe()}")
        return account_of({**values, **taken.saved}, self._target, self._run, made=made)

    async def log_in(self, email: str, password: str) -> StepRun:
        """Try to sign in by the declared step, and return what came of it.

        Raises:
            NotApplicable: if none is declared.
            TargetFailed: if there is no answer.
        """
        step = declared_step(self._target, "login")
        values = {"email": email, "password": password, "username": email.partition("@")[0].replace("-", "")}
        return await take(self._http, step, values)

    async def newcomer(self, journey: Journey) -> dict[str, Any]:
        """Return an identity for a journey that brings no account; one that its steps may make is removed again."""
        values = self.identity()
        auth = self._target.auth
        if has_account(journey) and auth is not None and auth.login is not None and auth.delete is not None:
            await self.expect(values)
        return values

    async def expect(self, values: dict[str, Any], *, derived: bool = True, person: str = "") -> _Entry:
        """Write down an account that may be made, so that it is removed again.

        Args:
            values: of `identity`.
            derived: whether it really has that identity's password; if not, only this run can remove it.
            person: the identity's own address, where the account gets another one.
        """
        email = str(values["email"])
        secret = self.creations.secret if derived else ""
        creation = await self.creations.begin(ACCOUNT, email, secret=secret, person=person or email)
        return self._remember(values, creation)

    def adopt(self, values: dict[str, Any]) -> None:
        """Do the same where waiting is not to be had: for an account that a page may make."""
        email = str(values["email"])
        creation = self.creations.begin_now(ACCOUNT, email, secret=self.creations.secret, person=email)
        self._remember(values, creation)

    def new_password(self, account: Account) -> str:
        """Return a password that an account may be changed to, with which it is then removed."""
        number = next(self._numbers) + 1
        password = self._run.credentials.password(account.email, number)
        self._run.redactor.learn(password)
        creation = self.creations.begin_now(
            ACCOUNT, account.email, secret=self.creations.secret, person=account.email, number=number
        )
        self._remember({**account.values, "password": password, "token": ""}, creation)
        return password

    def leave(self, sentence: str) -> None:
        """Remember something else that the run made and could not remove; `remove_all` tells it."""
        self._left.append(sentence)

    async def remove_all(self) -> list[str]:
        """Remove every account that may exist, and return what is left, in words."""
        entries = [entry for entry in self._entries if not entry.creation.gone]
        left = [*self._left]
        if entries and (self._target.auth is None or self._target.auth.delete is None):
            names = ", ".join(str(entry.values["email"]) for entry in entries)
            left.append(f"test accounts that no declared [auth.delete] step can remove: {names}")
        elif entries:
            outcomes = await asyncio.gather(*(self._remove(entry) for entry in entries))
            left += [sentence for sentence in outcomes if sentence]
        return left

    async def _remove(self, entry: _Entry) -> str:
        """Remove one account and return why it could not be, or an empty text."""
        removal = await Remover(self._http, self._target, self._run).account(entry.values)
        if removal.gone:
            self.creations.end(entry.creation)
            return ""
        return f"{entry.values['email']}: {removal.reason}"

    def _remember(self, values: dict[str, Any], creation: Creation) -> _Entry:
        entry = _Entry(values, creation)
        self._entries.append(entry)
        return entry

    async def _patiently(self, method: str, path: str, **options: Any) -> Exchange:
        exchange = await self._http.send(method, path, **options)
        if exchange.status == _TOO_MANY_REQUESTS:
            wait = exchange.headers.get("retry-after").strip()
            if wait.isdecimal() and int(wait) <= _LONGEST_WAIT_S:
                await asyncio.sleep(int(wait))
                exchange = await self._http.send(method, path, **options)
        return exchange

    def _account_of(self, step: Step, exchange: Exchange, entry: _Entry) -> Account | None:
        """Return the account that a registration made, or None where its answer is not the declared one."""
        taken = answered(step, exchange, entry.values)
        entry.values.update(taken.saved)
        return None if taken.findings else account_of(entry.values, self._target, self._run, made=True)
