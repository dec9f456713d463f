"""Timing reads: how many, when to stop, and what counts as a miss."""

from typing import Any

import pytest

from prodworthy.facts.outcome import TargetFailed
from prodworthy.probes.latency import time_reads
from prodworthy.target import Health, Target
from tests.unit.probes.stub import Answer, StubHttp

TARGET = Target(name="t", base_url="https://a.example")


async def timed(http: StubHttp, count: int = 60, bound_ms: float = 100, budget_s: float = 30) -> Any:
    return await time_reads(http.as_http(), "/api", count=count, bound_ms=bound_ms, share=0.95, budget_s=budget_s)


async def test_fast_reads_are_all_timed_after_a_warm_up() -> None:
    http = StubHttp(TARGET, lambda *_: (200, {}))
    sample = await timed(http)
    assert (sample.count, sample.misses, sample.warmed_up, sample.stopped) == (60, 0, 10, "")
    assert len(http.asked) == 70
    assert sample.latencies_ms[0] == pytest.approx(10)


async def test_a_certain_verdict_ends_it() -> None:
    sample = await timed(StubHttp(TARGET, lambda *_: (200, {}), took_s=0.7))
    assert (sample.count, sample.misses) == (4, 4)
    assert "certain" in sample.stopped


async def test_failed_requests_are_misses_whatever_they_took() -> None:
    def answer(*_: Any) -> Answer:
        return (500, {}) if len(http.asked) % 5 == 0 else (200, {})

    http = StubHttp(TARGET, answer)
    sample = await timed(http)
    assert 60 > sample.count > sample.misses >= 7
    assert set(sample.failures) == {"status 500"}


async def test_no_answer_is_a_miss_and_no_network_ends_it() -> None:
    def reset(*_: Any) -> Answer:
        raise TargetFailed("reset", "closed")

    assert (await timed(StubHttp(TARGET, reset))).failures == ("closed",) * 4

    def offline(*_: Any) -> Answer:
        raise TargetFailed("network", "no route")

    with pytest.raises(TargetFailed):
        await timed(StubHttp(TARGET, offline))


async def test_throttling_ends_it_and_is_no_miss() -> None:
    def answer(*_: Any) -> Answer:
        return (429, {}) if len(http.asked) > 30 else (200, {})

    http = StubHttp(TARGET, answer)
    sample = await timed(http)
    assert (sample.count, sample.misses) == (20, 0)
    assert "429" in sample.stopped


async def test_the_budget_ends_it() -> None:
    sample = await timed(StubHttp(TARGET, lambda *_: (200, {})), budget_s=0.000001)
    assert sample.count == 1
    assert "was up" in sample.stopped


async def test_a_health_document_that_says_503_is_an_answer() -> None:
    target = Target(name="t", base_url="https://a.example", health=Health(live="/api"))
    assert (await timed(StubHttp(target, lambda *_: (503, {"status": "down"})))).failures == ()
    assert (await timed(StubHttp(target, lambda *_: (503, "no upstream")))).failures
