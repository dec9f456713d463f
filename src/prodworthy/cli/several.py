"""The demo of several products: a run for each, one after the other, and a table of what came of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from prodworthy.cli.calling import Mistake
from prodworthy.facts.catalogue import unknown
from prodworthy.facts.suite_location import suite_location
from prodworthy.reporting.reading import NoRecord, read_record

_GO, _NO_GO, _INTERRUPTED, _INCOMPLETE = 0, 1, 2, 10
_STYLES = {"GO": "bold green", "NO-GO": "bold red"}


def products() -> list[str]:
    """Return the names of the demo's products.

    Raises:
        Mistake: if the demo is not installed.
    """
    try:
        listed = subprocess.run(
            [sys.executable, "-m", "demo", "--list-products"], check=True, capture_output=True, text=True, env=_paths()
        )
    except subprocess.CalledProcessError:
        raise Mistake("the demo is not installed: pip install 'prodworthy[demo]'") from None
    return listed.stdout.split()


def run_each(names: Sequence[str], arguments: Sequence[str], output: Path) -> int:
    """Run the suite on each of the products, show all verdicts, and return one exit code.

    Args:
        names: the products; none stands for all of them.
        arguments: what each `prodworthy demo` is given besides its product.
        output: where the runs' folders are made.

    Returns:
        The first exit code that is no verdict, else that of the worst verdict.

    Raises:
        Mistake: if there is no product of one of the names.
    """
    known = products()
    for name in names:
        if name not in known:
            raise Mistake(unknown("product", name, known))
    table = Table("product", "verdict", "took", box=None, pad_edge=False, header_style="dim")
    table.add_column("report", overflow="fold")
    codes = []
    for name in names or known:
        code = _run([sys.executable, "-m", "prodworthy", "demo", "--product", name, *arguments])
        codes.append(code)
        table.add_row(name, *_told(output, name))
        if code == _INTERRUPTED:
            break
    console = Console(highlight=False)
    console.print()
    console.print(table)
    others = [code for code in codes if code not in {_GO, _NO_GO, _INCOMPLETE}]
    return others[0] if others else next((code for code in (_NO_GO, _INCOMPLETE) if code in codes), _GO)


def _run(command: list[str]) -> int:
    """Run a command and return its exit code; who ends this process ends that one, and waits for its report."""
    process = subprocess.Popen(command)  # noqa: S603 - our own module, by our own interpreter
    before = signal.signal(signal.SIGTERM, lambda number, _: process.send_signal(number))
    try:
        while True:
            # Ctrl-C in a terminal reaches the run by itself.
            with suppress(KeyboardInterrupt):
                return process.wait()
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(output: Path, name: str) -> tuple[str, ...]:
    """Return the verdict, how long it took, and the report of the newest run if it is the product's."""
    try:
        report, folder = read_record(output / "latest")
    except NoRecord:
        return ("no record",)
    if report.run.target != name:
        return ("no record",)
    style = _STYLES.get(report.verdict, "bold yellow")
    return f"[{style}]{report.verdict}[/]", f"{report.run.duration_s:.0f} s", str(folder.resolve() / "index.html")


def _paths() -> dict[str, str]:
    root = str(suite_location().root)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
