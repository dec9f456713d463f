"""Starting the history's process: as early as possible, as it takes longer to start than a short run takes."""

from __future__ import annotations

import subprocess
import sys

_COMMAND = ("-P", "-m", "prodworthy.history.worker")  # -P: no module of the working directory may take part
_started_early: list[subprocess.Popen[str]] = []


def start_early() -> None:
    """Start the process before it is known where the history is; `take` hands it out. Failing is left to `take`."""
    try:
        _started_early.append(_start())
    except OSError:
        return


def take() -> subprocess.Popen[str]:
    """Return the process that was started early, or a new one.

    Raises:
        OSError: if it cannot be started.
    """
    return _started_early.pop() if _started_early else _start()


def give_up() -> None:
    """End a process that was started early and that nobody took."""
    while _started_early:
        process = _started_early.pop()
        process.kill()
        process.communicate()


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter on our own module
        [sys.executable, *_COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,  # a Ctrl-C is for the run
    )
