"""Kinto, a storage service that knows nothing of us, for the time of the tests."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_WAIT_S = 30.0
_PROGRAM = Path(sys.executable).with_name("kinto")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Start the service on a free port of loopback with its data in memory, and end it; the value is its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings, log = folder / "kinto.ini", folder / "log"
    memory = ("--backend", "memory", "--cache-backend", "memory", "--host", "127.0.0.1")
    with log.open("wb") as said:
        subprocess.run([_PROGRAM, "init", "--ini", settings, *memory], check=True, stdout=said, stderr=said)  # noqa: S603 - a program of the project's own environment
        process = subprocess.Popen(  # noqa: S603 - the same
            [_PROGRAM, "start", "--ini", settings, "--port", str(port)], stdout=said, stderr=said, cwd=folder
        )
    try:
        give_up = time.monotonic() + _WAIT_S
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < give_up, f"not within {_WAIT_S:g} s: {log.read_text(errors='replace')}"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
