"""Runs of the suite as a user starts them: a process, its output, its exit code, its record."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from prodworthy.record import RunReport

ROOT = Path(__file__).resolve().parents[1]
_GIVE_UP_S = 120.0


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
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    done = subprocess.run(  # noqa: S603 - our own command
        command(*arguments, output=output),
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=_GIVE_UP_S,
        check=False,
    )
    peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    return Ran(done.returncode, done.stdout, done.stderr, folder_in(output), peak)


def folder_in(output: Path) -> Path | None:
    """Return the only run's folder, if there is one with a record."""
    records = [path for path in output.glob("*/run.json") if path.parent.name != "latest"]
    return records[0].parent if records else None
