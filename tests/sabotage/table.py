"""Which fault makes which checks fail: the proof that no check is a decoration.

The rows stand in one module for each layer, under `rows/`.
"""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import (
    access,
    age,
    browser,
    contracts,
    exposure,
    gates,
    guards,
    policy,
    product,
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
    *contracts.ROWS,
    *product.ROWS,
)

UNSEEN: dict[str, str] = {**gates.UNSEEN}
"""Faults of the demo that no check looks for, each with the reason. The demo's own tests show their defences."""
