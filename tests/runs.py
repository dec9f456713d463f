"""Runs of the suite as a user starts them: a process, its output, its exit code, its record."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from prodworthy.facts.record import RunReport

ROOT = Path(__file__).resolve().parents[1]
_GIVE_UP_S = 120.0
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that has ended."""

    code: int
    output: str
    errors: str
    folder: Path | None
    peak_memory_mb: float

    @property
    def report(self) -> RunReport:
        """The run's record."""
        assert self.folder is not None, f"no record: {self.output}{self.errors}"
        return RunReport.from_json((self.folder / "run.json").read_bytes())

    def outcome(self, check_id: str) -> str:
        """Return the outcome of one check."""
        return next(str(check.outcome) for check in self.report.checks if check.id == check_id)


def command(*arguments: str, output: Path) -> list[str]:
    """Return the command line of a run in which `arguments` are pytest's."""
    return [sys.executable, "-m", "pytest", "--console", "-p", "no:cacheprovider", f"--output={output}", *arguments]


def environment(**variables: str) -> dict[str, str]:
    """Return this process's environment without what would steer a run, and with the given variables."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PRODWORTHY_", "PYTEST_"))}
    return {**inherited, "NO_COLOR": "1", "COLUMNS": "200", **variables}


def run(*arguments: str, output: Path, **variables: str) -> Ran:
    """Run the suite and wait for its end."""
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command(*arguments, output=output), cwd=ROOT, env=environment(**variables), stdout=said, stderr=complained
        )
        watchdog = threading.Timer(_GIVE_UP_S, process.kill)
        watchdog.start()
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _peak_mb(process.pid))
            time.sleep(_LOOK_EVERY_S)
        watchdog.cancel()
        said.seek(0)
        complained.seek(0)
        return Ran(process.returncode, said.read(), complained.read(), folder_in(output), peak)


def _peak_mb(pid: int) -> float:
    """Return the most memory that a process has had so far; what a wait reports includes that of its parent."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:")), 0.0)


def folder_in(output: Path) -> Path | None:
    """Return the only run's folder, if there is one with a record."""
    records = [path for path in output.glob("*/run.json") if path.parent.name != "latest"]
    return records[0].parent if records else None


def until(what: Callable[[], object], within_s: float = 30.0) -> None:
    """Wait for something to be so."""
    give_up_at = time.monotonic() + within_s
    while not what():
        assert time.monotonic() < give_up_at, "it did not come to be"
        time.sleep(0.02)
