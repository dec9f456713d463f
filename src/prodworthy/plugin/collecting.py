"""From pytest's items to checks: what may stand in a layer, in which order it runs, what it uses."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from prodworthy.facts.catalogue import Catalogue, CatalogueError, Check, check_of
from prodworthy.plugin import own_checks
from prodworthy.plugin.observation import Observation, Phase
from prodworthy.plugin.observing import Observing


def checks_of(
    items: Iterable[pytest.Item], layers: Sequence[Path], own: Sequence[Path] = ()
) -> list[tuple[pytest.Item, Check]]:
    """Return the items that are checks, with what they declare.

    Args:
        items: all collected items; those outside the layers are left alone.
        layers: the layers' folders.
        own: folders of a team's own checks.

    Raises:
        pytest.UsageError: for an undecorated test in a layer, or a check in a folder that its id does not name.
    """
    found: list[tuple[pytest.Item, Check]] = []
    for item in items:
        if (declared := own_checks.declared_in(item, own)) is not None:
            found.append((item, declared))
            continue
        layer = next((folder for folder in layers if item.path.is_relative_to(folder)), None)
        if layer is None or not isinstance(item, pytest.Function):
            continue
        declared = check_of(inspect.unwrap(item.function))
        if declared is None:
            raise pytest.UsageError(f"{item.nodeid}: a test in a layer has to be decorated with @check")
        if declared.layer != layer.name:
            raise pytest.UsageError(f"{item.nodeid}: check {declared.id} belongs into {declared.layer}/")
        found.append((item, declared))
    return found


def catalogue_of(checks: Iterable[tuple[pytest.Item, Check]]) -> Catalogue:
    """Return the catalogue of the checks.

    Raises:
        pytest.UsageError: if two functions declare the same id.
    """
    catalogue = Catalogue()
    for _, declared in checks:
        try:
            catalogue.add(declared)
        except CatalogueError as error:
            raise pytest.UsageError(str(error)) from None
    return catalogue


def in_order(
    checks: Sequence[tuple[pytest.Item, Check]], layers: Sequence[Path], known: dict[str, Observation]
) -> list[pytest.Item]:
    """Return the items in the order in which they run: arrival first, by layer, what fuzzes or stresses last."""
    rank = {folder.name: position for position, folder in enumerate(layers)}

    def key(entry: tuple[pytest.Item, Check]) -> tuple[bool, bool, int]:
        item, declared = entry
        used = observations_used(item, known)
        late = any(known[name].phase >= Phase.FUZZING for name in used)
        return ("arrival" not in used, late, rank[declared.layer])

    return [item for item, _ in sorted(checks, key=key)]


def observations_used(item: pytest.Item, known: dict[str, Observation]) -> list[str]:
    """Return the names of the observations that an item waits for."""
    names: list[str] = getattr(item, "fixturenames", [])
    return [name for name in names if name in known]


def demand_honest_footprint(item: pytest.Item, declared: Check, observing: Observing, used: Iterable[str]) -> None:
    """Go on only if a check's footprint is no lighter than that of the observations it uses.

    Raises:
        pytest.UsageError: if it is.
    """
    for name in used:
        footprint = observing.footprint(name)
        if not footprint.within(declared.footprint):
            raise pytest.UsageError(
                f"{item.nodeid}: check {declared.id} declares {declared.footprint.name}, but {name} {footprint}: "
                f"declare Footprint.{footprint.name}"
            )


def bound_in_time(item: pytest.Item, declared: Check, remaining_s: Callable[[], float]) -> None:
    """Give an async check its deadline: its own, or what is left of the run's if that is less."""
    function: Callable[..., Any] = item.obj  # type: ignore[attr-defined]  # of pytest.Function, which checks are
    if not inspect.iscoroutinefunction(function):
        return

    @functools.wraps(function)
    async def bounded(*args: Any, **kwargs: Any) -> None:
        async with asyncio.timeout(min(declared.deadline_s, remaining_s())):
            await function(*args, **kwargs)

    item.obj = bounded  # type: ignore[attr-defined]
