"""The demo of several products: a run for each, and one table and exit code for all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.runs import ROOT, environment

ONE_CHECK = ("--layer", "smoke", "--check", "smoke.reachable")


def demo(*arguments: str, output: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "prodworthy", "demo", *arguments, "--output", str(output)]
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment() | {"COLUMNS": "200"}
    )


def test_each_product_has_a_run_and_the_worst_verdict_counts(tmp_path: Path) -> None:
    ran = demo("--product", "balloond", "--product", "balloond", *ONE_CHECK, output=tmp_path)
    rows = [line.split() for line in ran.stdout.splitlines() if line.startswith("balloond")]
    assert [row[:2] for row in rows] == [["balloond", "GO"]] * 2, ran.stdout
    assert all(Path(row[-1]).is_file() for row in rows)
    assert ran.returncode == 0


def test_a_mistake_in_a_name_is_told_before_anything_runs(tmp_path: Path) -> None:
    ran = demo("--product", "balloond", "--product", "baloond", *ONE_CHECK, output=tmp_path)
    assert ran.returncode == 4
    assert "baloond" in ran.stderr
    assert "balloond" in ran.stderr
    assert not list(tmp_path.iterdir())


def test_an_invalid_selection_is_not_go(tmp_path: Path) -> None:
    ran = demo("--product", "all", "--check", "smoke.reachabel", output=tmp_path)
    assert ran.returncode == 4
    assert "smoke.reachable" in ran.stderr + ran.stdout
