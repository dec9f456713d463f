from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from prodworthy.facts.outcome import Blocked, Inconclusive, Interrupted, NotApplicable, TargetFailed, Unmeasured
from prodworthy.plugin.observation import Observation, Phase
from prodworthy.plugin.observing import Observing
from prodworthy.target import Target

TARGET = Target.model_validate({"name": "test", "base_url": "http://localhost", "capabilities": ["web"]})


def known(**functions: Any) -> dict[str, Observation]:
    declared = {"arrival": Observation("arrival", _arrived, Phase.ARRIVAL, 5, 0)}
    for name, made in functions.items():
        function, options = made if isinstance(made, tuple) else (made, {})
        declared[name] = Observation(
            name,
            function,
            options.get("phase", Phase.READING),
            options.get("deadline", 5.0),
            options.get("requests", 1),
            frozenset(options.get("needs", ())),
        )
    return declared


async def _arrived() -> str:
    return "here"


Make = Callable[..., Observing]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Observing] = []

    def observing(obstacle: Inconclusive | None = None, **functions: Any) -> Observing:
        made.append(Observing(known(**functions), {"word": "given"}, TARGET, ("arrival", lambda _: obstacle)))
        return made[-1]

    yield observing
    for one in made:
        one.stop()


def test_an_observation_gets_resources_and_other_observations(make: Make) -> None:
    async def first(word: str) -> str:
        return word + "!"

    async def second(first: str) -> str:
        return first * 2

    observing = make(first=first, second=second)
    observing.start(["second"])
    assert observing.result("second") == "given!given!"


def test_each_runs_once_however_many_wait(make: Make) -> None:
    calls = []

    async def once() -> int:
        calls.append(1)
        return len(calls)

    async def left(once: int) -> int:
        return once

    async def right(once: int) -> int:
        return once

    observing = make(once=once, left=left, right=right)
    observing.start(["left", "right"])
    assert [observing.result(name) for name in ("left", "right", "once")] == [1, 1, 1]


def test_reading_observations_run_at_the_same_time(make: Make) -> None:
    meeting = asyncio.Barrier(20)

    async def met() -> bool:
        await meeting.wait()
        return True

    observing = make(**{f"one{number}": met for number in range(20)})
    observing.start([f"one{number}" for number in range(20)])
    assert all(observing.result(f"one{number}") for number in range(20))


def test_quiet_ones_run_alone_and_before_the_others(make: Make) -> None:
    running: list[str] = []
    seen: list[tuple[str, ...]] = []

    def work(name: str) -> Callable[[], Any]:
        async def run() -> None:
            running.append(name)
            await asyncio.sleep(0)
            seen.append(tuple(running))
            running.remove(name)

        return run

    quiet = {"phase": Phase.QUIET}
    observing = make(b=work("b"), q1=(work("q1"), quiet), q2=(work("q2"), quiet))
    observing.start(["b", "q1", "q2"])
    for name in ("b", "q1", "q2"):
        observing.result(name)
    assert seen == [("q1",), ("q2",), ("b",)]


def test_a_reading_one_that_builds_on_a_writing_one_waits_for_its_phase(make: Make) -> None:
    async def written() -> str:
        return "row"

    async def read(written: str) -> str:
        return written

    observing = make(written=(written, {"phase": Phase.WRITING}), read=read)
    observing.start(["read"])
    assert observing.result("read") == "row"
    assert observing.phase("read") is Phase.WRITING


def test_fuzzing_starts_on_demand_only(make: Make) -> None:
    began = threading.Event()

    async def fuzz() -> str:
        began.set()
        return "done"

    async def other() -> str:
        return "other"

    observing = make(fuzz=(fuzz, {"phase": Phase.FUZZING}), other=other)
    observing.start(["other"])
    observing.result("other")
    assert not began.is_set()
    assert observing.result("fuzz") == "done"


def test_a_failed_observation_concerns_its_own_checks_only(make: Make) -> None:
    async def broken() -> None:
        raise TargetFailed("timeout", "it hangs")

    async def builds(broken: None) -> None:
        return broken

    async def fine() -> str:
        return "fine"

    observing = make(broken=broken, builds=builds, fine=fine)
    observing.start(["builds", "fine"])
    assert observing.result("fine") == "fine"
    with pytest.raises(TargetFailed, match="it hangs"):
        observing.result("builds")
    assert observing.unanswered == ["broken: it hangs"]


def test_a_deadline_counts_only_the_observations_own_time(make: Make) -> None:
    async def slow() -> str:
        await asyncio.sleep(0.2)
        return "slow"

    async def quick(slow: str) -> str:
        return slow

    async def hangs() -> None:
        await asyncio.Event().wait()

    observing = make(slow=slow, quick=(quick, {"deadline": 0.1}), hangs=(hangs, {"deadline": 0.05}))
    observing.start(["quick", "hangs"])
    assert observing.result("quick") == "slow"
    with pytest.raises(TargetFailed, match=r"within 0\.05 s"):
        observing.result("hangs")


def test_nothing_is_asked_behind_an_obstacle(make: Make) -> None:
    asked = []

    async def anything() -> None:
        asked.append(1)

    observing = make(Blocked("nobody home"), anything=anything)
    observing.start(["anything"])
    with pytest.raises(Blocked, match="nobody home"):
        observing.result("anything")
    assert not asked


def test_an_undeclared_capability_makes_it_not_applicable(make: Make) -> None:
    async def talk() -> None:
        raise AssertionError("must not run")

    observing = make(talk=(talk, {"needs": ["realtime"]}))
    observing.start(["talk"])
    with pytest.raises(NotApplicable, match="declares no realtime"):
        observing.result("talk")


def test_the_end_of_the_run_settles_what_is_under_way(make: Make) -> None:
    async def hangs() -> None:
        await asyncio.Event().wait()

    observing = make(hangs=(hangs, {"deadline": 60}))
    observing.start(["hangs"])
    _until(lambda: bool(observing.under_way()))
    assert observing.under_way()[0][0] == "hangs"
    observing.end(Interrupted("the deadline passed"))
    with pytest.raises(Interrupted, match="the deadline passed"):
        observing.result("hangs")


def test_what_is_given_up_undoes_what_it_did_however_often_that_is_said(make: Make) -> None:
    undone: list[str] = []

    async def makes() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            for step in ("the thing", "its owner"):
                await asyncio.sleep(0.01)
                undone.append(step)

    observing = make(makes=(makes, {"deadline": 60}))
    observing.start(["makes"])
    _until(lambda: bool(observing.under_way()))
    observing.end(Interrupted("the run was interrupted"))
    observing.end(Interrupted("the run ended first"))
    observing.call(observing.undone(), 5)
    assert undone == ["the thing", "its owner"]


def test_an_unmeasured_observation_says_why(make: Make) -> None:
    async def unknown() -> None:
        raise Unmeasured("the control failed")

    observing = make(unknown=unknown)
    observing.start(["unknown"])
    with pytest.raises(Unmeasured, match="the control failed"):
        observing.result("unknown")
    assert observing.unanswered == []


def test_a_circle_and_an_unknown_name_are_named(make: Make) -> None:
    async def hen(egg: str) -> str:
        return egg

    async def egg(hen: str) -> str:
        return hen

    async def lost(nowhere: str) -> str:
        return nowhere

    observing = make(hen=hen, egg=egg, lost=lost)
    with pytest.raises(ValueError, match=r"hen → egg → hen"):
        observing.closure(["hen"])
    with pytest.raises(ValueError, match="'nowhere'"):
        observing.closure(["lost"])


def test_a_slow_check_does_not_distort_an_observation(make: Make) -> None:
    async def timed() -> float:
        clock = time.perf_counter()
        for _ in range(20):
            await asyncio.sleep(0.005)
        return time.perf_counter() - clock

    observing = make(timed=timed)
    observing.start(["timed"])
    time.sleep(0.3)  # stands for a synchronous check that keeps the main thread busy
    taken = observing.result("timed")
    assert isinstance(taken, float)
    assert taken < 0.28


def _until(condition: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.005)
