"""Test accounts: made by the steps that the target declares, and removed again."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from prodworthy.exchange import Exchange
from prodworthy.outcome import Inconclusive, NotApplicable, TargetFailed, Unmeasured
from prodworthy.probes.http import Http
from prodworthy.probes.steps import answered, take
from prodworthy.rules.age_values import ADULT
from prodworthy.rules.templates import MissingValue, fill, fill_path, fill_text, with_value, without
from prodworthy.running import Run
from prodworthy.target import Auth, Step, Target

_TOO_MANY_REQUESTS = 429
_LONGEST_WAIT_S = 15
_SECRET = re.compile(r"(?i)token|secret|session|password|key|code|otp")
_ALREADY_GONE = frozenset({401, 404, 410})


@dataclass(frozen=True, slots=True)
class Account:
    """A test account.

    Attributes:
        email: what it signs in with.
        values: everything that steps may use of it, by name; the identity and what registering or signing in saved.
        headers: the header fields that carry its credential.
        made: whether this run made it; if not, it is a declared test user.
    """

    email: str
    values: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    made: bool = True

    @property
    def password(self) -> str:
        """What it signs in with."""
        return str(self.values["password"])

    @property
    def token(self) -> str:
        """Its access token; empty where the declared steps save none."""
        return str(self.values.get("token", ""))

    @property
    def user_id(self) -> str:
        """Its identifier; empty where the declared steps save none."""
        return str(self.values.get("user_id", ""))


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
    gone: bool = False


class Accounts:
    """Makes test accounts, remembers every one that may have come to be, and removes them.

    Args:
        http: sends the requests.
        target: declares the steps.
        run: names the accounts, and learns their secrets.
    """

    def __init__(self, http: Http, target: Target, run: Run) -> None:
        self._http = http
        self._target = target
        self._run = run
        self._numbers = itertools.count(1)
        self._users = itertools.cycle(target.auth.test_users if target.auth else ())
        self._entries: list[_Entry] = []
        self._left: list[str] = []

    @property
    def made(self) -> int:
        """How many accounts this run has made that are not removed yet, as far as it knows."""
        return sum(not entry.gone for entry in self._entries)

    def identity(self, birth_date: dt.date | None = None) -> dict[str, Any]:
        """Return values for the steps of a new person, an adult unless a birth date is given."""
        number = next(self._numbers)
        domain = self._target.auth.email_domain if self._target.auth else Auth().email_domain
        gate = self._target.age_gate
        born = birth_date or ADULT
        password = f"Pw7-{secrets.token_urlsafe(18)}"
        self._run.redactor.learn(password)
        return {
            "run": self._run.id,
            "email": f"pw-{self._run.id}-{number}@{domain}",
            "username": f"pw{self._run.id}{number}",
            "password": password,
            "name": "Prodworthy Check",
            "birth_date": born.strftime(gate.date_format) if gate else born.isoformat(),
        }

    async def register(  # noqa: PLR0913 - what can be varied of a registration, all by keyword
        self,
        *,
        birth_date: dt.date | None = None,
        set: Mapping[str, Any] | None = None,  # noqa: A002 - reads as what it does at the call
        omit: Collection[str] = (),
        body_text: str | None = None,
        headers: Mapping[str, str] | None = None,
        query: str = "",
    ) -> Registration:
        """Try a registration by the declared step.

        One that is throttled with a short `Retry-After` is tried once more after that time.

        Args:
            birth_date: an adult's by default.
            set: values by dotted field name, in place of the declared ones or beside them.
            omit: dotted names of fields to leave out.
            body_text: a body to send as it stands, with words in braces filled; for what JSON cannot be made from.
            headers: further header fields.
            query: what to add to the path, such as `dob=1990-01-01`.

        Raises:
            NotApplicable: if no registration is declared; Unmeasured if the target declares to have accounts.
            TargetFailed: if there is no answer.
        """
        step = self._declared("register")
        values = self.identity(birth_date)
        body = fill(step.body, values)
        for name, value in (set or {}).items():
            body = with_value(body, name, value)
        for name in omit:
            body = without(body, name)
        options: dict[str, Any] = {"json": body}
        sent = {name: fill_text(text, values) for name, text in step.headers.items()} | dict(headers or {})
        if body_text is not None:
            options = {"content": fill_text(body_text, values).encode()}
            if "content-type" not in {name.lower() for name in sent}:
                sent["Content-Type"] = "application/json"
        path = fill_path(step.path, values)
        if query:
            path += ("&" if "?" in path else "?") + query
        entry = _Entry(values)
        self._entries.append(entry)  # before it is sent: an answer that is lost may have made one as well
        exchange = await self._patiently(step.method, path, headers=sent, **options)
        # A refusal makes nothing. Anything else may have: a redirect after the deed, or a failure in the middle of it.
        entry.gone = 400 <= exchange.status < 500  # noqa: PLR2004 - RFC 9110 section 15.5
        account = self._account_of(step, exchange, entry) if exchange.ok else None
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
            return await self.sign_in(dict(account.values), made=True)
        return account

    async def sign_in(self, values: Mapping[str, Any], *, made: bool) -> Account:
        """Sign in by the declared step.

        Raises:
            NotApplicable: if none is declared.
            Unmeasured: if it is refused, or saves no token.
        """
        step = self._declared("login")
        taken = await take(self._http, step, values)
        if taken.findings:
            raise Unmeasured(f"a test account could not sign in: {taken.findings.describe()}")
        return self._account({**values, **taken.saved}, made=made)

    async def log_in(self, email: str, password: str) -> Exchange:
        """Try to sign in by the declared step and return the exchange, whatever came of it.

        Raises:
            NotApplicable: if none is declared.
            TargetFailed: if there is no answer.
        """
        step = self._declared("login")
        values = {"email": email, "password": password, "username": email.partition("@")[0].replace("-", "")}
        taken = await take(self._http, step, values)
        if taken.exchange is None:
            raise Unmeasured("the login was not sent")
        return taken.exchange

    def adopt(self, email: str, password: str) -> None:
        """Remember an account that something else may make, such as a page, so that it is removed with the others."""
        self._run.redactor.learn(password)
        self._entries.append(_Entry({"email": email, "password": password, "run": self._run.id}))

    def leave(self, sentence: str) -> None:
        """Remember something else that the run made and could not remove; `remove_all` tells it."""
        self._left.append(sentence)

    async def remove_all(self) -> list[str]:
        """Remove every account that may exist, and return what is left, in words."""
        entries = [entry for entry in self._entries if not entry.gone]
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
        email = str(entry.values["email"])
        try:
            account = self._account(entry.values, made=True) if entry.values.get("token") else None
            if account is None:
                if self._target.auth is None or self._target.auth.login is None:
                    return f"{email}: may exist; without a declared [auth.login] step it cannot be removed"
                exchange = await self.log_in(email, str(entry.values["password"]))
                taken = answered(self._declared("login"), exchange, entry.values)
                if 400 <= exchange.status < 500 and exchange.status != _TOO_MANY_REQUESTS:  # noqa: PLR2004
                    entry.gone = True  # nobody can sign in with it: it never came to be
                    return ""
                account = self._account({**entry.values, **taken.saved}, made=True)
            removed = await take(self._http, self._declared("delete"), account.values, credential=account.headers)
        except (TargetFailed, Inconclusive, MissingValue) as error:
            return f"{email}: {error}"
        if removed.findings and (removed.exchange is None or removed.exchange.status not in _ALREADY_GONE):
            return f"{email}: {removed.findings.describe()}"
        entry.gone = True
        return ""

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
        return None if taken.findings else self._account(entry.values, made=True)

    def _account(self, values: Mapping[str, Any], *, made: bool) -> Account:
        for name, value in values.items():
            if isinstance(value, str) and _SECRET.search(name):
                self._run.redactor.learn(value)
        auth = self._target.auth or Auth()
        try:
            headers = {name: fill_text(text, values) for name, text in auth.credential.items()}
        except MissingValue:
            headers = {}
        return Account(str(values["email"]), dict(values), headers, made)

    def _declared(self, name: str) -> Step:
        auth = self._target.auth
        steps = {"register": auth.register_account, "login": auth.login, "delete": auth.delete} if auth else {}
        step = steps.get(name)
        if step is None:
            lacking = Unmeasured if self._target.declares("accounts") else NotApplicable
            raise lacking(f"no way to {name} an account is declared: declare [auth.{name}] in the target file")
        return step
