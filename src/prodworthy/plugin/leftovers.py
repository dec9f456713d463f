"""What earlier runs left on the target: removed by a run that may write, named by all others."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from prodworthy.facts.catalogue import Footprint
from prodworthy.history.recording import Recording, Unrecorded
from prodworthy.history.subject import Subject
from prodworthy.plugin.aliveness import Aliveness
from prodworthy.probes.journeys import JOURNEY
from prodworthy.probes.removing import Remover

AT_ONCE = 2  # few, so that they hardly take anything from the run's own request rate
MOST = 200  # in one run; the next one goes on
_PATIENCE_S = 5.0
_MOST_NAMED = 20

Entry = Mapping[str, Any]
"""The fields of `history.ledger.Leftover`, as JSON values."""


def has_stayed(ended: bool, removal: Mapping[str, Any], now: dt.datetime) -> bool:  # noqa: FBT001 - as it is kept
    """Return whether an entry's run has come to its end, so that what is open of it has stayed.

    Args:
        ended: whether the run is in the history.
        removal: what was written down with the entry.
        now: the time.
    """
    alive = Aliveness.read(removal.get("run", {}))
    return ended or alive is None or not alive.holds(now)


class Leftovers:
    """What runs that have ended left at this target and place.

    Args:
        recording: the way to the ledger.
        subject: the target and the place.
        remover: removes it.
    """

    def __init__(self, recording: Recording, subject: Subject, remover: Remover) -> None:
        self._recording = recording
        self._remover = remover
        self._run = remover.run
        self._asked: Future[list[dict[str, Any]]] = recording.leftovers(subject)
        self._removed: Counter[tuple[str, str]] = Counter()
        self._not_removed: dict[tuple[str, str], list[str]] = {}

    async def remove(self) -> None:
        """Remove what there is, if this run may write, a little at a time."""
        if not Footprint.WRITES.within(self._run.allowed):
            return
        stayed = await self._answered()
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(entry: Entry) -> None:
            async with turns:
                await self._remove(entry)

        for of_journeys in (True, False):  # what an account made is removed before the account is
            entries = [entry for entry in stayed[:MOST] if (entry["kind"] == JOURNEY) is of_journeys]
            await asyncio.gather(*map(one, entries))

    @property
    def notes(self) -> list[str]:
        """What was removed, and what another run could remove."""
        notes = [f"removed what earlier runs left: {self._in_words(self._removed)}"] if self._removed else []
        if not Footprint.WRITES.within(self._run.allowed) and self._asked.done() and not self._asked.exception():
            waiting = Counter((entry["run_id"], entry["kind"]) for entry in self._stayed(self._asked.result()))
            if waiting:
                what = self._in_words(waiting)
                notes.append(f"earlier runs left {what}: the next run with --allow writes removes that")
        return notes

    @property
    def left(self) -> list[str]:
        """What could not be removed, with the reason."""
        sentences = []
        for (run_id, reason), names in self._not_removed.items():
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            sentences.append(f"{', '.join(names[:_MOST_NAMED])}{more}: left by the run {run_id}; {reason}")
        return sentences

    async def _answered(self) -> list[Entry]:
        try:
            return self._stayed(await asyncio.wait_for(asyncio.wrap_future(self._asked), _PATIENCE_S))
        except (TimeoutError, Unrecorded):
            return []  # what is wrong with the history is told when the run is put in

    def _stayed(self, entries: list[dict[str, Any]]) -> list[Entry]:
        """Return the entries of runs that have ended, as far as they concern this very deployment."""
        now = dt.datetime.now(dt.UTC)
        stayed: list[Entry] = []
        for entry in entries:
            removal = entry["removal"]
            if entry["run_id"] == self._run.id or not has_stayed(entry["ended"], removal, now):
                continue
            if removal.get("embedded"):
                self._recording.settled([entry["no"]])  # it went with the demo that its run had started
            elif removal.get("origin") == self._remover.target.origin:
                stayed.append(entry)
        return stayed

    async def _remove(self, entry: Entry) -> None:
        run_id, kind, name = entry["run_id"], entry["kind"], entry["name"]
        removal = await self._remover.leftover(kind, name, entry["removal"])
        if not removal.gone:
            self._not_removed.setdefault((run_id, removal.reason), []).append(f"{kind} {name}")
            return
        self._recording.settled([entry["no"]])
        if removal.existed:
            self._removed[run_id, kind] += 1

    @staticmethod
    def _in_words(counted: Mapping[tuple[str, str], int]) -> str:
        return ", ".join(
            f"{number} {kind}{'s' if number > 1 else ''} of the run {run_id}"
            for (run_id, kind), number in sorted(counted.items())
        )
