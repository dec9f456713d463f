"""Which fault makes which checks fail: the proof that no check is a decoration.

The rows stand in one module for each layer, under `rows/`.
"""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import (
    access,
    accessibility,
    age,
    browser,
    contracts,
    dojopool,
    exposure,
    gates,
    grover,
    guards,
    mysoulmate,
    piggybong,
    policy,
    privacy,
    product,
    promised,
    sessions,
    smoke,
    transport,
    typed,
)

ROWS: tuple[Row, ...] = (
    *smoke.ROWS,
    *transport.ROWS,
    *policy.ROWS,
    *exposure.ROWS,
    *access.ROWS,
    *guards.ROWS,
    *sessions.ROWS,
    *typed.ROWS,
    *age.ROWS,
    *gates.ROWS,
    *browser.ROWS,
    *privacy.ROWS,
    *accessibility.ROWS,
    *contracts.ROWS,
    *product.ROWS,
    *promised.ROWS,
    *grover.ROWS,
    *mysoulmate.ROWS,
    *piggybong.ROWS,
    *dojopool.ROWS,
)

PROVEN_ELSEWHERE: dict[str, str] = {
    "contract.compatible": "tests/history/test_contract.py"
    "::test_a_breaking_change_is_told_by_the_run_that_comes_upon_it",
}
"""Checks that take more than the demo to fail, such as a server beside it, each with the test in which it does."""

UNSEEN: dict[str, str] = {**gates.UNSEEN}
"""Faults of the demo that no check looks for, each with the reason. The demo's own tests show their defences."""
