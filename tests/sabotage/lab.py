"""A demo deployment to plant faults in, and runs of the suite against it."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import sys
import tomllib
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from prodworthy.embedded import Embedded
from prodworthy.facts.record import RunReport

ROOT = Path(__file__).resolve().parents[2]
# What a run imports anyway, and each one would anew: a third of a second.
_PRELOAD = [
    *(
        "prodworthy.plugin.session",
        "prodworthy.api",
        "prodworthy.probes.socketio_line",
        "prodworthy.reporting.terminal",
    ),
    *("prodworthy.rules.csp", "pytest_asyncio", "pytest_html", "pygments", "rich.console", "jinja2", "aiohttp"),
    *("socketio", "cryptography.x509", "anyio._backends._asyncio"),
]
_RUN_S = 180.0

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(_PRELOAD)


class Lab:
    """One demo deployment over TLS, shared by many runs.

    Args:
        folder: where target file and reports go.
        product: which of the demo's products.
    """

    def __init__(self, folder: Path, product: str = "balloond") -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._demo = Embedded(product, root=ROOT)
        self._demo.begin()
        self._product = product
        self._runs = 0

    def close(self) -> None:
        """End the deployment."""
        self._demo.close()

    def plant(self, *faults: str) -> None:
        """Bring the deployment back to its seed, with exactly these faults planted."""
        self._ask("PUT", "/faults", list(faults))
        self._ask("POST", "/reset")

    def faults(self) -> list[str]:
        """Return the names of the faults that can be planted."""
        return [fault["name"] for fault in self._ask("GET", "/faults")]

    def state(self) -> dict[str, Any]:
        """Return how many users and other things there are."""
        return dict(self._ask("GET", "/state"))

    def run(self, layers: Sequence[str], *options: str, overrides: dict[str, Any] | None = None) -> RunReport:
        """Run layers of the suite against the deployment in a process of its own, and return the record.

        Args:
            layers: the layers' names.
            options: further pytest options.
            overrides: values that replace the target file's, by dotted key.
        """
        self._runs += 1
        place = self._folder / f"run-{self._runs}"
        place.mkdir()
        target = place / f"{self._product}.toml"
        variables: dict[str, str] = {}
        target.write_text(self._target_file(overrides or {}, variables), encoding="utf-8")
        arguments = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "no:cacheprovider", "--tb=short"]
        arguments += ["--target", str(target), "--allow", "stresses", "--allow", "opt-in", "--output", str(place)]
        arguments += ["--history", "off"]  # hundreds of runs, of which nobody asks what changed
        arguments += [*options, *(str(ROOT / layer) for layer in layers)]
        process = _processes.Process(target=_pytest, args=(arguments, str(place / "log.txt"), variables))
        process.start()
        process.join(_RUN_S)
        if process.is_alive():
            process.kill()
            process.join()
        records = list(place.glob("*/run.json"))
        if not records:
            raise AssertionError(f"the run left no record:\n{(place / 'log.txt').read_text(encoding='utf-8')}")
        return RunReport.from_json(records[0].read_bytes())

    def _target_file(self, overrides: dict[str, Any], variables: dict[str, str]) -> str:
        self._demo.ready()
        declared = {key: _in_variables(value, variables) for key, value in self._demo.info["declares"].items()}
        data = tomllib.loads((ROOT / "targets" / f"{self._product}.toml").read_text(encoding="utf-8"))
        allowed = {"gate.allow": "stresses", "gate.allow_opt_in": True}
        for key, value in {**self._demo.overrides(), **declared, **allowed, **overrides}.items():
            *path, last = key.split(".")
            place = data
            for name in path:
                place = _below(place, name)
            place[last] = value
        return tomli_w.dumps(data)

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        self._demo.ready()
        request = urllib.request.Request(  # noqa: S310 - the control listener, on loopback
            f"{self._demo.info['control']}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
            return json.loads(response.read() or b"null")


def _below(place: Any, name: str) -> Any:
    """Return what stands below a name: of a table its key, of a list the entry with that id."""
    if isinstance(place, list):
        return next(entry for entry in place if entry["id"] == name)
    return place.setdefault(name, {})


def _in_variables(value: Any, variables: dict[str, str]) -> Any:
    """Return the value with every text in it moved to an environment variable, as a target file takes secrets."""
    if isinstance(value, dict):
        return {name: _in_variables(below, variables) for name, below in value.items()}
    name = f"DEMO_{len(variables)}"
    variables[name] = str(value)
    return f"${{{name}}}"


def _pytest(arguments: list[str], log: str, variables: dict[str, str]) -> None:
    os.environ.update(variables)
    os.chdir(ROOT)
    with (
        Path(log).open("w", encoding="utf-8") as file,
        contextlib.redirect_stdout(file),
        contextlib.redirect_stderr(file),
    ):
        code = pytest.main(arguments)
    sys.exit(int(code))
