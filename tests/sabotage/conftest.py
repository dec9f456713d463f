"""The sabotage tests' deployments, and the runs against them."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from queue import Empty, SimpleQueue

import pytest

from prodworthy.facts.record import RunReport
from tests.sabotage.lab import ROOT, Lab
from tests.sabotage.row import Row, together
from tests.sabotage.table import ROWS

_Key = tuple[str, tuple[str, ...], tuple[str, ...]]  # a run's product, faults and layers

_AT_A_TIME = 4
_AT_ONCE = 16
_OF_AGE = "test_age_"
_ALL_LAYERS = ("smoke", "security", "e2e", "contract")
# A planted fault stays, so asking twice would only take time.
_QUICK = {"contract.budget_s": 34.0, "contract.graphql_share": 0.15, "contract.seed": 1, "gate.retries": 0}
# What is promised in milliseconds or few seconds cannot be kept on a machine that three deployments share.
_FEW_READS = {"samples": 93, "share": 0.95, "success_rate": 0.95}
_PIGGYBONG = ("authentication", "artist-search", "news-feed", "purchase")
# Hundreds of reads in each run would take minutes; so many prove a p95.
_QUICK |= {"limits.latency_samples": 93, "limits.success_rate": 0.95}
_SHARED: dict[str, dict[str, float]] = {
    "balloond": {f"response_times.auth.{key}": value for key, value in _FEW_READS.items()}
    | {"response_times.match-queue.within_ms": 400.0, "delivery.within_ms": 400.0, "journeys.sign-up.deadline_s": 20.0},
    "dojopool": {"delivery.within_ms": 1000.0},
    "grover": {"realtime.latency_p95_ms": 500.0, "limits.latency_p95_ms": 1000.0},
    "piggybong": {"limits.latency_p95_ms": 1000.0} | {f"journeys.{name}.deadline_s": 20.0 for name in _PIGGYBONG},
}


class Matrix:
    """Runs of the suite, some at a time, each against a deployment of its own with some faults planted."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        folders.getbasetemp()  # which is made when it is first asked for, and not by two threads at once
        self._free: dict[str, SimpleQueue[Lab]] = defaultdict(SimpleQueue)
        self._all: list[Lab] = []
        self._pool = ThreadPoolExecutor(_AT_A_TIME)
        self._runs: dict[_Key, Future[RunReport]] = {}
        self._healthy: dict[str, Future[RunReport]] = {}

    def submit(self, product: str, faults: tuple[str, ...], layers: tuple[str, ...]) -> Future[RunReport]:
        """Have a run done; the same one only once."""
        key = (product, faults, layers)
        if key not in self._runs:
            self._runs[key] = self._pool.submit(self._run, *key)
        return self._runs[key]

    def submit_healthy(self, product: str, layers: tuple[str, ...]) -> None:
        """Have a run without a fault done, of all layers that the rows of a product need."""
        self._healthy[product] = self._pool.submit(self._run, product, (), layers)

    def healthy(self, product: str) -> RunReport:
        """Return the run of a product without a fault."""
        return self._healthy[product].result()

    def close(self) -> None:
        """End the deployments."""
        self._pool.shutdown(cancel_futures=True)
        for lab in self._all:
            lab.close()

    def _run(self, product: str, faults: tuple[str, ...], layers: tuple[str, ...]) -> RunReport:
        free = self._free[product]
        try:
            lab = free.get_nowait()
        except Empty:
            lab = Lab(self._folders.mktemp("lab"), product)
            self._all.append(lab)
        try:
            lab.plant(*faults)
            return lab.run(layers, overrides=_QUICK | _SHARED.get(product, {}))
        finally:
            free.put(lab)


def narrowed(row: Row) -> Row:
    """Return the row with fewer modules.

    Browser flows are slow, and wait for what is broken: only those of its checks are walked. The age gate takes half of
    the layer's time: it is left out where the fault touches none of its checks.
    """
    own_checks = {entry.partition("#")[0] for entry in row.touched}
    if row.layers == ("e2e",):
        failing = {entry.partition("#")[0] for entry in row.fails}
        return replace(row, layers=tuple(f"e2e/{name}" for name, text in _modules("e2e") if _names(text, failing)))
    if "security" in row.layers:
        modules = _modules("security")
        if not any(name.startswith(_OF_AGE) and _names(text, own_checks) for name, text in modules):
            others = tuple(f"security/{name}" for name, _ in modules if not name.startswith(_OF_AGE))
            return replace(
                row, layers=tuple(part for one in row.layers for part in (others if one == "security" else (one,)))
            )
    return row


@cache
def _modules(layer: str) -> list[tuple[str, str]]:
    return [(module.name, module.read_text("utf-8")) for module in sorted((ROOT / layer).glob("test_*.py"))]


def _names(text: str, check_ids: set[str]) -> bool:
    return any(f'"{check_id}"' in text for check_id in check_ids)


WHOLE = os.environ.get("SABOTAGE") == "whole"
ALONE = WHOLE or os.environ.get("SABOTAGE") == "alone"
GROUPS = together(ROWS if ALONE else [narrowed(row) for row in ROWS], 1 if ALONE else _AT_ONCE)
GROUP_OF = {row.fault: group for group in GROUPS for row in group}
_ROW_OF = {row.fault: row for row in ROWS}


def layers_of(row: Row) -> tuple[str, ...]:
    """Return the layers to run for a row.

    All of them in the whole matrix, else those that the fault can reach; in the quick matrix, of these, those whose
    checks a fault of the group touches, and the modules that a row names.
    """
    group = GROUP_OF[row.fault]
    layers = _ALL_LAYERS if WHOLE else group[0].layers
    if ALONE or row.unreachable:
        return layers
    touched = {entry.partition(".")[0] for one in group for entry in one.touched}
    named = {layer for one in group for layer in _ROW_OF[one.fault].layers if "/" in layer}
    return tuple(layer for layer in layers if layer in named or layer.partition("/")[0] in touched)


def faults_beside(row: Row) -> tuple[str, ...]:
    """Return the faults that are planted in the row's run: its own, and in the quick matrix those of its group."""
    return tuple(other.fault for other in GROUP_OF[row.fault])


def _mixed(keys: Collection[_Key]) -> list[_Key]:
    """Return the runs such that those of browsers, which wait much for what is broken, go beside those that do not."""
    waiting = [key for key in keys if all(layer.startswith("e2e/") for layer in key[2])]
    working = [key for key in keys if key not in waiting]
    turns = [(place / len(some), key) for some in (waiting, working) for place, key in enumerate(some)]
    return [key for _, key in sorted(turns, key=lambda turn: turn[0])]


@pytest.fixture(scope="session")
def matrix(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """The runs of the selected rows, already under way."""
    runs = Matrix(tmp_path_factory)
    parameters = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    selected = {values["row"].fault for values in parameters if isinstance(values.get("row"), Row)}
    chosen = [row for row in ROWS if row.fault in selected]
    for product in dict.fromkeys(row.product for row in chosen):
        layers = sorted({layer for row in chosen if row.product == product for layer in layers_of(row)})
        runs.submit_healthy(
            product, tuple(one for one in layers if "/" not in one or one.partition("/")[0] not in layers)
        )
    keys = dict.fromkeys((row.product, faults_beside(row), layers_of(row)) for row in chosen)
    for key in _mixed(keys):
        runs.submit(*key)
    yield runs
    runs.close()
