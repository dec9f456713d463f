"""What a run makes on its target: written down before it is made, and struck out once it is gone.

So a run that is killed leaves behind what it made, for the next run to remove.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from typing import Any, Protocol

_PATIENCE_S = 3.0
_LATE = "it did not answer in time"


class Ledger(Protocol):
    """Where what a run makes is written down."""

    def enter(self, kind: str, name: str, removal: Mapping[str, Any]) -> Future[int | None]:
        """Write down what is about to be made; the result, with or without a number, is there once that is done."""

    def strike(self, entry: Future[int | None]) -> None:
        """Strike an entry out: what it names is gone, or never came to be."""

    def give_up(self, reason: str) -> None:
        """Write nothing down any more."""


@dataclass(slots=True, eq=False)
class Creation:
    """Something that may exist on the target.

    Attributes:
        kind: such as `account`.
        name: what it is called there.
        gone: whether it is known not to exist any more.
        entry: where it is written down; None if it is not.
    """

    kind: str
    name: str
    gone: bool = False
    entry: Future[int | None] | None = field(default=None, repr=False)


class Creations:
    """Everything that a run has made or is about to make.

    Args:
        ledger: where it is written down; None: nowhere but in the run's own record.
        secret: the fingerprint of the secret that removing it takes.
    """

    def __init__(self, ledger: Ledger | None = None, secret: str = "") -> None:
        self._ledger = ledger
        self.secret = secret
        self._made: list[Creation] = []
        self.changes = 0
        """How often something came or went so far."""

    async def begin(self, kind: str, name: str, **removal: Any) -> Creation:
        """Write down what is about to be made, and wait until it is: at most some seconds, whatever the ledger does.

        Args:
            kind: such as `account`.
            name: what it will be called; no secret.
            removal: what has to be known to remove it, as JSON values; no secret either.
        """
        creation = self._entered(kind, name, removal)
        if creation.entry is not None and not creation.entry.done():
            await asyncio.wait([asyncio.wrap_future(creation.entry)], timeout=_PATIENCE_S)
            self._demand(creation)
        return creation

    def begin_now(self, kind: str, name: str, **removal: Any) -> Creation:
        """Do the same as `begin` where waiting is not to be had."""
        creation = self._entered(kind, name, removal)
        if creation.entry is not None:
            wait_for([creation.entry], timeout=_PATIENCE_S)
            self._demand(creation)
        return creation

    def end(self, creation: Creation) -> None:
        """Strike it out: it is gone, or never came to be."""
        if creation.gone:
            return
        creation.gone = True
        self.changes += 1
        if creation.entry is not None and self._ledger is not None:
            self._ledger.strike(creation.entry)

    def standing(self) -> list[str]:
        """Return the names of what may exist now."""
        return [f"{one.kind} {one.name}" for one in list(self._made) if not one.gone]

    def _entered(self, kind: str, name: str, removal: Mapping[str, Any]) -> Creation:
        creation = Creation(kind, name)
        self._made.append(creation)
        self.changes += 1
        if self._ledger is not None:
            creation.entry = self._ledger.enter(kind, name, removal)
        return creation

    def _demand(self, creation: Creation) -> None:
        if self._ledger is not None and creation.entry is not None and not creation.entry.done():
            self._ledger.give_up(_LATE)
