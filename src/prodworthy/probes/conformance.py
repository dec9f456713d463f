"""Conformance fuzzing: does a deployment answer made-up requests as its document says?

The data is made up, and the answers are compared, in a process of their own (`conformance_worker`). This side sends
what that process asks for, over the suite's one HTTP client, so that rate caps, host rules and redaction hold.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, nullcontext, suppress
from dataclasses import asdict, replace

from prodworthy.facts.exchange import Exchange
from prodworthy.probes.conformance_generator import Generator, Worker
from prodworthy.probes.conformance_result import REPETITIONS, Cause, Conformance, Tried
from prodworthy.probes.conformance_sending import Credential, Sender, public_fields
from prodworthy.probes.frames import Ended, Message
from prodworthy.probes.http import Http
from prodworthy.probes.made_up import MadeUpRegistrations
from prodworthy.rules import conformance, graphql_api
from prodworthy.rules.openapi import Document, Operation
from prodworthy.rules.openapi_links import Link, links
from prodworthy.rules.openapi_parsing import without_foreign_references
from prodworthy.target import Target

_WORKERS = 2  # generating takes as long as answering does on a fast target; a slow one is held by its rate cap
_CREDENTIAL_SHARE = 0.2  # of the time, for the first credential: what needs none does not wait for it longer
_END_GRACE_S = 0.7  # between the last request and the end of the process, of a run that takes long
_END_GRACE_SHARE = 0.05


async def fuzz_api(  # noqa: PLR0913 - each is one choice of the caller's
    http: Http,
    target: Target,
    document: Document,
    *,
    writes: bool = False,
    credential: Credential | None = None,
    seed: int | None = None,
    registrations: MadeUpRegistrations | None = None,
    time_s: float | None = None,
    stop: Callable[[Tried], bool] | None = None,
    generator: Generator | None = None,
) -> Conformance:
    """Try the document's operations within `contract.budget_s` seconds, from the call to the return.

    Args:
        http: the client to send with.
        target: the target; its `contract` says what to leave alone, for how long, and with which seed.
        document: the target's OpenAPI document, or its GraphQL service.
        writes: whether operations that change the target are tried, and invalid data is sent.
        credential: makes credentials for secured operations; None: those are left alone.
        seed: makes the same data as another run with it, unless the target file has one; None: a new one.
        registrations: knows which requests register somebody.
        time_s: how long it may take, where that is less than the target file says.
        stop: asked about an operation with each deviation: whether that is enough, and all can end.
        generator: makes the requests up; None: one of its own, which is loaded first.
    """
    document = replace(document, client_fields=public_fields(target))
    sender = Sender(http, target, document, credential, registrations)
    fuzzing = _Fuzzing(sender, target, document, writes=writes, secured=credential is not None, seed=seed)
    fuzzing.time_s = time_s or target.contract.time_s
    fuzzing.stop = stop
    async with AsyncExitStack() as stack:
        return await fuzzing.run(await stack.enter_async_context(Generator()) if generator is None else generator)


class _Fuzzing:
    def __init__(  # noqa: PLR0913 - each is one choice of the caller's
        self, sender: Sender, target: Target, document: Document, *, writes: bool, secured: bool, seed: int | None
    ) -> None:
        self.sender, self.target, self.document, self.writes, self.secured = sender, target, document, writes, secured
        given = seed if target.contract.seed is None else target.contract.seed
        self.seed = random.SystemRandom().getrandbits(32) if given is None else given
        self.time_s = target.contract.time_s
        self.stop: Callable[[Tried], bool] | None = None
        self.started = time.monotonic()
        self.until = self.started
        self.skipped: list[tuple[Operation, str]] = []
        self.tried: dict[str, Tried] = {}
        self.links: list[Link] = []
        self.followed: Counter[tuple[str, str]] = Counter()
        self.ended = ""
        self.enough = asyncio.Event()

    @property
    def is_graphql(self) -> bool:
        """Whether what is fuzzed is a GraphQL service."""
        return isinstance(self.document, graphql_api.Service)

    @property
    def grace_s(self) -> float:
        """How long a process may go on beyond the time, in seconds."""
        return min(_END_GRACE_S, self.time_s * _END_GRACE_SHARE)

    async def run(self, generator: Generator) -> Conformance:
        self.started = time.monotonic()
        self.until = self.sender.until = self.started + self.time_s
        self._choose()
        labels = list(self.tried)
        count = min(_WORKERS, self.target.gate.concurrency, len(labels))
        if count:
            await asyncio.wait([asyncio.create_task(self.sender.renew())], timeout=self.time_s * _CREDENTIAL_SHARE)
        serving = asyncio.gather(*(self._serve(generator, labels[number::count]) for number in range(count)))
        if self.stop is not None:
            enough = asyncio.create_task(self.enough.wait())
            enough.add_done_callback(lambda _: serving.cancel())
            serving.add_done_callback(lambda _: enough.cancel())
        with suppress(asyncio.CancelledError) if self.stop is not None else nullcontext():
            await serving
        return Conformance(
            operations=tuple(self.tried.values()),
            skipped=tuple(self.skipped),
            seed=self.seed,
            spent=time.monotonic() - self.started,
            complete=not self.ended,
            ended=self.ended,
            budget_s=self.time_s,
            followed=dict(self.followed),
        )

    def _choose(self) -> None:
        auth = self.target.auth
        left_alone = graphql_api.left_alone if self.is_graphql else conformance.left_alone
        excluded = [*self.target.contract.exclude, *([auth.delete.request] if auth and auth.delete else [])]
        for operation in self.document.operations:
            reason = left_alone(operation, excluded, writes=self.writes, irreversible=self.target.contract.irreversible)
            if not reason and not operation.public and not self.secured:
                reason = "needs a credential, and this run has none"
            if reason:
                self.skipped.append((operation, reason))
            else:
                self.tried[operation.label] = Tried(operation)
        known = [] if self.is_graphql else links(self.document)
        self.links = [one for one in known if {one.source, one.target} <= set(self.tried)]

    async def _serve(self, generator: Generator, labels: Sequence[str]) -> None:
        """Have a worker try these operations until the time is over."""
        worker: Worker | None = None
        try:
            async with asyncio.timeout(self.until + self.grace_s - time.monotonic()):
                worker = await generator.worker()
                await worker.ready()
                await worker.give(self._order(labels))
                await self._converse(worker)
        except TimeoutError:  # each operation tells by itself whether it was measured
            if worker is None or not worker.pid:
                self.ended = "the generator was not loaded in the time; raise contract.budget_s"
        except Ended:
            said = generator.last_words
            self.ended = f"the generator ended early{said and ': '}{said}"
        finally:
            if worker is not None:
                worker.end()

    def _order(self, labels: Sequence[str]) -> Message:
        own_url = self.target.origin + self.document.base_path
        return {
            "graphql": self.is_graphql,
            "document": without_foreign_references(self.document.raw),
            "base_url": self.document.url if self.is_graphql else own_url,
            "operations": labels,
            "seed": self.seed,
            "until": time.time() + self.until - time.monotonic() - self.grace_s / 2,
            "negative": self.writes,
            "links": [asdict(link) for link in self.links],
            "callable": list(self.tried),
            "secured": [label for label, one in self.tried.items() if not one.operation.public],
        }

    async def _converse(self, worker: Worker) -> None:
        """Do what the worker asks for, until it has finished."""
        exchange: Exchange | None = None
        wanting: frozenset[Cause] = frozenset()
        while True:
            message = await worker.take()
            match message["kind"]:
                case "send":
                    exchange, told = await self.sender.answer(self.tried[message["operation"]], message)
                    await worker.give(told)
                case "judged" if exchange is not None:
                    wanting = await self._judge(worker, message, exchange, wanting)
                case "trial":
                    await worker.give(await self.sender.as_stranger(self.tried[message["operation"]], message))
                case "broken":
                    self.ended = f"the document cannot be used: {message['reason']}"
                    return
                case "finished":
                    return
                case _:
                    self._note(message)

    def _note(self, message: Message) -> None:
        """Remember what the worker tells by the way."""
        match message["kind"]:
            case "followed":
                self.followed[message["source"], message["target"]] += 1
            case "ownable":
                self.tried[message["target"]].others.makers.add(message["source"])
            case "covered":
                self.tried[message["operation"]].covered = True
            case "gave_up":
                reason = f"no requests can be made of the document: {message['reason']}"
                self.tried[message["operation"]].trouble = reason

    async def _judge(
        self, worker: Worker, message: Message, exchange: Exchange, wanting: frozenset[Cause]
    ) -> frozenset[Cause]:
        """Remember what an answer breaks; return the causes because of which the request is being sent again."""
        tried = self.tried[message["operation"]]
        if message["again"]:
            tried.repeated(wanting, exchange, message["failures"])
        elif message["failures"]:
            wanting = tried.judge(exchange, message["failures"])
            await worker.give({"again": REPETITIONS if wanting else 0})
        if self.stop is not None and tried.deviations and self.stop(tried):
            self.enough.set()
        return wanting
