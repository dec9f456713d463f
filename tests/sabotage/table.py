"""Which fault makes which checks fail: the proof that no check is a decoration.

The rows stand in one module for each layer, under `rows/`.
"""

from __future__ import annotations

from tests.sabotage.row import Row
from tests.sabotage.rows import access, age, browser, contracts, exposure, policy, product, smoke, transport

ROWS: tuple[Row, ...] = (
    *smoke.ROWS,
    *transport.ROWS,
    *policy.ROWS,
    *exposure.ROWS,
    *access.ROWS,
    *age.ROWS,
    *browser.ROWS,
    *contracts.ROWS,
    *product.ROWS,
)

UNSEEN = {
    "google-signature-unchecked": "no target file can declare sign-in by another provider yet",
    "google-skips-gate": "no target file can declare sign-in by another provider yet",
    "graphql-admits-minor": "no target file can declare a second way to register yet",
}
"""Faults of the demo that no check looks for, each with the reason. The demo's own tests show their defences."""
