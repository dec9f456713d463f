"""Observe first, judge after: what is fetched once per run and shared by the checks that judge it.

All observations run on one event loop in a thread of its own, so that neither a slow check nor the browser can distort
what they measure.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping
from concurrent.futures import CancelledError, Future, wait
from dataclasses import dataclass, field
from typing import Any

from prodworthy.facts.catalogue import Footprint
from prodworthy.facts.outcome import Inconclusive, Interrupted, NotApplicable, TargetFailed
from prodworthy.plugin.observation import Observation, Phase
from prodworthy.target import Target

_STOP_GRACE_S = 2.0


@dataclass(slots=True)
class _Slot:
    future: Future[object] = field(default_factory=Future)
    task: asyncio.Task[None] | None = None
    elapsed: float = 0.0
    began: float = 0.0


class Observing:
    """Runs observations on a loop of its own and hands their results to checks.

    Args:
        known: all observations, by name.
        resources: what observations may ask for besides each other, by parameter name.
        target: the target they are about.
        gate: the name of the observation that has to be told to have arrived, with a function that returns the reason
            why nothing else may be asked, or None.
    """

    def __init__(
        self,
        known: Mapping[str, Observation],
        resources: Mapping[str, object],
        target: Target,
        gate: tuple[str, Callable[[object], Inconclusive | None]],
    ) -> None:
        self.known = dict(known)
        self._resources = dict(resources)
        self._target = target
        self._gate_name, self._gate = gate
        self._slots: dict[str, _Slot] = {name: _Slot() for name in known}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="observing", daemon=True)
        self._one_at_a_time = asyncio.Lock()
        self._phases_under_way: list[Future[None]] = []
        self._ended: Inconclusive | None = None
        self._unanswered: dict[str, str] = {}
        self._beside: asyncio.Task[None] | None = None
        self._given_up: set[asyncio.Task[None]] = set()

    def closure(self, names: Iterable[str]) -> set[str]:
        """Return the names of those observations and of all that they build on.

        Raises:
            ValueError: if one asks for something that is neither a resource nor an observation, or for itself.
        """
        done: set[str] = set()

        def add(name: str, path: tuple[str, ...]) -> None:
            if name in path:
                raise ValueError(f"observations wait for each other in a circle: {' → '.join((*path, name))}")
            for parameter in self.known[name].parameters:
                if parameter in self.known:
                    add(parameter, (*path, name))
                elif parameter not in self._resources:
                    raise ValueError(f"observation {name} asks for {parameter!r}, which is no resource or observation")
            done.add(name)

        for name in names:
            add(name, ())
        return done

    def phase(self, name: str) -> Phase:
        """Return the phase an observation runs in: its own, or a later one of something that it builds on."""
        return max(self.known[one].phase for one in self.closure([name]))

    def footprint(self, name: str) -> Footprint:
        """Return the heaviest footprint of an observation and of what it builds on."""
        return max((self.known[one].footprint for one in self.closure([name])), key=lambda one: one.rank)

    def start(self, names: Collection[str], beside: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Start the observations, and what they build on, in the order of their phases.

        Args:
            names: of the observations.
            beside: what to do beside those that write, once the others are made; nobody waits for it.
        """
        needed = self.closure([self._gate_name, *names])
        self._thread.start()
        self._phases_under_way.append(asyncio.run_coroutine_threadsafe(self._phases(needed, beside), self._loop))

    def renew(self, names: Iterable[str]) -> None:
        """Forget these observations and what they build on, but not the arrival, and make them anew."""
        stale = self.closure(names) - {self._gate_name}
        for name in stale:
            self._slots[name] = _Slot()
            self._unanswered.pop(name, None)
        asyncio.run_coroutine_threadsafe(self._phases(stale), self._loop)

    @property
    def unanswered(self) -> list[str]:
        """What the target left without an answer, by observation, each as a sentence."""
        return [f"{name}: {sentence}" for name, sentence in list(self._unanswered.items())]

    def result(self, name: str) -> object:
        """Wait for an observation and return its value.

        Raises:
            Inconclusive: if the observation could not find out.
            TargetFailed: if the target did not answer it.
        """
        slot = self._slots[name]
        if not slot.future.done() and self.phase(name) >= Phase.FUZZING and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._begin, name)
        return slot.future.result()

    def value_if_done(self, name: str) -> object:
        """Return an observation's value, or None if there is none (yet)."""
        future = self._slots[name].future
        return future.result() if future.done() and future.exception() is None else None

    def gated(self) -> Inconclusive | None:
        """Wait for the arrival and return why nothing else can be asked, or None if all is well."""
        return self._gate(self.result(self._gate_name))

    def finished(self) -> None:
        """Wait until all that was started has ended."""
        wait(self._phases_under_way)

    def elapsed(self, name: str) -> float:
        """Return the seconds that an observation took, without its waiting for others; 0 if it did not run."""
        return self._slots[name].elapsed

    def under_way(self) -> list[tuple[str, float]]:
        """Return the observations that are running and for how many seconds, longest first."""
        now = time.perf_counter()
        running = [
            (name, now - slot.began) for name, slot in self._slots.items() if slot.began and not slot.future.done()
        ]
        return sorted(running, key=lambda one: -one[1])

    def end(self, reason: Inconclusive) -> None:
        """Give up everything that is not finished, for that reason."""
        self._ended = self._ended or reason
        for slot in self._slots.values():
            _settle(slot.future, error=reason)
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._give_up)

    async def undone(self) -> None:
        """Wait until what was given up has undone what it did."""
        if under_way := [task for task in self._given_up if not task.done()]:
            await asyncio.wait(under_way)

    def _give_up(self) -> None:
        for task in (*(slot.task for slot in self._slots.values()), self._beside):
            if task is not None and task not in self._given_up:  # a second time would end its undoing as well
                self._given_up.add(task)
                task.cancel()

    def call(self, work: Awaitable[Any], timeout: float) -> Any:
        """Run a coroutine on the loop and wait for it, at most `timeout` seconds.

        Raises:
            TimeoutError: if it takes longer.
        """

        async def bounded() -> Any:
            async with asyncio.timeout(timeout):
                return await work

        return asyncio.run_coroutine_threadsafe(bounded(), self._loop).result()

    def stop(self) -> None:
        """End the loop and its thread; what is unfinished is given up."""
        self.end(Interrupted("the run ended first"))
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_STOP_GRACE_S)
        if not self._thread.is_alive():
            self._loop.close()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        leftover = asyncio.all_tasks(self._loop)
        for task in leftover:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*leftover, return_exceptions=True))

    async def whats_beside(self) -> None:
        """Wait for what is done beside the observations that write."""
        if self._beside is not None:
            await asyncio.wait([self._beside])

    async def _phases(self, needed: set[str], beside: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        in_order = sorted(needed, key=lambda name: (self.phase(name), name))
        for name in (one for one in in_order if self.phase(one) <= Phase.QUIET):
            await self._finished([name])
        await self._finished([name for name in in_order if self.phase(name) is Phase.READING])
        if beside is not None and self._ended is None and await self._is_there():
            self._beside = self._loop.create_task(beside(), name="beside")
        await self._finished([name for name in in_order if self.phase(name) is Phase.WRITING])

    async def _is_there(self) -> bool:
        """Whether the target can be asked at all."""
        try:
            await self._passed_gate()
        except (Inconclusive, TargetFailed):
            return False
        return True

    async def _finished(self, names: Iterable[str]) -> None:
        await asyncio.gather(*[self._begin(name) for name in names], return_exceptions=True)

    def _begin(self, name: str) -> asyncio.Task[None]:
        slot = self._slots[name]
        if slot.task is None:
            slot.task = self._loop.create_task(self._observe(name), name=name)
        return slot.task

    async def _observe(self, name: str) -> None:
        slot = self._slots[name]
        try:
            value = await self._value(name, slot)
        except asyncio.CancelledError:
            _settle(slot.future, error=self._ended or Interrupted("the run ended first"))
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the checks that wait for it
            if isinstance(error, TargetFailed) and not hasattr(error, "__notes__"):
                error.add_note(f"while observing {name}")  # what builds on it fails with the same error
                self._unanswered[name] = error.sentence
            _settle(slot.future, error=error)
        else:
            _settle(slot.future, value=value)

    async def _value(self, name: str, slot: _Slot) -> object:
        declared = self.known[name]
        if self._ended is not None:
            raise self._ended
        if name != self._gate_name:
            await self._passed_gate()
        for need in sorted(declared.needs):
            if self._target.declares(need) is False:
                raise NotApplicable(f"the target declares no {need}")
        given = {
            parameter: self._resources[parameter] if parameter in self._resources else await self._of(parameter)
            for parameter in declared.parameters
        }
        if declared.phase >= Phase.FUZZING:
            async with self._one_at_a_time:
                return await self._timed(declared, slot, given)
        return await self._timed(declared, slot, given)

    async def _passed_gate(self) -> None:
        reason = self._gate(await self._of(self._gate_name))
        if reason is not None:
            raise reason

    async def _of(self, name: str) -> object:
        self._begin(name)
        try:
            # A waiter that is cancelled must not cancel the result for the others.
            return await asyncio.shield(asyncio.wrap_future(self._slots[name].future))
        except CancelledError as error:
            raise Interrupted("the run ended first") from error

    async def _timed(self, declared: Observation, slot: _Slot, given: dict[str, object]) -> object:
        slot.began = time.perf_counter()
        try:
            async with asyncio.timeout(declared.deadline):
                return await declared.function(**given)
        except TimeoutError as error:
            raise TargetFailed(
                "timeout", f"observing {declared.name.replace('_', ' ')} was not done within {declared.deadline:g} s"
            ) from error
        finally:
            slot.elapsed = time.perf_counter() - slot.began


def _settle(future: Future[object], *, value: object = None, error: BaseException | None = None) -> None:
    if not future.done():
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)
