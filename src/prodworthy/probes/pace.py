"""How fast a run may ask: the cap on rate and on requests under way at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager
from typing import TypeVar

_Result = TypeVar("_Result")


class Pace:
    """A token bucket with a bound on concurrency.

    Args:
        per_second: sustained requests per second; as many may go at once after a pause of a second.
        at_once: requests under way at the same time.
    """

    def __init__(self, per_second: float, at_once: int) -> None:
        self._interval = 1.0 / per_second
        self._burst = max(1.0, min(per_second, float(at_once)))
        self._slots = asyncio.Semaphore(at_once)
        self._next = 0.0
        self.sent = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn to send, and hold a slot until the exchange is over."""
        async with self._slots:
            now = asyncio.get_running_loop().time()
            # The schedule may lag behind the clock by at most one burst, so that a pause earns no more than that.
            self._next = max(self._next, now - self._burst * self._interval)
            self._next += self._interval
            wait = self._next - now
            if wait > 0:
                await asyncio.sleep(wait)
            self.sent += 1
            yield


async def a_few_at_a_time(tasks: Iterable[Awaitable[_Result]], at_once: int = 4) -> list[_Result]:
    """Return what each of many came to, in order; with few under way at once, others need not wait for all of them."""
    slots = asyncio.Semaphore(at_once)

    async def in_turn(task: Awaitable[_Result]) -> _Result:
        async with slots:
            return await task

    return await asyncio.gather(*(in_turn(task) for task in tasks))
