"""Sends what the generator makes up, with the credentials that it never learns, and tells what came of it."""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
from collections.abc import Awaitable, Callable, Mapping

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Finding, Inconclusive, TargetFailed
from prodworthy.probes.conformance_ownership import Strangers
from prodworthy.probes.conformance_result import REPETITIONS, Cause, Tried
from prodworthy.probes.frames import Message
from prodworthy.probes.http import Http
from prodworthy.probes.made_up import MadeUpRegistrations
from prodworthy.rules.conformance import IGNORED_AUTH, MORE_TIME, UNANSWERED, informative, same_origin
from prodworthy.rules.emptiness import holds_nothing
from prodworthy.rules.openapi import Document
from prodworthy.target import Target

Credential = Callable[[], Awaitable[Mapping[str, str]]]
"""Makes a fresh account and returns the header fields that carry its credential."""

_PATIENCE = 3  # answers in a row that say nothing, before an operation is left alone
_MOST_CREDENTIALS = 4
_SLOWEST_SHARE = 0.2  # of the time: no single request may take more
_LEAST_S = 0.5
_OF_THE_SUITE = frozenset({"host", "content-length", "transfer-encoding", "connection", "user-agent"})
_MADE_UP = "prodworthy-made-up"
_TO_GET_IN = "declare [auth], or a credential in [reach] headers, or leave it out by contract.exclude"


class Sender:
    """Sends the requests of one run of fuzzing.

    Args:
        http: the client.
        target: the target.
        document: its document.
        credential: makes credentials for secured operations; None: there are none.
        registrations: knows which requests register somebody; None where nobody may be registered.
    """

    def __init__(
        self,
        http: Http,
        target: Target,
        document: Document,
        credential: Credential | None,
        registrations: MadeUpRegistrations | None,
    ) -> None:
        self.until = time.monotonic()
        self._http, self._target = http, target
        self._credential, self._registrations = credential, registrations
        self._secret: dict[str, str] = {}
        self._credentials_made = 0
        self._renewing = asyncio.Lock()
        self._hung = 0
        self._auth_tried: set[str] = set()
        self._public = public_fields(target)
        self._strangers = Strangers(target, self._send, credential)
        # Where a document declares no security at all, it says nothing about who may call what.
        self._all_secured = not any(operation.security for operation in document.operations)

    async def answer(self, tried: Tried, message: Message) -> tuple[Exchange | None, Message]:
        """Send what the generator made up.

        Returns:
            The exchange, if it is to be judged, and what the generator is told.
        """
        started = time.monotonic()
        try:
            secured = self._all_secured or not tried.operation.public
            exchange = await self._send(message, self._secret if secured else {})
        except TargetFailed as failed:
            return None, self._silence(tried, failed)
        finally:
            tried.spent += time.monotonic() - started
        negative, again = message["negative"], message["again"]
        tried.count(exchange, negative=negative)
        if self._registrations is not None and exchange.ok:
            await self._registrations.accepted(exchange)
        if not informative(tried.operation, exchange.status):
            return None, {} if again else await self._uninformed(tried, exchange)
        tried.silent = 0
        if exchange.ok and not negative and not again:
            await self._without_credential(tried, exchange)
        return exchange, self._as_message(exchange)

    async def as_stranger(self, tried: Tried, message: Message) -> Message:
        """Try as another account what the signed-in one has just made; return what the generator is told."""
        started = time.monotonic()
        told = await self._strangers.attempt(tried, message, self._secret)
        tried.spent += time.monotonic() - started
        return told

    async def renew(self, stale: Mapping[str, str] | None = None) -> bool:
        """Get a fresh credential, unless another operation has just done so; return whether there is another one."""
        async with self._renewing:
            if (stale or {}) != self._secret:
                return True
            if self._credential is None or self._credentials_made >= _MOST_CREDENTIALS:
                return False
            self._credentials_made += 1
            try:
                self._secret = dict(await self._credential())
            except (Inconclusive, TargetFailed):
                return False
            return True

    async def _send(self, message: Message, secret: Mapping[str, str]) -> Exchange:
        url = message["url"]
        if not same_origin(url, self._target.origin):
            raise TargetFailed("unsendable", "the document leads to another host")
        hidden = _OF_THE_SUITE | self._public | {name.lower() for name in secret}
        headers = [(name, value) for name, value in message["headers"] if name.lower() not in hidden]
        try:
            body = base64.b64decode(message["body"])
        except binascii.Error:
            body = b""
        if self._registrations is not None and not message["negative"]:
            body = await self._registrations.ours(message["method"], url, body)
        for again in (True, False):
            try:
                return await self._http.send(
                    message["method"],
                    url,
                    headers=[*headers, *secret.items()],
                    content=body or None,
                    timeout=self._allowed_s(),
                )
            except TargetFailed as failed:
                # A server may close an idle connection just as it is used again: one more try tells.
                if failed.kind != "reset" or not again:
                    raise
        raise AssertionError  # the loop returns or raises

    def _allowed_s(self) -> float:
        """Return how long a request may take: the less, the more of them have hung, so that the others have time."""
        share_s = self._target.contract.time_s * _SLOWEST_SHARE
        longest = min(self._target.limits.request_timeout_s, max(share_s / (1 + self._hung), _LEAST_S), share_s)
        return min(longest, max(self.until - time.monotonic(), 0.05))

    def _silence(self, tried: Tried, failed: TargetFailed) -> Message:
        """Judge that there was no answer; return what the generator is told."""
        if failed.kind == "unsendable" or _ours(failed):
            return {}
        tried.unanswered += 1
        if failed.kind == "reset":
            deviation = tried.note(
                Cause(UNANSWERED, 0), Finding(failed.sentence, "an answer", tried.operation.label), None
            )
            deviation.shown_again = deviation.count >= REPETITIONS
            if tried.unanswered < _PATIENCE:
                return {}
        else:
            self._hung += 1
            tried.trouble = f"{failed.sentence}; {MORE_TIME}" if failed.kind == "timeout" else failed.sentence
        return {"leave": True}

    async def _uninformed(self, tried: Tried, exchange: Exchange) -> Message:
        """Judge a refused credential or a rate limit; return what the generator is told."""
        tried.silent += 1
        if tried.silent < _PATIENCE:
            return {}
        if exchange.status == 401 and self._credential and not tried.operation.public:  # noqa: PLR2004 - RFC 9110
            tried.silent = 0
            if await self.renew(self._secret):
                return {}
        tried.trouble = f"answers only {exchange.status}, which says nothing about the contract: {_TO_GET_IN}"
        return {"leave": True}

    async def _without_credential(self, tried: Tried, granted: Exchange) -> None:
        """Send what was just granted again, without the credential and with a made-up one, once an operation."""
        operation = tried.operation
        secret = {name: value for name, value in self._secret.items() if name.lower() not in self._public}
        if operation.public or not secret or operation.label in self._auth_tried:
            return
        self._auth_tried.add(operation.label)
        request = granted.request
        kept = [(name, value) for name, value in request.headers if name.lower() not in {key.lower() for key in secret}]
        kept = [(name, value) for name, value in kept if name.lower() not in _OF_THE_SUITE]
        false = [
            (name, f"{value.split(' ')[0]} {_MADE_UP}" if " " in value else _MADE_UP) for name, value in secret.items()
        ]
        for way, headers in {"without a credential": kept, "with a made-up credential": [*kept, *false]}.items():
            cause = Cause(IGNORED_AUTH, granted.status, way)
            for _ in range(1 + REPETITIONS):
                try:
                    answer = await self._http.send(
                        request.method,
                        request.url,
                        headers=headers,
                        content=request.body or None,
                        timeout=self._allowed_s(),
                    )
                except TargetFailed:
                    break
                if holds_nothing(answer):
                    # Row-level security answers so; where the account sees nothing either, that shows nothing.
                    tried.auth_tried += not holds_nothing(granted)
                    break
                tried.auth_tried += 1
                # A page for signing in has another type than what was granted.
                if not answer.ok or _kind(answer) != _kind(granted):
                    break
                finding = Finding(f"answered {answer.status} {way}", "a refusal (401 or 403)", operation.label)
                tried.note(cause, finding, answer)
            else:
                return  # what takes no credential takes a false one as well

    def _as_message(self, exchange: Exchange) -> Message:
        slow_ms = self._target.contract.slow_ms
        slow = exchange.elapsed * 1000 > slow_ms
        return {
            "status": exchange.status,
            "headers": list(exchange.headers),
            "body": base64.b64encode(exchange.body).decode(),
            "truncated": exchange.truncated,
            "reason": exchange.reason,
            "version": exchange.http_version,
            "elapsed": exchange.elapsed,
            "slow": f"took {exchange.elapsed:.1f} s; {slow_ms / 1000:g} s are allowed" if slow else "",
        }


def public_fields(target: Target) -> frozenset[str]:
    """Return the lower-case names of the header fields that every client sends, signed in or not.

    A public client key is one (Supabase's `apikey`): it identifies the application and no account, so it belongs to
    every request, also to those without a credential.
    """
    credential = target.auth.credential if target.auth else {}
    constant = [name for name, value in credential.items() if "{" not in value]
    return frozenset(name.lower() for name in [*target.reach.headers, *constant])


def _kind(exchange: Exchange) -> str:
    return (exchange.headers.get("content-type") or "").partition(";")[0].strip().lower()


def _ours(failed: TargetFailed) -> bool:
    """Whether the request could not be made or sent as it was, which is no doing of the target's."""
    cause = failed.__cause__
    return type(cause).__name__ in {"InvalidURL", "LocalProtocolError"} or isinstance(cause, ValueError)
