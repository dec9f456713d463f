"""Which promises stand behind a check, as the products' target files say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

from prodworthy.plugin.promises import METRIC_GATES
from tests.sabotage.lab import ROOT


def promises_behind(product: str, entries: Iterable[str]) -> frozenset[str]:
    """Return the promises that a product rests on these checks, or on these parts of checks.

    Args:
        product: name of a target file.
        entries: checks, or parts: `check#part`. Of a whole check that fails it is not known which part does, so that a
            promise that rests on a part of it does not count.
    """
    given = set(entries) | {entry.partition("#")[0] for entry in entries}
    return frozenset(promise for promise, named in _named(product) if named in given)


def promises_near(product: str, entries: Iterable[str]) -> frozenset[str]:
    """Return the promises that rest on these checks or on any part of them."""
    checks = {entry.partition("#")[0] for entry in entries}
    return frozenset(promise for promise, named in _named(product) if named.partition("#")[0] in checks)


def promises_with_checks(product: str) -> frozenset[str]:
    """Return the promises that any check answers."""
    return frozenset(promise for promise, _ in _named(product))


@cache
def _named(product: str) -> tuple[tuple[str, str], ...]:
    declared = tomllib.loads((ROOT / "targets" / f"{product}.toml").read_text("utf-8"))
    return tuple((promise["id"], named) for promise in declared["promises"] for named in _answering(promise))


def _answering(promise: dict[str, Any]) -> list[str]:
    metrics = [f"{METRIC_GATES}#{gate['name']}" for gate in promise.get("metrics", ())]
    return [*promise.get("checks", ()), *metrics]
