"""What a run makes is written down in as few steps as possible, and a ledger in trouble holds nothing up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from concurrent.futures import Future
from typing import Any, cast

import pytest

from prodworthy.history.recording import Recording, Unrecorded
from prodworthy.history.rows import EntryRow
from prodworthy.history.subject import Subject
from prodworthy.plugin.bookkeeping import Bookkeeping
from prodworthy.probes import creations
from prodworthy.probes.creations import Creations

SHOP = Subject("shop", "https://shop.example")


class Slow:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.left: list[tuple[list[str], Future[list[int]]]] = []
        self.gone: list[list[int]] = []
        self.numbers = 0

    def leave(self, _subject: Subject, _run_id: str, entries: Sequence[EntryRow]) -> Future[list[int]]:
        answer: Future[list[int]] = Future()
        self.left.append(([entry["name"] for entry in entries], answer))
        return answer

    def settled(self, numbers: Collection[int]) -> Future[None]:
        answer: Future[None] = Future()
        self.gone.append(list(numbers))
        answer.set_result(None)
        return answer

    def answer(self) -> None:
        names, answer = self.left[-1]
        first = self.numbers + 1
        self.numbers += len(names)
        answer.set_result(list(range(first, self.numbers + 1)))

    def books(self) -> Bookkeeping:
        return Bookkeeping(cast("Recording", self), SHOP, "run", {"origin": "o"})


def test_what_comes_while_one_batch_is_written_goes_into_the_next() -> None:
    slow = Slow()
    books = slow.books()
    entries = [books.enter("account", str(number), {}) for number in range(5)]
    assert [names for names, _ in slow.left] == [["0"]]
    slow.answer()
    assert [names for names, _ in slow.left] == [["0"], ["1", "2", "3", "4"]]
    assert (entries[0].result(), entries[1].done()) == (1, False)
    slow.answer()
    assert [entry.result() for entry in entries] == [1, 2, 3, 4, 5]


def test_what_is_gone_is_struck_out_together() -> None:
    slow = Slow()
    books = slow.books()
    one, two = books.enter("account", "1", {}), books.enter("account", "2", {})
    slow.answer()
    books.strike(one)
    books.strike(two)  # not written yet: it waits for its number
    slow.answer()
    assert sorted(number for numbers in slow.gone for number in numbers) == [1, 2]


def test_a_ledger_in_trouble_is_given_up() -> None:
    slow = Slow()
    books = slow.books()
    one, two = books.enter("account", "1", {}), books.enter("account", "2", {})
    slow.left[0][1].set_exception(Unrecorded("disk full"))
    assert (one.result(), two.result(), books.problem) == (None, None, "disk full")
    assert books.enter("account", "3", {}).result() is None
    assert len(slow.left) == 1


async def test_making_something_waits_until_it_is_written_down() -> None:
    slow = Slow()
    made = Creations(slow.books(), "f1")
    beginning = asyncio.create_task(made.begin("account", "a@x.invalid", secret="f1"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not beginning.done()
    slow.answer()
    creation = await beginning
    assert made.standing() == ["account a@x.invalid"]
    made.end(creation)
    made.end(creation)
    assert (made.standing(), slow.gone) == ([], [[1]])


async def test_one_that_does_not_answer_is_not_waited_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(creations, "_PATIENCE_S", 0.05)
    slow = Slow()
    books = slow.books()
    made = Creations(books)
    await made.begin("account", "1")
    assert books.problem == "it did not answer in time"
    began = time.monotonic()
    await made.begin("account", "2")
    made.begin_now("account", "3")
    assert time.monotonic() - began < 0.04
    assert len(made.standing()) == 3


def test_without_a_ledger_the_run_itself_still_knows() -> None:
    made = Creations()
    creation: Any = made.begin_now("account", "1")
    assert (made.standing(), made.changes) == (["account 1"], 1)
    made.end(creation)
    assert (made.standing(), made.changes) == ([], 2)
