"""One row of the sabotage table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A planted fault and what it does to the suite's outcomes.

    Attributes:
        fault: the fault's name in the demo deployment.
        fails: ids of the checks that have to be FAILED.
        may_change: ids of checks whose outcome may differ from the healthy run's for a reason that is given in a comment
            at the row (they build on what the fault breaks). Every other check has to be as in the healthy run.
        unreachable: whether nothing else can be asked then: every other check has to be BLOCKED, or not to apply.
        layers: the layers whose checks the fault can reach at all; the quick run of the table leaves the others out.
    """

    fault: str
    fails: tuple[str, ...]
    may_change: tuple[str, ...] = ()
    unreachable: bool = False
    layers: tuple[str, ...] = ("smoke", "security")
