"""What a run was told on its command line: which target, what it may do, where its outputs go."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from prodworthy.embedded import Embedded, EmbeddedError
from prodworthy.facts.catalogue import Footprint
from prodworthy.facts.credentials import Credentials
from prodworthy.facts.durations import seconds
from prodworthy.facts.running import Run
from prodworthy.history.place import VARIABLE as HISTORY_VARIABLE
from prodworthy.history.place import Place, place_of
from prodworthy.history.recording import Recording
from prodworthy.plugin import run_folder
from prodworthy.plugin.recorder import STILL_RUNNING, Recorder
from prodworthy.plugin.safety import allowed_footprint
from prodworthy.plugin.technical_log import TechnicalLog
from prodworthy.probes.trust import demand_usable
from prodworthy.target.errors import TargetError
from prodworthy.target.loading import GENERIC, LoadedTarget, load_target

URL_VARIABLE = "PRODWORTHY_URL"


def is_ours(config: pytest.Config, layers: Sequence[Path]) -> bool:
    """Return whether this pytest run is about to run checks: its arguments reach a layer, and it is to run at all."""
    option = config.option
    if option.collectonly or option.list_checks or option.help or option.version:
        return False
    places = [(config.invocation_params.dir / argument.partition("::")[0]).resolve() for argument in config.args]
    return any(
        place.is_relative_to(layer) or layer.is_relative_to(place) for place in places for layer in layers
    ) and not getattr(option, "fixtures", False)


class Setting:
    """The circumstances of a run.

    Args:
        config: pytest's configuration.

    Raises:
        pytest.UsageError: if the options name no target that can be used.
    """

    def __init__(self, config: pytest.Config) -> None:
        option = config.option
        if getattr(option, "numprocesses", None):
            raise pytest.UsageError("prodworthy observes concurrently by itself; leave -n out")
        self.phase: str = option.phase
        self.deadline_s = _duration(option.deadline, "--deadline") or float("inf")
        self.embedded = self._demo(config)
        self._url = option.url or ("" if option.target else os.environ.get(URL_VARIABLE, ""))
        self._name = option.target or option.demo or (GENERIC if self._url else "")
        if not self._name:
            raise pytest.UsageError(f"no target: pass --target NAME|PATH|URL or --url URL, or set {URL_VARIABLE}")
        if self.embedded is not None and option.url:
            raise pytest.UsageError("--demo starts a deployment of its own; leave --url out")
        self._keep: int = _count(option.keep_runs, "--keep-runs")
        self.run = Run(
            credentials=_credentials(),
            wait_ready_s=_duration(option.wait_ready, "--wait-ready"),
            expect_version=option.expect_version,
            phase=self.phase,
            embedded=self.embedded is not None,
        )
        self._elsewhere = _elsewhere(option)
        self._asked = _footprint(option.allow)
        self._asked_opt_in = "opt-in" in option.allow
        loaded = self._load({})
        self.target = loaded.target
        self.own_checks = loaded.own_checks
        for secret in (self.run.credentials.declared, *loaded.secrets):
            self.run.redactor.learn(secret)
        self.folder = Path()
        self._has_begun = False
        self.recording: Recording | None = None
        history = _history(option.history, Path(option.output))
        if not option.plan:
            self.folder = self._new_folder(Path(option.output))
            option.htmlpath = str(self.folder / "technical.html")
            option.self_contained_html = True
            config.pluginmanager.register(TechnicalLog(self.target.name, self.run.redactor.text), "prodworthy-log")
            if history is not None:
                for secret in history.secrets:
                    self.run.redactor.learn(secret)
                self.recording = Recording(history)
        if self.embedded is not None:
            self.embedded.begin()

    def arrive(self) -> None:
        """Settle where the target is, now that an embedded deployment has had time to start.

        Raises:
            pytest.UsageError: if it did not start, or the target cannot be used.
        """
        overrides: dict[str, Any] = {}
        if self.embedded is not None:
            try:
                self.embedded.ready()
            except EmbeddedError as error:
                raise pytest.UsageError(str(error)) from None
            overrides = self.embedded.overrides()
        loaded = self._load(overrides)
        self.target = loaded.target
        for secret in loaded.secrets:
            self.run.redactor.learn(secret)
        try:
            demand_usable(self.target.reach)
        except ValueError as error:
            raise pytest.UsageError(f"{loaded.path}: {error}") from None
        if not self.target.base_url:
            raise pytest.UsageError(f"{loaded.path.name}: base_url is not declared; pass --url or set {URL_VARIABLE}")
        self.run.allowed = allowed_footprint(self.target, self._asked, embedded=self.run.embedded)
        self.run.opt_in = self.run.embedded or (self._asked_opt_in and self.target.gate.allow_opt_in)

    def leave(self) -> None:
        """End what the run started."""
        if self.recording is not None:
            self.recording.end()
        if self.embedded is not None:
            self.embedded.close()

    def begin(self) -> None:
        """Note that the run has begun: from here on, its folder stays."""
        self._has_begun = True

    def conclude(self) -> list[str]:
        """Let `latest` point to the run's folder, and make room for it; return what could not be removed."""
        run_folder.point_latest(self.folder, self.run.id)
        return run_folder.keep_newest(self.folder, self.target.name, self._keep)

    def discard(self) -> None:
        """Remove the run's folder if the run never began."""
        if self.folder != Path() and not self._has_begun:
            run_folder.discard(self.folder)

    def _load(self, overrides: dict[str, Any]) -> LoadedTarget:
        if self._url and "://" not in self._name:
            overrides = {"base_url": self._url, **overrides}
        try:
            if "realtime.url" in self._elsewhere and load_target(self._name, os.environ).target.realtime is None:
                raise pytest.UsageError("--ws-url: the target declares no [realtime]")
            return load_target(self._name, os.environ, overrides={**overrides, **self._elsewhere}, phase=self.phase)
        except TargetError as error:
            raise pytest.UsageError(str(error)) from None

    def _new_folder(self, output: Path) -> Path:
        run, target = self.run, self.target
        record = Recorder(run, target, Path(), self.phase).report(interrupted=STILL_RUNNING).to_json()
        try:
            return run_folder.make(output, run.started, target.name, run.id, record)
        except OSError as error:
            raise pytest.UsageError(f"--output {output}: {error.strerror or error}") from None

    @staticmethod
    def _demo(config: pytest.Config) -> Embedded | None:
        option = config.option
        if not option.demo:
            if option.demo_fault or option.demo_keep:
                raise pytest.UsageError("--demo-fault and --demo-keep go with --demo PRODUCT")
            return None
        root = config.rootpath if (config.rootpath / "demo" / "__main__.py").is_file() else None
        return Embedded(option.demo, option.demo_fault, root=root)


def _elsewhere(option: Any) -> dict[str, Any]:
    """Return what the command line says of where things are, by the key of target files that it replaces."""
    given = {
        "reach.connect_to": option.connect_to,
        "web.url": option.web_url,
        "realtime.url": option.ws_url,
        "delivery.url": option.cdn_url,
    }
    return {key: value for key, value in given.items() if value}


def _footprint(values: Sequence[str]) -> Footprint:
    asked = [Footprint(value) for value in values if value != "opt-in"]
    return max(asked, key=lambda footprint: footprint.rank, default=Footprint.READS)


def _history(asked: str, output: Path) -> Place | None:
    try:
        return place_of(asked or os.environ.get(HISTORY_VARIABLE, ""), output)
    except ValueError as error:
        raise pytest.UsageError(f"{'--history' if asked else HISTORY_VARIABLE}: {error}") from None


def _duration(text: str, option: str) -> float:
    if not text:
        return 0.0
    try:
        return seconds(text)
    except ValueError as error:
        raise pytest.UsageError(f"{option}: {error}") from None


def _count(text: str, option: str) -> int:
    if not re.fullmatch(r"\d{0,6}", text):
        raise pytest.UsageError(f"{option}: {text!r} is no number of runs; such as 50")
    return int(text or 0)


def _credentials() -> Credentials:
    try:
        return Credentials.from_environment(os.environ)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
