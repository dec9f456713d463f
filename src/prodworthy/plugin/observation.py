"""Declaring an observation: something to fetch from the target once per run, shared by the checks that judge it."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import pytest

from prodworthy.facts.catalogue import CatalogueError, Footprint
from prodworthy.target import Target

_declared: dict[str, Observation] = {}


class Phase(IntEnum):
    """When an observation's turn is. QUIET ones run alone; FUZZING and STRESSING ones on demand, one at a time."""

    ARRIVAL = 0
    QUIET = 1
    READING = 2
    WRITING = 3
    FUZZING = 4
    STRESSING = 5


@dataclass(frozen=True, slots=True)
class Observation:
    """Something to fetch from the target.

    Attributes:
        name: its name, also the fixture's.
        function: the coroutine function; its parameters name resources and other observations.
        phase: when its turn is.
        deadline: seconds for it alone; waiting for others is not counted.
        requests: about how many requests it sends, or a function of the target that tells.
        needs: capabilities without which it does not apply.
    """

    name: str
    function: Callable[..., Awaitable[object]]
    phase: Phase
    deadline: float
    requests: int | Callable[[Target], int]
    needs: frozenset[str] = frozenset()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names that it asks for."""
        return tuple(inspect.signature(self.function).parameters)

    @property
    def footprint(self) -> Footprint:
        """What it does to the target."""
        if self.phase is Phase.STRESSING:
            return Footprint.STRESSES
        return Footprint.WRITES if self.phase is Phase.WRITING else Footprint.READS

    def request_count(self, target: Target) -> int:
        """Return about how many requests it sends to that target."""
        return self.requests(target) if callable(self.requests) else self.requests


def observation(
    *,
    phase: Phase = Phase.READING,
    deadline: float = 15.0,
    requests: int | Callable[[Target], int] = 1,
    needs: Iterable[str] = (),
) -> Callable[[Callable[..., Awaitable[object]]], Any]:
    """Declare the decorated coroutine function as an observation; see `Observation`.

    Its name becomes a session fixture that waits for the result; it is unique over the suite.
    """

    def declare(function: Callable[..., Awaitable[object]]) -> Any:
        name = function.__name__
        declared = Observation(name, function, phase, deadline, requests, frozenset(needs))

        def wait(request: pytest.FixtureRequest) -> object:
            return request.getfixturevalue("observing").result(name)

        wait.__doc__ = function.__doc__
        fixture = pytest.fixture(scope="session", name=name)(wait)
        _declare(declared)
        return fixture

    return declare


def _declare(declared: Observation) -> None:
    known = _declared.get(declared.name)
    if known is not None and known.function.__module__ != declared.function.__module__:
        raise CatalogueError(
            f"observation {declared.name} is declared twice: "
            f"in {known.function.__module__} and in {declared.function.__module__}"
        )
    _declared[declared.name] = declared


def declared_observations() -> dict[str, Observation]:
    """Return every observation that has been declared so far, by name."""
    return dict(_declared)
