"""Registrations that a fuzzer makes up, sent with an identity of the run: nobody gets mail, and they can be removed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from prodworthy.facts.exchange import Exchange
from prodworthy.probes.accounts import Accounts
from prodworthy.probes.steps import answered
from prodworthy.rules.templates import fill_path, lookup, with_value
from prodworthy.target import Step, Target

_OF_A_PERSON = {"{email}": "email", "{password}": "password", "{username}": "username"}


class MadeUpRegistrations:
    """Knows a made-up registration from any other request.

    Args:
        accounts: make the identities, and remove what comes of them.
        target: declares how a registration looks.
    """

    def __init__(self, accounts: Accounts, target: Target) -> None:
        self._accounts = accounts
        self._target = target
        self._step: Step | None = target.auth.register_account if target.auth else None
        self._fields = dict(_fields(self._step.body)) if self._step else {}
        self._known: dict[str, dict[str, Any]] = {}

    async def ours(self, method: str, url: str, body: bytes) -> bytes:
        """Return the body with a new identity of the run in it, if it is a registration's; else as it is."""
        document = self._document(method, url, body)
        if document is None:
            return body
        values = self._accounts.identity()
        self._known[values["email"]] = (await self._accounts.expect(values)).values
        for path, name in self._fields.items():
            if isinstance(lookup(document, path), str):
                document = with_value(document, path, values[name])
        return json.dumps(document).encode()

    async def accepted(self, exchange: Exchange) -> None:
        """Remember the account of a registration that was accepted, and with what it can be removed."""
        request = exchange.request
        document = self._document(request.method, request.url, request.body)
        if document is None:
            return
        made_up = {name: lookup(document, path) for path, name in self._fields.items()}
        email = made_up.get("email")
        if self._step is None or not isinstance(email, str) or not isinstance(made_up.get("password"), str):
            return
        if email not in self._known:
            values = {**self._accounts.identity(), **made_up}
            self._known[email] = (await self._accounts.expect(values, derived=False)).values
        # What the answer tells, such as a token: whoever has not confirmed the address may have no other way in.
        self._known[email].update(answered(self._step, exchange, self._known[email]).saved)

    def _document(self, method: str, url: str, body: bytes) -> Mapping[str, Any] | None:
        step = self._step
        if step is None or method != step.method or "{" in step.path:
            return None
        if urlsplit(url).path != urlsplit(self._target.url(fill_path(step.path, {}))).path:
            return None
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            return None
        return document if isinstance(document, Mapping) else None


def _fields(template: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield where in a registration's body something of the person stands, as dotted path and name."""
    if isinstance(template, Mapping):
        for key, value in template.items():
            yield from _fields(value, f"{path}.{key}" if path else str(key))
    elif template in _OF_A_PERSON and isinstance(template, str):
        yield path, _OF_A_PERSON[template]
