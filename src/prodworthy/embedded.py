"""The demo deployment that a run starts for itself, in a process of its own."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_STOP_S = 5.0


class EmbeddedError(RuntimeError):
    """The demo deployment did not start; the text says why."""


class Embedded:
    """A demo deployment on loopback, alive as long as the context is open.

    Args:
        product: which of the demo's products.
        faults: names of the defects to plant.
        root: the folder that holds `demo/`, or None where it is installed.
        tls: whether it is reached over TLS.
    """

    def __init__(self, product: str, faults: Sequence[str] = (), *, root: Path | None = None, tls: bool = True) -> None:
        command = [sys.executable, "-m", "demo", "--product", product, "--port", "0"]
        command += ["--tls"] if tls else []
        for fault in faults:
            command += ["--fault", fault]
        self._command = command
        self._root = root
        self._process: subprocess.Popen[str] | None = None
        self.info: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self.begin()
        self.ready()
        return self

    def begin(self) -> None:
        """Start the process, without waiting for it."""
        environment = dict(os.environ)
        if self._root is not None:
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(self._root), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            self._command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C goes to the run first, which then ends the demo
        )

    def ready(self) -> None:
        """Wait until the deployment serves.

        Raises:
            EmbeddedError: if it does not start.
        """
        self.info = self.info or self._announcement()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the deployment."""
        process = self._process
        if process is None:
            return
        self._process = None
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP_S)
        if process.poll() is None:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()

    def wait(self) -> None:
        """Wait until the deployment ends by itself or the user interrupts."""
        if self._process is not None:
            with suppress(KeyboardInterrupt):
                self._process.wait()

    def overrides(self) -> dict[str, Any]:
        """Return what a target file has to be overridden with, by dotted key, to reach this deployment."""
        attested = self.info.get("attests", ())
        return {
            "base_url": self.info["url"],
            "reach.ca_file": self.info.get("ca_file") or "",
            "reach.plain_url": self.info.get("plain_url") or "",
            "gate.requests_per_second": 500.0,
            "version.expected": self.info.get("version") or "",
            **self.info.get("declares", {}),
            **({"metrics.url": self.info["metrics"]} if self.info.get("metrics") else {}),
            **({"monitoring.prometheus": self.info["monitoring"]} if self.info.get("monitoring") else {}),
            **({"attestations": [_attestation(one) for one in attested]} if attested else {}),
        }

    def _announcement(self) -> dict[str, Any]:
        process = self._process
        assert process is not None  # noqa: S101 - set by the caller, for the type checker
        assert process.stdout is not None  # noqa: S101
        assert process.stderr is not None  # noqa: S101
        began = time.monotonic()
        line = process.stdout.readline()
        try:
            announced = json.loads(line)
        except ValueError:
            self_ended = process.poll() is not None or not line
            complaint = process.stderr.read().strip().splitlines() if self_ended else [line.strip()]
            self.close()
            waited = time.monotonic() - began
            said = complaint[-1] if complaint else f"it said nothing for {waited:.0f} s"
            raise EmbeddedError(f"the demo deployment did not start: {said}") from None
        return dict(announced)


def _attestation(promise: str) -> dict[str, Any]:
    """Return what an attestation looks like: of a stand-in, nobody has anything to vouch for."""
    today = dt.datetime.now(dt.UTC).date()
    return {
        "promise": promise,
        "by": "the demo, as an example",
        "on": today,
        "expires": today + dt.timedelta(days=90),
        "evidence": "demo/README.md",
    }
