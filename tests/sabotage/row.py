"""One row of the sabotage table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A planted fault and what it does to the suite's outcomes.

    Attributes:
        fault: the fault's name in the demo deployment.
        fails: ids of the checks that have to be FAILED, or of their parts: `smoke.journeys#sign-up`.
        may_change: ids of checks, or of parts, whose outcome may differ from the healthy run's for a reason given in a
            comment at the row (they build on what the fault breaks). Every other check has to be as in the healthy run.
        unreachable: whether nothing else can be asked then: every other check has to be BLOCKED, or not to apply.
        alone: whether the fault reaches so far that no other can be planted beside it.
        layers: the layers whose checks the fault can reach at all; the quick run of the table leaves the others out.
        product: the product of the demo that it is planted in.
        breaks: ids of the promises that are shown broken then, and no others.
        at_random: whether it strikes now here, now there: then the promises behind what may change may be shown broken
            as well.
    """

    fault: str
    fails: tuple[str, ...]
    may_change: tuple[str, ...] = ()
    unreachable: bool = False
    alone: bool = False
    layers: tuple[str, ...] = ("smoke", "security")
    product: str = "balloond"
    breaks: tuple[str, ...] = ()
    at_random: bool = False

    @property
    def touched(self) -> frozenset[str]:
        """The checks, or parts of checks, whose outcome the fault may change."""
        return frozenset(self.fails) | frozenset(self.may_change)

    def disturbs(self, other: Row) -> bool:
        """Return whether one touches what the other has to fail."""
        return _overlap(self.fails, other.touched) or _overlap(other.fails, self.touched)


def together(rows: Sequence[Row], most: int) -> list[tuple[Row, ...]]:
    """Return the rows in groups, such that a run with all faults of a group still tells them apart.

    No row of a group touches a check, or a part of one, that another one has to fail. Rows that stand near each other
    in the table are about one thing, so they are dealt out like cards, and meet in a group only with rows from far
    away.

    Args:
        rows: the rows.
        most: how many faults to plant at once, at the most.
    """
    groups = [(row,) for row in rows if row.alone or row.unreachable]
    for place in dict.fromkeys((row.product, row.layers) for row in rows):
        sociable = [row for row in rows if (row.product, row.layers) == place and not (row.alone or row.unreachable)]
        groups += _dealt(sociable, most)
    return groups


def _dealt(rows: Sequence[Row], most: int) -> list[tuple[Row, ...]]:
    hands: list[list[Row]] = [[] for _ in range(math.ceil(len(rows) / most))]
    for number, row in enumerate(rows):
        start = number % len(hands)
        for hand in (*hands[start:], *hands[:start]):
            if len(hand) < most and not any(other.disturbs(row) for other in hand):
                hand.append(row)
                break
        else:
            hands.append([row])
    return [tuple(hand) for hand in hands]


def _overlap(some: Iterable[str], others: Iterable[str]) -> bool:
    """Return whether both name the same check or part, or one of them a part of what the other names."""
    pairs = ((one, two) for one in some for two in others)
    return any(one == two or one == two.partition("#")[0] or one.partition("#")[0] == two for one, two in pairs)
