"""Time the standard work: prodworthy, an empty pytest run with the same plugins, and StepCI, turn by turn.

    python benchmarks/standard_work/run.py [--times 7]

StepCI is installed by npm under `.cache/` on the first call; without npm it is left out.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from work import READS, write_suite, write_workflow

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STEPCI = ROOT / ".cache" / "stepci"
PLUGINS = [word for name in ("asyncio", "metadata", "html", "prodworthy") for word in ("-p", name)]
ABOVE_EMPTY_S = 0.5
OF_STEPCI = 0.5


def main() -> None:
    """Take turns, print the medians and how they compare with what is promised."""
    options = argparse.ArgumentParser(description="Time the standard work side by side.")
    options.add_argument("--times", type=int, default=7, help="how often each program runs (default: 7)")
    times: int = options.parse_args().times
    with tempfile.TemporaryDirectory() as scratch, _server() as url:
        folder = Path(scratch)
        write_suite(folder / "suite", url, (ROOT / "src" / "prodworthy" / "suite" / "pytest.ini").read_text())
        write_workflow(folder / "workflow.yml", url)
        commands = _commands(folder)
        for command in commands.values():  # caches of bytecode and of the file system are warm for all of them
            _timed(command, folder)
        turns = [{name: _timed(command, folder) for name, command in commands.items()} for _ in range(times)]
    seconds = {name: [turn[name] for turn in turns] for name in commands}
    _tell(seconds)


def _commands(folder: Path) -> dict[str, list[str]]:
    suite = folder / "suite"
    pytest = [sys.executable, "-m", "pytest", "-c", str(suite / "pytest.ini"), "--rootdir", str(suite), *PLUGINS]
    pytest += ["-p", "no:cacheprovider"]
    judged = ["run", str(suite / "target.toml"), "--layer", "smoke", "--output", str(folder / "reports")]
    commands = {
        "empty pytest": [*pytest, "-q", str(suite / "empty")],
        "prodworthy": [sys.executable, str(HERE / "prodworthy_on.py"), str(suite), *judged],
    }
    program = _stepci()
    if program is not None:
        commands["StepCI"] = [str(program), "run", str(folder / "workflow.yml")]
    return commands


def _stepci() -> Path | None:
    program = STEPCI / "node_modules" / ".bin" / "stepci"
    npm = shutil.which("npm")
    if not program.exists() and npm is not None:
        STEPCI.mkdir(parents=True, exist_ok=True)
        print("installing StepCI", flush=True)
        subprocess.run(
            [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(STEPCI), "stepci"], check=False
        )
    return program if program.exists() else None


@contextlib.contextmanager
def _server() -> Iterator[str]:
    with subprocess.Popen([sys.executable, str(HERE / "server.py")], stdout=subprocess.PIPE, text=True) as server:
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip() if server.stdout else ''}"
        finally:
            server.terminate()


def _timed(command: list[str], folder: Path) -> float:
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "STEPCI_DISABLE_ANALYTICS": "1"}
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    elapsed = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return elapsed


def _tell(seconds: dict[str, list[float]]) -> None:
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"{READS} reads of 50 ms with three assertions each, {len(seconds['prodworthy'])} turns")
    for name, values in seconds.items():
        print(f"  {name:<14}{medians[name]:6.2f} s   ({min(values):.2f} to {max(values):.2f})")
    above = medians["prodworthy"] - medians["empty pytest"]
    print(f"above an empty pytest run: {above:.2f} s (promised: at most {ABOVE_EMPTY_S} s)")
    if "StepCI" in medians:
        share = medians["prodworthy"] / medians["StepCI"]
        print(f"of StepCI's time: {share:.0%} (promised: less than {OF_STEPCI:.0%})")


if __name__ == "__main__":
    main()
