"""One run of the suite, from pytest's hooks."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from prodworthy.facts.catalogue import LAYERS, Catalogue, Check, Footprint, Severity
from prodworthy.facts.outcome import Interrupted
from prodworthy.plugin import browsing, collecting, fixtures, own_checks, safety, terms
from prodworthy.plugin.active import Active
from prodworthy.plugin.console import Console
from prodworthy.plugin.keys import ACTIVE, ITEM, PARTS
from prodworthy.plugin.observation import Observation, Phase, declared_observations
from prodworthy.plugin.plan import write_catalogue, write_plan
from prodworthy.plugin.retrying import Retrying
from prodworthy.plugin.setting import Setting, is_ours


def configure(config: pytest.Config) -> None:
    """Take part in a pytest run that is configured for our layers."""
    config.pluginmanager.register(fixtures, "prodworthy-fixtures")
    config.pluginmanager.register(browsing, "prodworthy-browsing")
    kinds = {"layer": LAYERS, "severity": tuple(Severity), "footprint": tuple(Footprint)}
    for kind, names in kinds.items():
        for name in names:
            config.addinivalue_line("markers", f"{name}: checks of this {kind}")
    config.pluginmanager.register(Session(config), "prodworthy-session")


class Session:
    """pytest's hooks: which checks there are, which of them run, and what pytest is told of them.

    Args:
        config: pytest's configuration.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._began = time.monotonic()
        self._config = config
        self._layers = [config.rootpath / name for name in config.getini("prodworthy_layers")]
        self._catalogue = Catalogue()
        self._known: dict[str, Observation] = {}
        self._collected = 0
        self._checks: dict[str, Check] = {}
        self._setting = Setting(config) if is_ours(config, self._layers) else None
        if self._setting is not None:
            gc.disable()  # what is loaded stays: looking through it for garbage, now and later, is a tenth of a run
        declared = self._setting.own_checks if self._setting is not None else []
        self._own = [own_checks.usable(Path(folder)) for folder in (*config.option.own_checks, *declared)]
        self._active: Active | None = None
        self._console = Console(config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Take over the terminal before pytest says its first word."""
        if self._setting is not None:
            self._console.begin()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Hold the checks against the rules of a catalogue, mark them for `-m`, and order them."""
        items += self._own_items(session)
        found = collecting.checks_of(items, self._layers, self._own)
        self._catalogue = collecting.catalogue_of(found)
        self._known = declared_observations()
        self._collected = len(found)
        for item, declared in found:
            for mark in (declared.layer, declared.severity, declared.footprint):
                item.add_marker(str(mark))
        mine = {id(item) for item, _ in found}
        others = [item for item in items if id(item) not in mine]
        items[:] = others + collecting.in_order(found, self._layers, self._known)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start the observations that the selected checks need."""
        if self._setting is not None:
            gc.freeze()
            gc.enable()
        found = collecting.checks_of(session.items, self._layers, self._own)
        self._checks = {item.nodeid: declared for item, declared in found}
        # A module that cannot be collected ends the run before it begins, and so does a mistake in the selection, after
        # which pytest finishes its collection all the same.
        if self._setting is None or not found or session.testsfailed or sys.exc_info()[0] is not None:
            return
        self._setting.arrive()
        active = Active(self._setting, self._known, self._began)
        self._config.stash[ACTIVE] = self._active = active
        active.recorder.selection = self._selection(len(found))
        wanted: set[str] = set()
        for item, declared in found:
            used = collecting.observations_used(item, self._known)
            collecting.demand_honest_footprint(item, declared, active.observing, used)
            collecting.bound_in_time(item, declared, active.remaining)
            active.item(item, declared)
            if safety.left_out(declared, self._setting.target, self._setting.run) is None:
                wanted.update(name for name in used if active.observing.phase(name) < Phase.FUZZING)
        if not session.config.option.plan:
            self._console.expect(len(found), active.observing)
            self._config.pluginmanager.register(Retrying(active), "prodworthy-retrying")
            self._setting.begin()
            # What pytest shows of a failure is replaced: it need not parse the sources for that.
            self._config.option.tbstyle = "native"
            active.start(wanted)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Show the plan or the catalogue in place of running, if that was asked for."""
        option = session.config.option
        if option.list_checks:
            write_catalogue(self._catalogue, Path(option.list_checks))
            return True
        if option.plan and self._active is not None:
            write_plan(session.items, self._checks, self._active.setting, self._active.observing)
            return True
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Go on with a check only if it may run, applies, and the target can be asked at all."""
        declared = self._checks.get(item.nodeid)
        if declared is None or self._active is None:
            return
        self._console.turn(declared)
        item.stash[ITEM].started = time.time()
        if self._active.interrupted:
            raise Interrupted(self._active.interrupted)
        setting = self._active.setting
        if (reason := safety.left_out(declared, setting.target, setting.run)) is not None:
            raise reason
        setting.run.turns.setdefault(declared.layer, time.monotonic())
        if "arrival" in collecting.observations_used(item, self._known):
            return
        if (obstacle := self._active.observing.gated()) is not None:
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
        if self._active is None or ITEM not in item.stash:
            return report
        error = call.excinfo.value if call.excinfo is not None else None
        if call.when == "call" or error is not None:
            terms.translate(report, self._active.judge(item, error, call))
        if call.when == "teardown":
            self._console.done(item.stash[ITEM])
            self._active.save()
        return report

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Show an unproven check as an error, never as green."""
        return terms.status(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Clean up after the run, write its record and outputs, and say the verdict."""
        try:
            self._finish(session, int(exitstatus))
        finally:
            self._console.end()
            if self._setting is not None:
                self._setting.leave()

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Leave no folder of a run that never began, now that all who write into it have."""
        if self._setting is not None:
            self._setting.discard()

    def _own_items(self, session: pytest.Session) -> list[pytest.Item]:
        """Return the tests of the team's own folders that belong to the layers which are run as a whole."""
        asked = [(self._config.invocation_params.dir / word).resolve() for word in self._config.args]
        whole = {layer.name for layer in self._layers for place in asked if layer.is_relative_to(place)}
        items = collecting.checks_of(own_checks.collect(session, self._own), (), self._own) if whole else []
        return [item for item, declared in items if declared.layer in whole]

    def _finish(self, session: pytest.Session, exitstatus: int) -> None:
        if self._setting is None or session.config.option.plan:
            return
        if exitstatus == int(pytest.ExitCode.USAGE_ERROR):
            return  # pytest itself says what was wrong
        if exitstatus == int(pytest.ExitCode.INTERNAL_ERROR) or self._broke_off(exitstatus):
            self._console.broke()
            return
        if self._active is None:
            self._console.complain(f"no check was selected{self._selected_by()}; `prodworthy list` shows what there is")
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
            return
        active = self._active
        if exitstatus == int(pytest.ExitCode.INTERRUPTED):
            active.give_up("the run was interrupted")
        elif session.shouldfail or session.shouldstop:
            active.interrupted = active.interrupted or "the run was told to stop at the first failure"
        whole = len(self._checks) == self._collected and not self._missing_layers()
        report = active.finish([check.id for check in self._catalogue] if whole else ())
        self._console.verdict(report, active.setting.folder)
        if exitstatus != int(pytest.ExitCode.INTERRUPTED):
            session.exitstatus = report.exit_code
        if active.setting.embedded is not None and session.config.option.demo_keep:
            self._console.keep(active.setting.embedded)

    def _broke_off(self, exitstatus: int) -> bool:
        """Whether the run ended before it was under way, for example because a test module cannot be imported."""
        return self._active is None and exitstatus == int(pytest.ExitCode.INTERRUPTED)

    def _missing_layers(self) -> list[str]:
        present = {declared.layer for declared in self._checks.values()}
        return [folder.name for folder in self._layers if folder.is_dir() and folder.name not in present]

    def _selection(self, selected: int) -> str:
        present = sorted({declared.layer for declared in self._checks.values()})
        words = [f"layers {', '.join(present)} only"] if self._missing_layers() else []
        if selected < self._collected or self._selected_by():
            words.append(f"{selected} {'check' if selected == 1 else 'checks'}{self._selected_by()}")
        return "; ".join(words)

    def _selected_by(self) -> str:
        option = self._config.option
        given = [
            f"-k {option.keyword!r}" if option.keyword else "",
            f"-m {option.markexpr!r}" if option.markexpr else "",
            "--lf" if getattr(option, "lf", False) else "",
        ]
        words = " ".join(word for word in given if word)
        return f" by {words}" if words else ""
