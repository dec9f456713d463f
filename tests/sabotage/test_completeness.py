"""The table is whole: a row for every fault, and a fault for every check."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sabotage.lab import ROOT
from tests.sabotage.promised import promises_behind, promises_near, promises_with_checks
from tests.sabotage.row import Row
from tests.sabotage.table import PROVEN_ELSEWHERE, ROWS, UNSEEN


@pytest.fixture(scope="module")
def check_ids(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The ids of all checks."""
    place: Path = tmp_path_factory.mktemp("catalogue") / "checks.json"
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "pytest", "-q", f"--list-checks={place}"], cwd=ROOT, check=True, capture_output=True
    )
    return {check["id"] for check in json.loads(place.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def fault_names() -> set[str]:
    """The names of all faults."""
    listed = subprocess.run(
        [sys.executable, "-m", "demo", "--list-faults"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {line.split()[0] for line in listed.stdout.splitlines() if line and not line[0].isspace()}


def test_every_check_has_a_fault_that_makes_it_fail(check_ids: set[str]) -> None:
    never_seen_to_fail = check_ids - {entry.partition("#")[0] for row in ROWS for entry in row.fails}
    assert never_seen_to_fail == set(PROVEN_ELSEWHERE)


@pytest.mark.parametrize("test", PROVEN_ELSEWHERE.values(), ids=PROVEN_ELSEWHERE.keys())
def test_what_is_proven_elsewhere_is_proven_there(test: str) -> None:
    file, _, name = test.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_fault_has_a_row(fault_names: set[str]) -> None:
    rows = {row.fault for row in ROWS}
    assert fault_names == rows | set(UNSEEN)
    assert not rows & set(UNSEEN)


def test_rows_name_existing_checks_only(check_ids: set[str]) -> None:
    assert {entry.partition("#")[0] for row in ROWS for entry in (*row.fails, *row.may_change)} <= check_ids


def test_each_fault_has_one_row() -> None:
    assert len(ROWS) == len({row.fault for row in ROWS})


@pytest.mark.parametrize("row", ROWS, ids=[row.fault for row in ROWS])
def test_rows_name_the_promises_that_their_checks_answer(row: Row) -> None:
    missing = promises_behind(row.product, row.fails) - set(row.breaks)
    assert not missing, f"they rest on checks that have to fail: {sorted(missing)}"
    unfounded = set(row.breaks) - promises_near(row.product, row.touched)
    assert not unfounded, f"they rest on no check that the fault touches: {sorted(unfounded)}"


def test_every_promise_of_the_example_has_a_fault_that_breaks_it() -> None:
    broken = {promise for row in ROWS if row.product == "balloond" for promise in row.breaks}
    assert promises_with_checks("balloond") == broken
