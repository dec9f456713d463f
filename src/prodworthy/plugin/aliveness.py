"""Whether a run is still alive, as far as another one can know: what it made is its own for so long."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

UNBOUNDED_S = 2 * 3600.0
"""So long a run without a deadline counts as alive where its process cannot be asked for."""

_GRACE_S = 600.0  # for the cleaning up after the deadline, and for clocks that do not agree


@dataclass(frozen=True, slots=True)
class Aliveness:
    """What a run writes down of itself, so that others can tell.

    Attributes:
        machine: where it runs: this start of the machine and, in a container, this container; empty if unknown.
        process: its number there.
        began: when the process began, in the machine's own count; empty if unknown.
        until: after this moment it does not live any more, whatever its process looks like from elsewhere.
    """

    machine: str
    process: int
    began: str
    until: dt.datetime

    @classmethod
    def of_this_run(cls, started: dt.datetime, deadline_s: float) -> Self:
        """Return that of this process.

        Args:
            started: when the run began.
            deadline_s: seconds that it may take; infinite where it has no deadline.
        """
        longest_s = UNBOUNDED_S if deadline_s == float("inf") else deadline_s
        return cls(_machine(), os.getpid(), _began(os.getpid()), started + dt.timedelta(seconds=longest_s + _GRACE_S))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self | None:
        """Return what a run wrote down, or None if it is not to be understood."""
        try:
            until = dt.datetime.fromisoformat(values["until"])
            return cls(str(values["machine"]), int(values["process"]), str(values["began"]), until)
        except (KeyError, TypeError, ValueError):
            return None

    def as_values(self) -> dict[str, Any]:
        """Return it as JSON values."""
        until = self.until.isoformat(timespec="seconds")
        return {"machine": self.machine, "process": self.process, "began": self.began, "until": until}

    def holds(self, now: dt.datetime) -> bool:
        """Return whether the run may still be alive."""
        if self.machine and self.machine == _machine():
            return _is_running(self.process, self.began)
        return now < self.until


def _machine() -> str:
    """Return what tells this machine, since its last start, and this container from all others; empty if unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _began(process: int) -> str:
    """Return when a process began, so that it is not taken for a later one of the same number; empty if unknown."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *fields = told.rpartition(")")[2].split()  # the name before it may hold anything
    return "" if state == "Z" else fields[18]  # proc(5): starttime, the 22nd field of all


def _is_running(process: int, began: str) -> bool:
    return bool(began) and _began(process) == began
