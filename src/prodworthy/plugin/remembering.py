"""A run and the history: what was different the last time, and putting the run in; at no price for the verdict."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from prodworthy.facts.changes import Earlier, compare
from prodworthy.facts.record import RunReport
from prodworthy.history.recording import Recording, Unrecorded, answer
from prodworthy.history.rows import TallyRow
from prodworthy.history.subject import Subject
from prodworthy.plugin.over_runs import bounds_of, questions
from prodworthy.target import HistoryBound, Target

PATIENCE_S = 2.0
_LEAST_S = 0.05


class Remembering:
    """The history's part in one run.

    Args:
        recording: the way to the history; None if none is kept.
        redact: makes what went wrong fit to be written down.
    """

    def __init__(self, recording: Recording | None, redact: Callable[[str], str]) -> None:
        self._recording = recording
        self._redact = redact
        self._earlier: Future[Earlier | None] | None = None
        self._tallies: Future[list[TallyRow]] | None = None
        self._bounds: list[HistoryBound] = []
        self._added: Future[bool] | None = None
        self._give_up_at = 0.0
        self._not_compared = ""

    def ask(self, report: RunReport) -> None:
        """Ask for the run before, once it is known what this run is about, so that the answer is there at its end."""
        if self._recording is not None:
            self._earlier = self._recording.earlier(report)

    def ask_for_promises(self, target: Target, now: dt.datetime) -> None:
        """Ask for what runs until now tell of the bounds that promises have over a window."""
        self._bounds = bounds_of(target)
        if self._bounds and self._recording is not None:
            subject = Subject.of(target.name, target.base_url)
            self._tallies = self._recording.tallies(subject, questions(self._bounds, now))

    def tallies(self) -> tuple[dict[HistoryBound, TallyRow], str]:
        """Return what runs so far tell of the promises' bounds; or nothing, and why the history cannot tell."""
        if self._recording is None:
            return {}, "no history is kept of this run"
        if self._tallies is None:
            return {}, ""
        try:
            told = answer(self._tallies, PATIENCE_S)
        except Unrecorded as problem:
            return {}, self._redact(f"the history cannot tell: {problem}")
        return dict(zip(self._bounds, told, strict=True)), ""

    def add(self, report: RunReport, folder: Path) -> None:
        """Note in the record what is different from the run before, and begin to put the run in."""
        if self._recording is None:
            return
        self._give_up_at = time.monotonic() + PATIENCE_S
        try:
            if self._earlier is not None:
                report.changes = compare(report, answer(self._earlier, self._left()))
        except Unrecorded as problem:
            self._not_compared = str(problem)
        self._added = self._recording.add(report, folder.name)

    def conclude(self, report: RunReport) -> bool:
        """Wait for the run to be in; return whether something went wrong that is now noted in the record.

        It takes no longer than the patience that began with `add`.
        """
        if self._recording is None or self._added is None:
            return False
        note = f"this run is not compared with the one before: {self._not_compared}" if self._not_compared else ""
        try:
            answer(self._added, self._left())
        except Unrecorded as problem:
            note = f"this run is not in the history: {problem}"
            self._recording.close(give_up=True)
        self._recording.close()
        if note:
            report.notes.append(self._redact(note))
        return bool(note)

    def _left(self) -> float:
        return max(_LEAST_S, self._give_up_at - time.monotonic())
