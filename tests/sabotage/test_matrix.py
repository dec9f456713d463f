"""Every fault makes its checks fail, and no others; every check has been seen to fail.

With SABOTAGE=whole each fault is planted alone and all layers run; with SABOTAGE=alone only those that it can reach.
Without, faults that touch different checks are planted together, and only the layers that they can reach run: the same
rows in a tenth of the time.
"""

from __future__ import annotations

import pytest

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import RunReport
from prodworthy.target import Gate
from tests.sabotage.conftest import GROUP_OF, Matrix, faults_beside, layers_of
from tests.sabotage.promised import promises_near
from tests.sabotage.row import Row
from tests.sabotage.table import ROWS

_HEALTHY = {Outcome.PASSED, Outcome.NOT_APPLICABLE}


def outcomes(report: RunReport) -> dict[str, Outcome]:
    """Return the outcome of every check by its id, and of every part by `check#part`."""
    parts = {f"{check.id}#{part.name}": part.outcome for check in report.checks for part in check.parts}
    return {check.id: check.outcome for check in report.checks} | parts


def may_change(entry: str, expected: set[str]) -> bool:
    """Return whether a check or part may change.

    A check may if it is expected to, or a part of it is. A part may unless only other parts of its check are expected
    to: what the parts of other checks do shows in those.
    """
    check_id, _, part = entry.partition("#")
    of_check = {one for one in expected if one.partition("#")[0] == check_id}
    return entry in of_check or check_id in of_check or (not of_check if part else bool(of_check))


def explained(report: RunReport, ids: set[str]) -> str:
    checks = {entry.partition("#")[0] for entry in ids}
    said = [f"{c.id}: {c.outcome}: {c.summary}" for c in report.checks if c.id in checks]
    return "\n".join([*said, *sorted(entry for entry in ids if "#" in entry)])


def perhaps_broken(row: Row, layers: tuple[str, ...]) -> frozenset[str]:
    """Return the promises that may be broken besides those that a row names.

    These are the promises behind what may change, where that is left to chance, or to layers that were run beyond the
    row's own.
    """
    beyond = {layer.partition("/")[0] for layer in layers} - {layer.partition("/")[0] for layer in row.layers}
    at_stake = (entry for entry in row.may_change if row.at_random or entry.partition(".")[0] in beyond)
    return promises_near(row.product, at_stake)


@pytest.mark.parametrize("row", ROWS, ids=[row.fault for row in ROWS])
def test_a_fault_fails_its_checks_and_no_others(row: Row, matrix: Matrix) -> None:
    healthy = matrix.healthy(row.product)
    report = matrix.submit(row.product, faults_beside(row), layers_of(row)).result()
    before, after = outcomes(healthy), outcomes(report)

    unhealthy = {c.id for c in healthy.checks if c.id in after and c.outcome not in _HEALTHY}
    assert not unhealthy, f"without a fault:\n{explained(healthy, unhealthy)}"

    missed = {check_id for check_id in row.fails if after.get(check_id) is not Outcome.FAILED}
    assert not missed, f"not caught:\n{explained(report, missed)}"

    expected = {check_id for other in GROUP_OF[row.fault] for check_id in other.touched}
    if row.unreachable:
        expected |= {check_id for check_id, outcome in after.items() if outcome is Outcome.BLOCKED}
    strays = {e for e, outcome in after.items() if not may_change(e, expected) and outcome != before.get(e, outcome)}
    assert not strays, f"cried as well:\n{explained(report, strays)}"

    group = GROUP_OF[row.fault]
    broken = {promise.id for promise in report.promises if promise.answer == "broken"}
    named = {promise for other in group for promise in other.breaks}
    assert named <= broken, f"promises not shown broken: {sorted(named - broken)}"
    surplus = broken - named - {promise for other in group for promise in perhaps_broken(other, layers_of(row))}
    assert not surplus, f"promises shown broken that no row names: {sorted(surplus)}"

    threshold = Gate().threshold
    blocks = any(c.outcome is Outcome.FAILED and c.severity.at_least(threshold) for c in report.checks)
    assert (report.verdict == "NO-GO") is blocks, report.reasons
