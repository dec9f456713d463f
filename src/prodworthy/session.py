"""One run of the suite, from pytest's hooks."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from prodworthy import collecting, fixtures, judging, safety
from prodworthy.arrival import Arrival
from prodworthy.catalogue import Catalogue, Check
from prodworthy.console import Console
from prodworthy.keys import ITEM, PARTS, SESSION
from prodworthy.observing import Observation, Observing, Phase, declared_observations
from prodworthy.outcome import Inconclusive, Interrupted, NotApplicable, Outcome
from prodworthy.plan import write_catalogue, write_plan
from prodworthy.record import RunReport
from prodworthy.recorder import Item, Recorder
from prodworthy.reporting.outputs import write_outputs
from prodworthy.resources import Resources
from prodworthy.setting import Setting, is_ours

_SAVE_EVERY_S = 1.0


def configure(config: pytest.Config) -> None:
    """Take part in a pytest run that is configured for our layers."""
    config.pluginmanager.register(fixtures, "prodworthy-fixtures")
    for name in ("smoke", "e2e", "contract", "security"):
        config.addinivalue_line("markers", f"{name}: checks of this layer")
    for name in ("blocker", "major", "minor", "info"):
        config.addinivalue_line("markers", f"{name}: checks of this severity")
    for name in ("reads", "writes", "stresses"):
        config.addinivalue_line("markers", f"{name}: checks of this footprint")
    session = Session(config)
    config.stash[SESSION] = session
    config.pluginmanager.register(session, "prodworthy-session")


class Session:
    """One run: it knows the setting, starts the observations, and makes the record of what pytest reports."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.layers = [config.rootpath / name for name in config.getini("prodworthy_layers")]
        self.catalogue = Catalogue()
        self.checks: dict[str, Check] = {}
        self.known: dict[str, Observation] = {}
        self.whole = 0
        self.setting: Setting | None = None
        self.console = Console(config)
        self._began = time.monotonic()
        self._saved = 0.0
        self._interrupted = ""
        self._timer: threading.Timer | None = None
        if is_ours(config, self.layers):
            self.setting = Setting(config)
            self.console.begin()

    # What fixtures hand out.

    @property
    def run(self) -> Any:
        """The run."""
        return self._active.run

    @property
    def target(self) -> Any:
        """The target."""
        return self._active.target

    @property
    def observing(self) -> Observing:
        """The observations."""
        return self.resources.observing

    @property
    def _active(self) -> Setting:
        if self.setting is None:
            raise pytest.UsageError("no target: pass --target NAME|PATH|URL or --url URL, or set PRODWORTHY_URL")
        return self.setting

    # Collection.

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Hold the checks against the rules of a catalogue, mark them for `-m`, and order them."""
        found = collecting.checks_of(items, self.layers)
        self.catalogue = collecting.catalogue_of(found)
        self.known = declared_observations()
        self.whole = len(found)
        for item, declared in found:
            for mark in (declared.layer, declared.severity, declared.footprint):
                item.add_marker(str(mark))
        mine = {id(item) for item, _ in found}
        others = [item for item in items if id(item) not in mine]
        items[:] = others + collecting.in_order(found, self.layers, self.known)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start the observations that the selected checks need."""
        found = collecting.checks_of(session.items, self.layers)
        self.checks = {item.nodeid: declared for item, declared in found}
        if self.setting is None or not found or session.config.option.collectonly:
            return
        self.setting.arrive()
        self.resources = Resources(self.setting, self.known)
        self.recorder = Recorder(
            self.setting.run, self.setting.target, self.setting.folder, self.setting.phase, self._selection(len(found))
        )
        wanted: set[str] = set()
        for item, declared in found:
            used = collecting.observations_used(item, self.known)
            collecting.demand_honest_footprint(item, declared, self.observing, used)
            collecting.bound_in_time(item, declared, self._remaining)
            item.stash[ITEM] = self.recorder.item(item.nodeid, declared, item.name)
            if self._left_out(declared) is None:
                wanted.update(name for name in used if self.observing.phase(name) < Phase.FUZZING)
        if session.config.option.plan:
            return
        self._listen_for_the_end()
        self.console.expect(len(found), self.observing)
        self.resources.start(wanted)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Show the plan or the catalogue in place of running, if that was asked for."""
        if session.config.option.list_checks:
            write_catalogue(self.catalogue, Path(session.config.option.list_checks))
            return True
        if session.config.option.plan and self.setting is not None:
            write_plan(session.items, self.checks, self.setting, self.observing, self._left_out)
            return True
        return None

    # Running.

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Go on with a check only if it may run, applies, and the target can be asked at all."""
        declared = self.checks.get(item.nodeid)
        if declared is None or self.setting is None:
            return
        self.console.turn(declared)
        item.stash[ITEM].started = time.time()
        if self._interrupted:
            raise Interrupted(self._interrupted)
        left_out = self._left_out(declared)
        if left_out is not None:
            raise left_out
        if "arrival" not in collecting.observations_used(item, self.known):
            obstacle = self.observing.gated()
            if obstacle is not None:
                raise obstacle

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """Let a multi-part check take the outcome of its worst part."""
        yield
        parts = item.stash.get(PARTS, None)
        if parts is not None:
            parts.conclude()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn what pytest saw into an outcome of ours, and show that to pytest as what it is."""
        report = yield
        declared = self.checks.get(item.nodeid)
        if declared is None or self.setting is None or ITEM not in item.stash:
            return report
        own = item.stash[ITEM]
        error = call.excinfo.value if call.excinfo is not None else None
        if call.when == "call" or (error is not None and own.judgement is None):
            self._judge(item, own, error, call)
            self._show(report, own)
        elif error is not None:
            own.judgement = judging.judge_call(declared, error, own.evidence, in_body=False)
            self._show(report, own)
        if call.when == "teardown":
            self.console.done(own)
            self._save()
        return report

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Show an unproven check as an error, never as green."""
        record = getattr(report, "prodworthy", None)
        if record is not None and record.outcome in {Outcome.UNMEASURED, Outcome.BLOCKED}:
            return "error", "E", str(record.outcome)
        return None

    # The end.

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Clean up after the run, write its record and outputs, and say the verdict."""
        if self._timer is not None:
            self._timer.cancel()
        if self.setting is None:
            return
        try:
            self._finish(session, exitstatus)
        finally:
            self.console.end()
            self.setting.leave()

    def _finish(self, session: pytest.Session, exitstatus: int) -> None:
        setting = self._active
        shown = session.config.option
        if shown.collectonly or shown.plan or shown.list_checks or exitstatus in {3, 4}:
            return
        if not self.checks:
            if exitstatus in {0, int(pytest.ExitCode.NO_TESTS_COLLECTED)}:
                self.console.complain(
                    f"no check was selected{self._selected_by()}; prodworthy list shows what there is"
                )
                session.exitstatus = pytest.ExitCode.USAGE_ERROR
            return
        if not hasattr(self, "recorder"):
            return
        if exitstatus == int(pytest.ExitCode.INTERRUPTED):
            self._interrupted = self._interrupted or "the run was interrupted"
        elif session.shouldfail or session.shouldstop:
            self._interrupted = self._interrupted or "the run was told to stop early (-x)"
        self.recorder.leftovers = self.resources.clean_up()
        self.recorder.unanswered = list(self.observing.unanswered)
        self.observing.stop()
        report = self._report()
        write_outputs(report, setting.folder)
        setting.point_latest()
        self.console.verdict(report, setting.folder)
        if exitstatus != int(pytest.ExitCode.INTERRUPTED):
            session.exitstatus = report.exit_code
        if setting.embedded is not None and shown.demo_keep:
            self.console.keep(setting.embedded)

    def _report(self) -> RunReport:
        self.recorder.requests = self.resources.http.sent
        whole = len(self.checks) == self.whole
        return self.recorder.report(
            interrupted=self._interrupted, known=[check.id for check in self.catalogue] if whole else ()
        )

    # Inside.

    def _judge(self, item: pytest.Item, own: Item, error: BaseException | None, call: pytest.CallInfo[None]) -> None:
        own.judgement = judging.judge_call(own.check, error, own.evidence, in_body=call.when == "call")
        parts = item.stash.get(PARTS, None)
        own.parts = parts.parts if parts is not None else []
        used = collecting.observations_used(item, self.known)
        own.duration_s = max([self.observing.elapsed(name) for name in used], default=0.0) + (
            call.duration if call.when == "call" else 0.0
        )
        values: dict[str, object] = getattr(item, "funcargs", {})
        own.evidence.gather(values[name] for name in used if name in values)
        if "arrival" in values and isinstance(values["arrival"], Arrival):
            self.recorder.arrival = values["arrival"]

    def _show(self, report: pytest.TestReport, own: Item) -> None:
        """Make pytest's report say what the outcome is in pytest's own terms."""
        record = self.recorder.record_of(own)
        report.prodworthy = record  # type: ignore[attr-defined]  # read back by the terminal and the technical log
        match record.outcome:
            case Outcome.PASSED:
                return
            case Outcome.WITHHELD | Outcome.NOT_APPLICABLE:
                report.outcome = "skipped"
                report.longrepr = (own.check.source.rpartition(":")[0], 0, f"{record.outcome}: {record.summary}")
            case Outcome.WAIVED:
                report.outcome = "skipped"
                report.wasxfail = f"waived until {(record.waiver or {}).get('expires')}: {record.summary}"
            case _:
                report.outcome = "failed"
                report.longrepr = f"{record.outcome}: {record.summary}"

    def _left_out(self, declared: Check) -> Inconclusive | None:
        setting = self._active
        missing = safety.missing_capability(declared, setting.target)
        if missing:
            return NotApplicable(missing)
        reason = safety.withheld(declared, declared.footprint, setting.target, setting.run)
        if reason:
            answer = Inconclusive(reason)
            answer.outcome = Outcome.WITHHELD
            return answer
        return None

    def _save(self) -> None:
        """Write the record as it stands, so that a killed run leaves one; not more often than once a second."""
        now = time.monotonic()
        if now - self._saved < _SAVE_EVERY_S:
            return
        self._saved = now
        standing = self._interrupted
        self._interrupted = standing or "the run was still under way when this was written"
        try:
            text = self._report().to_json()
        finally:
            self._interrupted = standing
        unfinished = self._active.folder / ".run.json.unfinished"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(self._active.folder / "run.json")

    def _remaining(self) -> float:
        return max(0.0, self._active.deadline_s - (time.monotonic() - self._began))

    def _listen_for_the_end(self) -> None:
        """End in good order at the run's deadline and on SIGTERM."""
        setting = self._active
        if setting.deadline_s != float("inf"):
            self._timer = threading.Timer(self._remaining(), self._too_late)
            self._timer.daemon = True
            self._timer.start()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))

    def _too_late(self) -> None:
        self._interrupted = f"the run's deadline of {self._active.deadline_s:g} s passed"
        self.observing.end(Interrupted(self._interrupted))

    def _selection(self, selected: int) -> str:
        present = {declared.layer for declared in self.checks.values()}
        missing = [folder.name for folder in self.layers if folder.is_dir() and folder.name not in present]
        words = [f"layers {', '.join(sorted(present))} only"] if missing else []
        if selected < self.whole or self._selected_by():
            words.append(f"{selected} checks{self._selected_by()}")
        return "; ".join(words)

    def _selected_by(self) -> str:
        option = self.config.option
        words = [
            f"-k {option.keyword!r}" if option.keyword else "",
            f"-m {option.markexpr!r}" if option.markexpr else "",
            "--lf" if getattr(option, "lf", False) else "",
        ]
        given = " ".join(word for word in words if word)
        return f" by {given}" if given else ""
