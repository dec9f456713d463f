"""Conformance fuzzing: does a deployment answer made-up requests as its document says?

The data is made up, and the answers are compared, in a process of their own (`conformance_worker`). This side sends
what that process asks for, over the suite's one HTTP client, so that rate caps, host rules and redaction hold.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import random
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from prodworthy.exchange import Exchange
from prodworthy.outcome import Finding, TargetFailed
from prodworthy.probes.conformance_result import Conformance, Tried
from prodworthy.probes.frames import Ended, Message, packed, receive
from prodworthy.probes.http import Http
from prodworthy.rules.conformance import informative, left_alone, same_origin, weigh
from prodworthy.rules.openapi import Document, Operation
from prodworthy.rules.openapi_parsing import without_foreign_references
from prodworthy.target import Target

Credential = Callable[[], Awaitable[Mapping[str, str]]]
"""Makes a fresh account and returns the header fields that carry its credential."""

_WORKER = "prodworthy.probes.conformance_worker"
_MOST_WORKERS = 6
_PATIENCE = 3  # answers in a row that say nothing, before an operation is left alone
_MOST_CREDENTIALS = 4
_END_GRACE_S = 0.7  # between the last request and the end of the process
_SLOWEST_SHARE = 0.3  # of the budget: no single request may take more
_OF_THE_SUITE = frozenset({"host", "content-length", "transfer-encoding", "connection", "user-agent"})


async def fuzz(
    http: Http, target: Target, document: Document, *, writes: bool = False, credential: Credential | None = None
) -> Conformance:
    """Try the document's operations within `contract.budget_s` seconds.

    Args:
        http: the client to send with.
        target: the target; its `contract` says what to leave alone, for how long, and with which seed.
        document: the target's document.
        writes: whether operations that change the target are tried, and invalid data is sent.
        credential: makes credentials for secured operations; None: those are left alone.
    """
    return await _Fuzzing(http, target, document, writes=writes, credential=credential).run()


class _Fuzzing:
    def __init__(
        self, http: Http, target: Target, document: Document, *, writes: bool, credential: Credential | None
    ) -> None:
        self.http, self.target, self.document = http, target, document
        self.writes = writes
        self.seed = target.contract.seed if target.contract.seed is not None else random.SystemRandom().getrandbits(32)
        self.started = time.monotonic()
        self.until = self.started + target.contract.budget_s
        self.credential = credential
        self.secret: dict[str, str] = {}
        self.credentials_made = 0
        self.renewing = asyncio.Lock()
        self.skipped: list[tuple[Operation, str]] = []
        self.tried: dict[str, Tried] = {}
        self.pending: dict[int, tuple[Tried, Exchange]] = {}
        self.sending: set[asyncio.Task[None]] = set()
        self.ended = ""
        # Where a document declares no security at all, it says nothing about who may call what.
        self.all_secured = not any(operation.security for operation in document.operations)

    async def run(self) -> Conformance:
        self._choose()
        if self.tried:
            if self.credential is not None:
                await self._renew({})
            await self._serve()
        return Conformance(
            operations=tuple(self.tried.values()),
            skipped=tuple(self.skipped),
            seed=self.seed,
            spent=time.monotonic() - self.started,
            complete=not self.ended,
            ended=self.ended,
        )

    def _choose(self) -> None:
        auth = self.target.auth
        excluded = [*self.target.contract.exclude, *([auth.delete.request] if auth and auth.delete else [])]
        for operation in self.document.operations:
            reason = left_alone(operation, excluded, writes=self.writes)
            if not reason and not operation.public and self.credential is None:
                reason = "needs a credential, and this run has none"
            if reason:
                self.skipped.append((operation, reason))
            else:
                self.tried[operation.label] = Tried(operation)

    async def _serve(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", _WORKER,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdin is not None  # noqa: S101 - asked for above
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            async with asyncio.timeout(self.until + _END_GRACE_S - time.monotonic()):
                await self._give(process.stdin, self._order())
                while await self._handle(await receive(process.stdout), process.stdin):
                    pass
        except TimeoutError:
            self.ended = "" if any(one.examples for one in self.tried.values()) else "no time was left to begin"
        except Ended:
            code = await process.wait()
            self.ended = f"the generator ended early (code {code})"
        finally:
            for task in self.sending:
                task.cancel()
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _order(self) -> Message:
        return {
            "document": without_foreign_references(self.document.raw),
            "base_url": self.target.origin + self.document.base_path,
            "operations": list(self.tried),
            "seed": self.seed,
            "until": time.time() + self.until - time.monotonic() - _END_GRACE_S / 2,
            "workers": min(_MOST_WORKERS, self.target.gate.concurrency, len(self.tried)),
            "negative": self.writes,
        }

    async def _handle(self, message: Message, answers: asyncio.StreamWriter) -> bool:
        """Do what the process asks for; return whether it goes on."""
        match message["kind"]:
            case "send":
                task = asyncio.create_task(self._answer(message, answers))
                self.sending.add(task)
                task.add_done_callback(self.sending.discard)
            case "judged":
                self._note(message["id"], message["failures"])
            case "gave_up":
                self.tried[
                    message["operation"]
                ].trouble = f"no requests can be made of the document: {message['reason']}"
            case "broken":
                self.ended = f"the document cannot be used: {message['reason']}"
                return False
            case _:
                return False
        return True

    async def _answer(self, message: Message, answers: asyncio.StreamWriter) -> None:
        tried = self.tried[message["operation"]]
        number = {"id": message["id"]}
        try:
            exchange = await self._send(tried, message)
        except TargetFailed as failed:
            await self._give(answers, {**number, **self._silence(tried, failed)})
            return
        tried.statuses[exchange.status] += 1
        if not informative(exchange.status):
            await self._give(answers, {**number, **await self._uninformed(tried, exchange)})
            return
        tried.silent = 0
        self.pending[message["id"]] = (tried, exchange)
        await self._give(
            answers,
            {
                **number,
                "status": exchange.status,
                "headers": list(exchange.headers),
                "body": base64.b64encode(exchange.body).decode(),
                "truncated": exchange.truncated,
                "reason": exchange.reason,
                "version": exchange.http_version,
                "elapsed": exchange.elapsed,
            },
        )

    async def _send(self, tried: Tried, message: Message) -> Exchange:
        url = message["url"]
        if not same_origin(url, self.target.origin):
            raise TargetFailed("unsendable", "the document leads to another host")
        secured = self.all_secured or not tried.operation.public
        secret = self.secret if secured else {}
        hidden = _OF_THE_SUITE | {name.lower() for name in secret}
        headers = [(name, value) for name, value in message["headers"] if name.lower() not in hidden]
        try:
            body = base64.b64decode(message["body"])
        except binascii.Error:
            body = b""
        allowed = min(self._longest_s(), max(self.until - time.monotonic(), 0.1))
        for again in (True, False):
            try:
                return await self.http.send(
                    message["method"], url, headers=[*headers, *secret.items()], content=body or None, timeout=allowed
                )
            except TargetFailed as failed:
                # A server may close an idle connection just as it is used again: one more try tells.
                if failed.kind != "reset" or not again:
                    raise
        raise AssertionError  # the loop returns or raises

    def _longest_s(self) -> float:
        return min(self.target.limits.request_timeout_s, self.target.contract.budget_s * _SLOWEST_SHARE)

    def _silence(self, tried: Tried, failed: TargetFailed) -> Message:
        """Judge that there was no answer; return what the process is told."""
        if failed.kind == "unsendable" or _ours(failed):
            return {}
        tried.unanswered += 1
        if failed.kind == "reset":
            finding = Finding(failed.sentence, "an answer", tried.operation.label)
            tried.note("answers", 0, finding, None)
        elif time.monotonic() < self.until - 0.2 or not tried.examples:
            tried.trouble = failed.sentence
        return {"leave": tried.unanswered > 1 or failed.kind != "reset"}

    async def _uninformed(self, tried: Tried, exchange: Exchange) -> Message:
        """Judge a refused credential or a rate limit; return what the process is told."""
        tried.silent += 1
        if tried.silent < _PATIENCE:
            return {}
        if exchange.status == 401 and self.credential and not tried.operation.public:  # noqa: PLR2004 - RFC 9110
            tried.silent = 0
            if await self._renew(self.secret):
                return {}
        tried.trouble = f"answers only {exchange.status}, which says nothing about the contract"
        return {"leave": True}

    async def _renew(self, stale: Mapping[str, str]) -> bool:
        """Get a fresh credential, unless another operation has just done so; return whether there is another one."""
        async with self.renewing:
            if stale != self.secret:
                return True
            if self.credential is None or self.credentials_made >= _MOST_CREDENTIALS:
                return False
            self.credentials_made += 1
            self.secret = dict(await self.credential())
            return True

    def _note(self, number: int, failures: Sequence[Sequence[str]]) -> None:
        tried, exchange = self.pending.pop(number)
        for check, message in failures:
            for finding in weigh(tried.operation, check, exchange.status, message):
                tried.note(check, exchange.status, finding, exchange)

    async def _give(self, stream: asyncio.StreamWriter, message: Message) -> None:
        with suppress(OSError):  # a process that is gone is noticed where its messages are read
            stream.write(packed(message))
            await stream.drain()


def _ours(failed: TargetFailed) -> bool:
    """Whether the request could not be made or sent as it was, which is no doing of the target's."""
    cause = failed.__cause__
    return type(cause).__name__ in {"InvalidURL", "LocalProtocolError"} or isinstance(cause, ValueError)
