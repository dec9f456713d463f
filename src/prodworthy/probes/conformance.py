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
from prodworthy.outcome import Finding, Inconclusive, TargetFailed
from prodworthy.probes.conformance_result import Conformance, Tried
from prodworthy.probes.frames import Ended, Message, packed, receive
from prodworthy.probes.http import Http
from prodworthy.probes.made_up import MadeUpRegistrations
from prodworthy.rules.conformance import UNANSWERED, informative, left_alone, same_origin
from prodworthy.rules.openapi import Document, Operation
from prodworthy.rules.openapi_parsing import without_foreign_references
from prodworthy.target import Target

Credential = Callable[[], Awaitable[Mapping[str, str]]]
"""Makes a fresh account and returns the header fields that carry its credential."""

_WORKER = "prodworthy.probes.conformance_worker"
_PROCESSES = 2  # generating takes as long as answering does on a fast target; a slow one is held by its rate cap
_PATIENCE = 3  # answers in a row that say nothing, before an operation is left alone
_MOST_CREDENTIALS = 4
_START_S = 10.0  # for loading the generator, which no target can delay; only after it does the budget run
_END_GRACE_S = 0.7  # between the last request and the end of the process
_SLOWEST_SHARE = 0.2  # of the budget: no single request may take more
_OF_THE_SUITE = frozenset({"host", "content-length", "transfer-encoding", "connection", "user-agent"})


async def fuzz_openapi(  # noqa: PLR0913 - each is one choice of the caller's
    http: Http,
    target: Target,
    document: Document,
    *,
    writes: bool = False,
    credential: Credential | None = None,
    seed: int | None = None,
    registrations: MadeUpRegistrations | None = None,
) -> Conformance:
    """Try the document's operations within `contract.budget_s` seconds.

    Args:
        http: the client to send with.
        target: the target; its `contract` says what to leave alone, for how long, and with which seed.
        document: the target's document.
        writes: whether operations that change the target are tried, and invalid data is sent.
        credential: makes credentials for secured operations; None: those are left alone.
        seed: makes the same data as another run with it, unless the target file has one; None: a new one.
        registrations: knows which requests register somebody.
    """
    fuzzing = _Fuzzing(http, target, document, writes=writes, credential=credential, seed=seed)
    fuzzing.registrations = registrations
    return await fuzzing.run()


class _Fuzzing:
    def __init__(  # noqa: PLR0913 - those of fuzz_openapi
        self,
        http: Http,
        target: Target,
        document: Document,
        *,
        writes: bool,
        credential: Credential | None,
        seed: int | None,
    ) -> None:
        self.http, self.target, self.document, self.writes = http, target, document, writes
        given = seed if target.contract.seed is None else target.contract.seed
        self.seed = random.SystemRandom().getrandbits(32) if given is None else given
        self.started = time.monotonic()
        self.until = self.started
        self.credential = credential
        self.registrations: MadeUpRegistrations | None = None
        self.secret: dict[str, str] = {}
        self.credentials_made = 0
        self.renewing = asyncio.Lock()
        self.skipped: list[tuple[Operation, str]] = []
        self.tried: dict[str, Tried] = {}
        self.ended = ""
        # Where a document declares no security at all, it says nothing about who may call what.
        self.all_secured = not any(operation.security for operation in document.operations)

    async def run(self) -> Conformance:
        self._choose()
        labels = list(self.tried)
        count = min(_PROCESSES, self.target.gate.concurrency, len(labels))
        processes = [await _start() for _ in range(count)]
        try:
            begun = [asyncio.create_task(_take(process)) for process in processes]
            if begun:
                await asyncio.wait([*begun, asyncio.create_task(self._renew({}))], timeout=_START_S)
            self.started = time.monotonic()
            self.until = self.started + self.target.contract.budget_s
            parts = zip(processes, begun, (labels[number::count] for number in range(count)), strict=True)
            await asyncio.gather(*(self._serve(*part) for part in parts))
        finally:
            for process in processes:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
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

    async def _serve(
        self, process: asyncio.subprocess.Process, begun: asyncio.Task[Message], labels: Sequence[str]
    ) -> None:
        """Have a process try these operations until the time is over."""
        try:
            async with asyncio.timeout(self.until + _END_GRACE_S - time.monotonic()):
                await begun
                await _give(process, self._order(labels))
                await self._converse(process)
        except TimeoutError:
            pass  # each operation tells by itself whether it was measured
        except Ended:
            self.ended = f"the generator ended early (code {await process.wait()})"

    def _order(self, labels: Sequence[str]) -> Message:
        return {
            "document": without_foreign_references(self.document.raw),
            "base_url": self.target.origin + self.document.base_path,
            "operations": labels,
            "seed": self.seed,
            "until": time.time() + self.until - time.monotonic() - _END_GRACE_S / 2,
            "negative": self.writes,
        }

    async def _converse(self, process: asyncio.subprocess.Process) -> None:
        """Do what the process asks for, until it has finished."""
        exchange: Exchange | None = None
        while True:
            message = await _take(process)
            match message["kind"]:
                case "send":
                    tried = self.tried[message["operation"]]
                    exchange = await self._answer(process, tried, message)
                case "judged" if exchange is not None:
                    tried.judge(exchange, message["failures"])
                case "covered":
                    self.tried[message["operation"]].covered = True
                case "gave_up":
                    reason = f"no requests can be made of the document: {message['reason']}"
                    self.tried[message["operation"]].trouble = reason
                case "broken":
                    self.ended = f"the document cannot be used: {message['reason']}"
                    return
                case "finished":
                    return

    async def _answer(self, process: asyncio.subprocess.Process, tried: Tried, message: Message) -> Exchange | None:
        """Send what the process made up and tell it the answer; return the exchange if it is to be judged."""
        try:
            exchange = await self._send(tried, message)
        except TargetFailed as failed:
            await _give(process, self._silence(tried, failed))
            return None
        tried.count(exchange, negative=message["negative"])
        if self.registrations is not None and exchange.ok and message["negative"]:
            await self.registrations.accepted(exchange)
        if not informative(tried.operation, exchange.status):
            await _give(process, await self._uninformed(tried, exchange))
            return None
        tried.silent = 0
        await _give(process, _as_message(exchange))
        return exchange

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
        if self.registrations is not None and not message["negative"]:
            body = await self.registrations.ours(message["method"], url, body)
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
            tried.note(UNANSWERED, 0, Finding(failed.sentence, "an answer", tried.operation.label), None)
        if tried.unanswered < _PATIENCE and (failed.kind == "reset" or tried.examples):
            return {}
        if failed.kind != "reset":
            tried.trouble = failed.sentence
        return {"leave": True}

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
            try:
                self.secret = dict(await self.credential())
            except (Inconclusive, TargetFailed):
                return False
            return True


async def _start() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", _WORKER,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


async def _take(process: asyncio.subprocess.Process) -> Message:
    assert process.stdout is not None  # noqa: S101 - asked for in _start
    return await receive(process.stdout)


async def _give(process: asyncio.subprocess.Process, message: Message) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for in _start
    with suppress(OSError):  # a process that is gone is noticed where its messages are read
        process.stdin.write(packed(message))
        await process.stdin.drain()


def _as_message(exchange: Exchange) -> Message:
    return {
        "status": exchange.status,
        "headers": list(exchange.headers),
        "body": base64.b64encode(exchange.body).decode(),
        "truncated": exchange.truncated,
        "reason": exchange.reason,
        "version": exchange.http_version,
        "elapsed": exchange.elapsed,
    }


def _ours(failed: TargetFailed) -> bool:
    """Whether the request could not be made or sent as it was, which is no doing of the target's."""
    cause = failed.__cause__
    return type(cause).__name__ in {"InvalidURL", "LocalProtocolError"} or isinstance(cause, ValueError)
