"""A run that is under way: its resources, its record, and how it ends."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Collection, Mapping
from contextlib import suppress

import pytest

from prodworthy.facts.catalogue import Check
from prodworthy.facts.outcome import Interrupted
from prodworthy.facts.record import CheckRecord, RunReport
from prodworthy.plugin import collecting, judging
from prodworthy.plugin.arrival import Arrival
from prodworthy.plugin.items import Item
from prodworthy.plugin.keys import ITEM, PARTS
from prodworthy.plugin.observation import Observation
from prodworthy.plugin.recorder import STILL_RUNNING, Recorder
from prodworthy.plugin.remembering import Remembering
from prodworthy.plugin.resources import Resources
from prodworthy.plugin.setting import Setting
from prodworthy.reporting.outputs import write_outputs, write_record

_SAVE_EVERY_S = 1.0


class Active:
    """A run from the end of its collection on.

    Args:
        setting: its circumstances.
        known: all declared observations.
        began: when the run began, on the monotonic clock.
    """

    def __init__(self, setting: Setting, known: Mapping[str, Observation], began: float) -> None:
        self.setting = setting
        self.interrupted = ""
        self.resources = Resources(setting, known)
        self.observing = self.resources.observing
        self.recorder = Recorder(setting.run, setting.target, setting.folder, setting.phase)
        self._remembering = Remembering(setting.recording, setting.run.redactor.text)
        self._began = began
        self._saving = threading.Lock()
        self._saved = 0.0
        self._changes_saved = 0
        self._is_over = threading.Event()
        self._saver = threading.Thread(target=self._keep_saved, name="saving", daemon=True)
        self._timer: threading.Timer | None = None

    def remaining(self) -> float:
        """Return the seconds that are left of the run's deadline; infinite where there is none."""
        return max(0.0, self.setting.deadline_s - (time.monotonic() - self._began))

    def start(self, observations: Collection[str]) -> None:
        """Start the observations, and listen for what ends the run early: its deadline, and SIGTERM."""
        if self.setting.deadline_s != float("inf"):
            self._timer = threading.Timer(self.remaining(), self._too_late)
            self._timer.daemon = True
            self._timer.start()
        self._write()
        self._saver.start()
        if threading.current_thread() is threading.main_thread():
            # Jobs in the background of a shell inherit a Ctrl-C that is ignored, and pipelines start such.
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.default_int_handler)
        self.resources.start(observations)
        self._remembering.ask(self.report(()))
        self._remembering.ask_for_promises(self.setting.target, self.setting.run.started)

    def judge(self, item: pytest.Item, error: BaseException | None, call: pytest.CallInfo[None]) -> CheckRecord:
        """Settle what a check found out, and return its record.

        Args:
            item: the check's item.
            error: what it, or a fixture of it, raised; None if nothing.
            call: the phase in which that was.
        """
        own = item.stash[ITEM]
        in_body = call.when == "call"
        own.judgement = judging.judge_call(own.check, error, own.evidence, in_body=in_body)
        parts = item.stash.get(PARTS, None)
        own.parts = parts.parts if parts is not None else []
        used = collecting.observations_used(item, self.observing.known)
        waited = max([self.observing.elapsed(name) for name in used], default=0.0)
        own.duration_s = waited + (call.duration if in_body else 0.0)
        values: dict[str, object] = getattr(item, "funcargs", {})
        own.evidence.gather(values[name] for name in used if name in values)
        return self.recorder.record_of(own)

    def item(self, item: pytest.Item, declared: Check) -> Item:
        """Return the record's item for a test item."""
        item.stash[ITEM] = self.recorder.item(item.nodeid, declared, item.name)
        return item.stash[ITEM]

    def report(self, known: Collection[str], interrupted: str = "") -> RunReport:
        """Return the record as it stands.

        Args:
            known: the ids of all checks there are.
            interrupted: why the run has not come to its end, if nothing has ended it early.
        """
        self.recorder.requests = self.resources.http.sent
        self.recorder.arrival = self._arrival()
        self.recorder.unanswered = self.observing.unanswered
        return self.recorder.report(interrupted=self.interrupted or interrupted, known=known)

    def save(self) -> None:
        """Write the record as it stands, so that a killed run leaves one; not more often than once a second."""
        if time.monotonic() - self._saved >= _SAVE_EVERY_S:
            self._write()

    def _keep_saved(self) -> None:
        """Save also while a check waits for what makes something on the target: a killed run must name that."""
        while not self._is_over.wait(_SAVE_EVERY_S):
            if self.resources.creations.changes != self._changes_saved:
                with suppress(OSError, RuntimeError):  # what changes while it is looked at is looked at again
                    self.save()

    def _write(self) -> None:
        with self._saving:
            if self._is_over.is_set():
                return
            self._saved = time.monotonic()
            self._changes_saved = self.resources.creations.changes
            standing = self.resources.creations.standing()
            self.recorder.leftovers = [f"{name}: not removed when this was written" for name in standing]
            write_record(self.report((), STILL_RUNNING), self.setting.folder)

    def finish(self, known: Collection[str]) -> RunReport:
        """Remove what the run made, end its observations, write its outputs, and return its record."""
        if self._timer is not None:
            self._timer.cancel()
        if not self.interrupted:
            self.observing.finished()
        self.observing.end(Interrupted("the run ended first"))  # what is under way would find its connections closed
        leftovers = self.resources.clean_up()
        self.observing.stop()
        with self._saving:
            self._is_over.set()
        self._saver.join()
        self.recorder.leftovers = leftovers
        self.recorder.tallies, self.recorder.no_history = self._remembering.tallies()
        report = self.report(known)
        self._remembering.add(report, self.setting.folder)
        report.notes += map(self.setting.run.redactor.text, self.resources.notes)
        write_outputs(report, self.setting.folder)
        if self._remembering.conclude(report):
            write_outputs(report, self.setting.folder)
        report.notes += self.setting.conclude()
        return report

    def give_up(self, reason: str) -> None:
        """End the run's observations now, for that reason unless there was one before."""
        self.interrupted = self.interrupted or reason
        self.observing.end(Interrupted(self.interrupted))

    def _arrival(self) -> Arrival | None:
        found = self.observing.value_if_done("arrival")
        return found if isinstance(found, Arrival) else None

    def _too_late(self) -> None:
        self.give_up(f"the run's deadline of {self.setting.deadline_s:g} s passed")
