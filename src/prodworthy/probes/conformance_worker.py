"""The process that makes requests up from an API document and compares the answers with it.

It runs apart from the suite because a document is hostile input to heavy machinery: a pattern that backtracks for
ever, or a schema that exhausts a native stack, ends this process and not the run; and generating data, half of the
work, does not delay what the suite measures. It opens no connection: the suite sends what it makes up, and adds the
credentials, which it never learns.
"""

from __future__ import annotations

import base64
import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from prodworthy.probes import conformance_library as library
from prodworthy.probes.conformance_following import Answered, Expected, Follower
from prodworthy.probes.conformance_graphql import GraphQLSchema
from prodworthy.probes.conformance_library import TimeUp
from prodworthy.probes.frames import Ended, Frames, Message

_BOUNDARY_SHARE = 0.6  # of the time, at first; random data has its turn when every boundary has been tried
_POSITIVE_SHARE = 0.6
_SETTLING_S = 0.25


@dataclass(slots=True)
class Work:
    """One operation's turn.

    Attributes:
        label: method and path.
        operation: the library's own object, once it is made.
        boundaries: the boundary cases that are still to be tried.
        covered: whether all of them have been tried.
        done: whether there is nothing more to try.
    """

    label: str
    operation: Any = None
    boundaries: Iterator[library.Case] = field(default_factory=lambda: iter(()))
    covered: bool = False
    done: bool = False


class Fuzzer:
    """Tries operations, one request at a time, until the time is over.

    Args:
        frames: the way to the suite.
        order: the suite's order: `document`, `base_url`, `operations`, `seed`, `until` (seconds since the epoch),
            `negative`, `graphql` (whether the document is the schema of such a service), and what following takes.
    """

    def __init__(self, frames: Frames, order: Message) -> None:
        self.frames = frames
        self.seed: int = order["seed"]
        self.until: float = order["until"]
        kind: Any = GraphQLSchema if order["graphql"] else library.Schema
        self.schema = kind(order["document"], order["base_url"], negative=order["negative"])
        self.work = [Work(label) for label in order["operations"]]
        self.follower = Follower(frames, self.schema, order, self._led_to)

    def run(self) -> None:
        """Try every operation once, then with boundary values, then with random data for as long as there is time."""
        self._round(self._begin, self.until)
        now = time.time()
        self._round(self._boundaries, now + (self.until - now) * _BOUNDARY_SHARE)
        while time.time() < self.until and any(not (one.covered or one.done) for one in self.work):
            self._round(self._boundaries, self.until)
        for number in itertools.count():
            if time.time() >= self.until or all(one.done for one in self.work):
                return
            self._round(partial(self._random, number), self.until)

    def _round(self, visit: Callable[[Work, float], None], until: float) -> None:
        """Give each operation that has something left a fair share of the time until then."""
        turns = [one for one in self.work if not one.done]
        for turn, one in enumerate(turns):
            if (now := time.time()) >= self.until:
                return
            share = max(until - now, 0.0) / (len(turns) - turn)
            try:
                visit(one, min(now + share, self.until))
            except TimeUp:
                continue
            except Ended:
                raise
            except Exception as error:  # noqa: BLE001 - whatever a document does to the generator ends one operation
                one.done = True
                self.frames.write({"kind": "gave_up", "operation": one.label, "reason": reason_of(error)})

    def _begin(self, one: Work, _: float) -> None:
        one.operation = self.schema.operation(one.label)
        one.boundaries = self.schema.boundary_cases(one.operation)
        self._boundaries(one, 0.0)

    def _boundaries(self, one: Work, until: float) -> None:
        for case in one.boundaries:
            self._try(one, case)
            if time.time() >= until:
                return
        if not one.covered:
            one.covered = True
            self.frames.write({"kind": "covered", "operation": one.label})

    def _random(self, number: int, one: Work, until: float) -> None:
        if one.operation is None:
            one.done = True
            return
        now = time.time()
        ended = []
        for mode in self.schema.modes:
            last = now + (until - now) * _POSITIVE_SHARE if mode.is_positive and len(self.schema.modes) > 1 else until
            chosen = random.Random(f"{self.seed} {number} {mode} {one.label}").getrandbits(64)  # noqa: S311 - test data

            def attempt(case: library.Case, last: float = last) -> None:
                if time.time() >= last:
                    raise TimeUp
                self._try(one, case)

            ended.append(self.schema.random_cases(one.operation, mode, chosen, attempt))
        one.done = one.done or all(ended)

    def _try(self, one: Work, case: library.Case, expected: Expected | None = None) -> Message:
        """Send a case, judge the answer, and send it again where a deviation has to be confirmed."""
        if time.time() >= self.until or one.done:
            raise TimeUp
        try:
            request = self.schema.request(case)
        except Exception:  # noqa: BLE001 - data that cannot be sent at all says nothing about the target
            return {}
        answer, again = self._ask(one, case, request, expected, again=False)
        for _ in range(again):
            if time.time() >= self.until:
                raise TimeUp
            if expected is not None and expected.before:
                time.sleep(_SETTLING_S)  # what was made is not found everywhere at once
            self._ask(one, case, request, expected, again=True)
        if expected is None and 200 <= answer.get("status", 0) < 300 and not library.is_negative(case):  # noqa: PLR2004 - RFC 9110 section 15.3
            self.follower.follow(Answered(one.label, case, answer["status"], base64.b64decode(answer["body"])))
        return answer

    def _ask(
        self, one: Work, case: library.Case, request: Any, expected: Expected | None, *, again: bool
    ) -> tuple[Message, int]:
        """Return the answer to a request, and how often it is to be sent again."""
        self.frames.write({"kind": "send", "operation": one.label, "again": again, **library.as_message(case, request)})
        answer = self.frames.read()
        if answer.get("leave"):
            one.done = True
            raise TimeUp
        if "status" not in answer:
            return answer, 0
        failures = self.schema.failures(case, request, answer)
        if expected is not None:
            failures += expected.judge(answer["status"])
        self.frames.write({"kind": "judged", "operation": one.label, "again": again, "failures": failures})
        return answer, self.frames.read()["again"] if failures and not again else 0

    def _led_to(self, label: str, case: library.Case, expected: Expected) -> Message:
        return self._try(Work(label), case, expected)


def reason_of(error: Exception) -> str:
    """Return an error as one bounded line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
