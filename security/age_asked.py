"""The age gate as it is declared, and the page that asks."""

from __future__ import annotations

from dataclasses import dataclass

from prodworthy.api import AgeGate, Exchange


@dataclass(frozen=True, slots=True)
class Gateway:
    """The declared gate, and the page that asks.

    Attributes:
        gate: as declared; None where nothing is.
        asked: the page that asks; None where none is declared.
    """

    gate: AgeGate | None
    asked: Exchange | None
