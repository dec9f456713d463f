"""From one answer to the next request: links, entries of lists, and what was made for an account.

Which answer leads where, the library infers, beside what the document declares. Following is done here and not by
its state machine; `docs/decisions/state-machine.md` has the reasons.
"""

from __future__ import annotations

import base64
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prodworthy.probes import conformance_library as library
from prodworthy.probes.frames import Frames, Message
from prodworthy.rules.conformance import FOUND_AFTER, NOT_FOUND_AFTER
from prodworthy.rules.openapi_links import Link
from prodworthy.rules.ownership import identifying, leads_to_own

_FOLLOWED = 3  # times that each link is followed
_REACHED = 6  # requests to one operation with what lists have answered
_MOST_TRIALS = 12  # of one operation as another account
_MOST_PATHS = 1000  # of a document, up to which links are inferred: it takes longer than in proportion
_ORDER = ("GET", "PUT", "PATCH", "DELETE")
_GONE = frozenset({404, 410})
_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True)
class Expected:
    """What an operation that went before makes one expect.

    Attributes:
        before: that operation's label.
        there: whether the thing is to be there; None: nothing is expected.
    """

    before: str
    there: bool | None

    def judge(self, status: int) -> list[tuple[str, str, str]]:
        """Return what a status breaks, as the library's failures are told."""
        if self.there is True and status in _GONE:
            return [(NOT_FOUND_AFTER, f"answered {status} for what {self.before} had just made", self.before)]
        if self.there is False and status in _SUCCESS:
            return [(FOUND_AFTER, f"answered {status} for what {self.before} had just removed", self.before)]
        return []


NOTHING = Expected("", there=None)
Attempt = Callable[[str, library.Case, Expected], Message]
"""Sends a case of an operation, by its label, and returns the answer; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An accepted request with its answer.

    Attributes:
        label: of the operation.
        case: what was sent.
        status: of the answer.
        body: of the answer.
    """

    label: str
    case: library.Case
    status: int
    body: bytes

    def entries(self, link: Link) -> Iterator[dict[str, str]]:
        """Yield the values with which a link can be followed from here."""
        return link.entries(self.status, self.body, self.case.path_parameters or {})


class Follower:
    """Follows what answers lead to.

    Args:
        frames: the way to the suite.
        schema: the document.
        order: the suite's order; of it `document`, `seed`, `links`, `callable` and `secured`.
        attempt: sends a case.
    """

    def __init__(self, frames: Frames, schema: library.Schema, order: Message, attempt: Attempt) -> None:
        self._frames, self._schema, self._attempt = frames, schema, attempt
        self._seed: int = order["seed"]
        self._callable = frozenset(order["callable"])
        known = [Link(**{**one, "parameters": tuple(map(tuple, one["parameters"]))}) for one in order["links"]]
        self._links = _by_source(known)
        inferred = self._inferred(order["document"])
        pairs = {(link.source, link.target) for link in known}
        self._ways = _by_source(
            [one for one in inferred if one.target.startswith("GET ") and (one.source, one.target) not in pairs]
        )
        self._own = _by_source(self._owned([*known, *inferred], order.get("secured", ())))
        self._followed: Counter[Link] = Counter()
        self._reached: Counter[str] = Counter()
        self._trials: Counter[str] = Counter()
        self._settled: set[str] = set()
        self._made: dict[tuple[str, str], Answered] = {}
        for link in itertools.chain.from_iterable(self._own.values()):
            frames.write({"kind": "ownable", "source": link.source, "target": link.target})

    def follow(self, answered: Answered) -> None:
        """Call the operations that an accepted request's answer leads to."""
        there = True
        for link in self._links[answered.label]:
            there = self._linked(link, answered) and there
        for link in self._ways[answered.label]:
            self._reach(link, answered)
        if self._own[answered.label]:
            self._try_as_others(answered, there=there)

    def _linked(self, link: Link, answered: Answered) -> bool:
        """Look for what was made where a link says that it is; return whether it is still there afterwards."""
        values = next(answered.entries(link), None)
        if values is None or self._followed[link] >= _FOLLOWED:
            return True
        self._followed[link] += 1
        found = self._ask(link.target, values, Expected(link.source, there=True))
        if "status" in found:
            self._frames.write({"kind": "followed", "source": link.source, "target": link.target})
        removal = f"DELETE {_path(link.target)}"
        if found.get("status") not in _SUCCESS or removal not in self._callable or link.declared:
            return True
        removed = self._ask(removal, values, NOTHING)
        if removed.get("status") not in _SUCCESS:
            return True
        self._ask(link.target, values, Expected(removal, there=False))
        return False

    def _reach(self, link: Link, answered: Answered) -> None:
        """Ask for entries of a list. An entry may be gone meanwhile: that it is not found means nothing."""
        for values in answered.entries(link):
            if self._followed[link] >= _FOLLOWED or self._reached[link.target] >= _REACHED:
                return
            self._followed[link] += 1
            self._reached[link.target] += 1
            if "status" in self._ask(link.target, values, NOTHING):
                self._frames.write({"kind": "followed", "source": link.source, "target": link.target})

    def _try_as_others(self, answered: Answered, *, there: bool) -> None:
        """Have the suite try what was made as another account, each operation on it, removal last."""
        current = answered if there else self._again(answered)
        for link in self._own[answered.label]:
            again = True
            while again and link.target not in self._settled and self._trials[link.target] < _MOST_TRIALS:
                values = self._new(current, link)
                if current is None or values is None:
                    return
                self._trials[link.target] += 1
                told = self._trial(link, current, values)
                self._settled |= {link.target} if told.get("settled") else set()
                again = bool(told.get("again"))
                if again or link.target.startswith("DELETE "):
                    current = self._again(answered)

    def _new(self, answered: Answered | None, link: Link) -> dict[str, str] | None:
        """Return how to call what an answer is about; None where an answer before it was about the same."""
        values = next(answered.entries(link), None) if answered is not None else None
        if answered is None or values is None:
            return None
        key = answered.label, values[identifying(link)]
        if self._made.setdefault(key, answered) is not answered:
            return None
        return values

    def _again(self, answered: Answered) -> Answered | None:
        """Make one more of the same."""
        answer = self._attempt(answered.label, answered.case, NOTHING)
        if answer.get("status") not in _SUCCESS:
            return None
        return Answered(answered.label, answered.case, answer["status"], base64.b64decode(answer["body"]))

    def _trial(self, link: Link, answered: Answered, values: Mapping[str, str]) -> Message:
        """Hand a request about a new thing to the suite, with one that shows the thing to its owner."""
        request = self._request(self._case(link.target, values, self._trials[link.target]))
        shown = self._view(link)
        known = {**(answered.case.path_parameters or {}), **values}
        view = self._request(self._case(shown, known, 0, plain=True))
        made = self._request(answered.case)
        if request is None or view is None or made is None:
            return {"settled": True}
        message = {
            "kind": "trial",
            "operation": link.target,
            "source": answered.label,
            "identifier": values[identifying(link)],
            "alone": shown.endswith("}"),
            "request": view if shown == link.target else request,
            "view": view,
            "made": made,
        }
        self._frames.write(message)
        return self._frames.read()

    def _view(self, link: Link) -> str:
        """Return the operation that shows a thing to its owner: its own, or the collection's; empty where none does."""
        item = _path(link.target)
        shown = [f"GET {path}" for path in (item, item.rpartition("/")[0], _path(link.source))]
        return next((label for label in shown if label in self._callable), "")

    def _inferred(self, document: Any) -> list[Link]:
        if not isinstance(document, dict) or not 0 < len(document.get("paths") or ()) <= _MOST_PATHS:
            return []
        try:
            inferred = self._schema.inferred_links()
        except Exception:  # noqa: BLE001 - whatever a document does to the analysis, what it declares is followed
            return []
        return [one for one in inferred if {one.source, one.target} <= self._callable]

    def _owned(self, known: Collection[Link], secured: Collection[str]) -> list[Link]:
        """Return the links to what an operation makes for an account, removal last."""
        links = [one for one in known if leads_to_own(one, secured) and self._view(one)]
        unique = {(one.source, one.target): one for one in reversed(links)}
        return sorted(unique.values(), key=lambda one: _ORDER.index(one.target.partition(" ")[0]))

    def _case(self, label: str, values: Mapping[str, str], number: int, *, plain: bool = False) -> library.Case | None:
        if not label:
            return None
        operation = self._schema.operation(label)
        needed = {name: value for name, value in values.items() if f"{{{name}}}" in label}
        return self._schema.linked_case(operation, needed, self._seed + number, plain=plain)

    def _request(self, case: library.Case | None) -> Message | None:
        try:
            return None if case is None else library.as_message(case, self._schema.request(case))
        except Exception:  # noqa: BLE001 - data that cannot be sent at all says nothing about the target
            return None

    def _ask(self, label: str, values: Mapping[str, str], expected: Expected) -> Message:
        case = self._case(label, values, self._reached[label])
        return {} if case is None else self._attempt(label, case, expected)


def _by_source(links: Collection[Link]) -> defaultdict[str, list[Link]]:
    found: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.source].append(link)
    return found


def _path(label: str) -> str:
    return label.partition(" ")[2]
