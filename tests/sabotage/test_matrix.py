"""Every fault makes its checks fail, and no others; every check has been seen to fail.

With SABOTAGE=whole each fault is planted alone and all layers run; with SABOTAGE=alone only those that it can reach.
Without, faults that touch different checks are planted together, and only the layers that they can reach run: the same
rows in a tenth of the time.
"""

from __future__ import annotations

import pytest

from prodworthy.outcome import Outcome
from prodworthy.record import RunReport
from prodworthy.target.models import Gate
from tests.sabotage.conftest import GROUP_OF, Matrix, faults_beside, layers_of
from tests.sabotage.row import Row
from tests.sabotage.table import ROWS

_HEALTHY = {Outcome.PASSED, Outcome.NOT_APPLICABLE}


def outcomes(report: RunReport) -> dict[str, Outcome]:
    return {check.id: check.outcome for check in report.checks}


def explained(report: RunReport, ids: set[str]) -> str:
    return "\n".join(f"{c.id}: {c.outcome}: {c.summary}" for c in report.checks if c.id in ids)


@pytest.mark.parametrize("row", ROWS, ids=[row.fault for row in ROWS])
def test_a_fault_fails_its_checks_and_no_others(row: Row, matrix: Matrix) -> None:
    healthy = matrix.submit(row.product, (), layers_of(row)).result()
    report = matrix.submit(row.product, faults_beside(row), layers_of(row)).result()
    before, after = outcomes(healthy), outcomes(report)

    unhealthy = {check_id for check_id, outcome in before.items() if outcome not in _HEALTHY}
    assert not unhealthy, f"without a fault:\n{explained(healthy, unhealthy)}"

    missed = {check_id for check_id in row.fails if after.get(check_id) is not Outcome.FAILED}
    assert not missed, f"not caught:\n{explained(report, missed)}"

    expected = {check_id for other in GROUP_OF[row.fault] for check_id in other.touched}
    if row.unreachable:
        expected |= {check_id for check_id, outcome in after.items() if outcome is Outcome.BLOCKED}
    strays = {
        check_id for check_id, outcome in after.items() if check_id not in expected and outcome != before[check_id]
    }
    assert not strays, f"cried as well:\n{explained(report, strays)}"

    if row.breaks is not None:
        beside = {promise for other in GROUP_OF[row.fault] for promise in other.breaks or ()}
        assert {promise.id for promise in report.promises if promise.answer == "broken"} == beside

    threshold = Gate().threshold
    blocks = any(c.outcome is Outcome.FAILED and c.severity.at_least(threshold) for c in report.checks)
    assert (report.verdict == "NO-GO") is blocks, report.reasons
