"""What a person at a terminal, or a pipeline's log, sees while a run goes on and when it ends."""

from __future__ import annotations

import io
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from prodworthy.embedded import Embedded
from prodworthy.facts.catalogue import Check
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import RunReport
from prodworthy.plugin.items import Item
from prodworthy.plugin.observing import Observing

if TYPE_CHECKING:
    from rich.status import Status

_REFRESH_S = 0.2
_HEARTBEAT_S = 15.0


class Console:
    """One line of progress that names what is waited for, and the verdict at the end.

    Without `--console`, pytest's own output stays and only the verdict is added.

    Args:
        config: pytest's configuration.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._alone = bool(config.option.console)
        self._buffer = io.StringIO()
        self._pytests: Any = None
        self._observing: Observing | None = None
        self._total = 0
        self._failed: dict[int, bool] = {}  # by item, which may be asked again
        self._check = ""
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Take the place of pytest's output, if that was asked for."""
        if not self._alone:
            return
        self._pytests = self._config.pluginmanager.get_plugin("terminalreporter")
        if self._pytests is not None:
            # pytest's reporter goes on, as other plugins speak to it, but into a buffer shown when something breaks.
            self._pytests._tw._file = self._buffer  # noqa: SLF001 - it offers no other way to redirect it later

    def expect(self, total: int, observing: Observing) -> None:
        """Show progress from now on.

        Args:
            total: how many checks will run.
            observing: tells what is under way.
        """
        self._total = total
        self._observing = observing
        if self._alone:
            self._thread = threading.Thread(target=self._refresh, name="progress", daemon=True)
            self._thread.start()

    def turn(self, declared: Check) -> None:
        """Note which check is running."""
        self._check = declared.id

    def done(self, item: Item) -> None:
        """Note that a check has ended."""
        self._failed[id(item)] = item.judgement is not None and item.judgement.outcome is Outcome.FAILED

    def complain(self, sentence: str) -> None:
        """Say one line about a mistake in how the run was called."""
        self._quiet()
        print(f"prodworthy: {sentence}", file=sys.stderr)  # noqa: T201 - the terminal is what this is for

    def verdict(self, report: RunReport, folder: Path) -> None:
        """Show the verdict, the reasons, and where the report is."""
        self._quiet()
        from prodworthy.reporting.terminal import print_summary  # noqa: PLC0415 - rich is not needed before

        print_summary(report, _near(folder / "index.html"))

    def keep(self, embedded: Embedded) -> None:
        """Say where the demo goes on, and wait until it is ended."""
        print(  # noqa: T201
            f"The demo goes on at {embedded.info['url']} (control: {embedded.info['control']}). Ctrl-C ends it.",
            flush=True,
        )
        embedded.wait()

    def end(self) -> None:
        """Stop showing progress; show what pytest had to say if the run broke off."""
        self._quiet()

    def broke(self) -> None:
        """Show what pytest had to say: the run did not come to a verdict."""
        self._quiet()
        sys.stderr.write(self._buffer.getvalue())
        if self._pytests is not None:
            self._pytests._tw._file = sys.stderr  # noqa: SLF001 - its summary of the errors is still to come

    def _quiet(self) -> None:
        self._stop.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
            self._thread = None

    def _refresh(self) -> None:
        if not sys.stderr.isatty():
            while not self._stop.wait(_HEARTBEAT_S):
                print(self._line(), file=sys.stderr, flush=True)  # noqa: T201
            return
        from rich.console import Console as Terminal  # noqa: PLC0415 - a pipeline's log does not need it

        status: Status
        with Terminal(stderr=True).status(self._line()) as status:
            while not self._stop.wait(_REFRESH_S):
                status.update(self._line())

    def _line(self) -> str:
        done, failed = len(self._failed), sum(self._failed.values())
        waiting = self._observing.under_way()[:1] if self._observing is not None else []
        what = self._check if done < self._total else "asking again what failed" if failed else "writing the report"
        if waiting:
            what = f"waiting for {waiting[0][0].replace('_', ' ')} ({waiting[0][1]:.0f} s)"
        return f"{done}/{self._total} checks{f', {failed} failed' if failed else ''} · {what}"


def _near(path: Path) -> Path:
    """Return the path as it is best typed: relative, where it is below the working directory."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
