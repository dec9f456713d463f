"""The smoke layer: which fault makes which checks fail."""

from __future__ import annotations

from tests.sabotage.row import Row

ROWS: tuple[Row, ...] = ()
