"""The ledger of a run: what it makes goes into the history, many entries at a time, before it is made."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from prodworthy.history.recording import Recording
from prodworthy.history.rows import EntryRow
from prodworthy.history.subject import Subject


class Bookkeeping:
    """Writes down what a run makes. While one batch is being written, the next one gathers.

    A ledger in trouble is given up: a run goes on without it, and says so.

    Args:
        recording: the way to the history.
        subject: the target and the place.
        run_id: the run.
        common: what every entry says of how to remove it.
    """

    def __init__(self, recording: Recording, subject: Subject, run_id: str, common: Mapping[str, Any]) -> None:
        self.problem = ""
        """Why nothing is written down any more; empty if all is well."""
        self._recording = recording
        self._subject = subject
        self._run_id = run_id
        self._common = common
        self._lock = threading.Lock()
        self._waiting: list[tuple[EntryRow, Future[int | None]]] = []
        self._struck: list[Future[int | None]] = []
        self._is_writing = False

    def enter(self, kind: str, name: str, removal: Mapping[str, Any]) -> Future[int | None]:
        """Write down what is about to be made; the result is there once that is done, and None if it cannot be."""
        written: Future[int | None] = Future()
        written.set_running_or_notify_cancel()  # who gives up waiting must not cancel it
        entry: EntryRow = {"kind": kind, "name": name, "removal": {**self._common, **removal}}
        with self._lock:
            if self.problem:
                written.set_result(None)
                return written
            self._waiting.append((entry, written))
        self._write()
        return written

    def strike(self, entry: Future[int | None]) -> None:
        """Strike an entry out, soon."""
        with self._lock:
            if self.problem:
                return
            self._struck.append(entry)
        self._write()

    def give_up(self, reason: str) -> None:
        """Write nothing down any more, for that reason unless there was one before."""
        with self._lock:
            self.problem = self.problem or reason
            waiting, self._waiting = self._waiting, []
        for _, written in waiting:
            written.set_result(None)

    def _write(self) -> None:
        """Hand on what has gathered, unless something is being written: then that goes on with it."""
        with self._lock:
            if self._is_writing or self.problem:
                return
            entries, self._waiting = self._waiting, []
            gone = [no for one in self._struck if one.done() and (no := one.result()) is not None]
            self._struck = [one for one in self._struck if not one.done()]
            if not entries and not gone:
                return
            self._is_writing = True
        if gone:
            settled = self._recording.settled(gone)
            if not entries:
                settled.add_done_callback(lambda done: self._written([], done))
        if entries:
            left = self._recording.leave(self._subject, self._run_id, [entry for entry, _ in entries])
            left.add_done_callback(lambda done: self._written([written for _, written in entries], done))

    def _written(self, waiting: list[Future[int | None]], done: Future[Any]) -> None:
        error = done.exception()
        numbers = done.result() if error is None and waiting else [None] * len(waiting)
        for written, number in zip(waiting, numbers, strict=True):
            written.set_result(number)
        if error is not None:
            self.give_up(str(error))
        with self._lock:
            self._is_writing = False
        self._write()
