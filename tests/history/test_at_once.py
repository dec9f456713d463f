"""Several runs that end at the same moment."""

from __future__ import annotations

import multiprocessing
import threading

from prodworthy.history.place import Place
from prodworthy.history.store import History
from prodworthy.history.translating import rows_of
from tests.history.samples import run

PROCESSES = 4
RUNS = 15
WIDTH = 60


def write(place: Place, writer: int, failures: multiprocessing.Queue[str]) -> None:
    """Put runs in, each with checks that the other writers have as well and some that only this one has."""
    try:
        with History(place, patience_s=30) as history:
            for number in range(RUNS):
                outcomes = {f"smoke.{one}": "PASSED" for one in range(WIDTH)} | {f"own.{writer}_{number}": "FAILED"}
                measured = {f"m{number}": (1.0, "s", None)}
                assert history.add(rows_of(run(writer * 100 + number, outcomes, measurements=measured)))
    except BaseException as error:
        failures.put(repr(error))
        raise


def test_processes_that_write_at_once_lose_nothing(place: Place) -> None:
    context = multiprocessing.get_context("spawn")
    failures: multiprocessing.Queue[str] = context.Queue()
    writers = [context.Process(target=write, args=(place, number, failures)) for number in range(PROCESSES)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert failures.empty(), failures.get()
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
    with History(place) as history:
        assert len(history.runs(limit=1000)) == PROCESSES * RUNS
        assert len(history.checks()) == WIDTH + PROCESSES * RUNS
        (shared,) = history.check("smoke.7")
        assert sum(shared.counts.values()) == PROCESSES * RUNS


def test_the_same_run_put_in_twice_at_once_is_in_once(place: Place) -> None:
    rows = rows_of(run(0, {"smoke.a": "PASSED"}))
    new: list[bool] = []

    def add() -> None:
        with History(place, patience_s=30) as history:
            new.append(history.add(rows))

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False] * 5 + [True]


def test_a_reader_is_not_held_up_by_a_writer(place: Place) -> None:
    from prodworthy.history.opening import Database  # noqa: PLC0415 - to hold a transaction open

    with History(place, patience_s=1) as history:
        history.add(rows_of(run(0, {"smoke.a": "PASSED"})))
        with Database(place).writing():
            assert len(history.runs()) == 1
