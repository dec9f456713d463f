"""pytest is called on the suite, and nothing of the user's folder reaches it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

HOSTILE_INI = "[pytest]\naddopts = --no-such-option\npython_functions = nothing\n"
HOSTILE_CONFTEST = "raise SystemExit('the conftest.py of the user was imported')\n"


def prodworthy(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "prodworthy", *arguments],
        cwd=folder,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(name="hostile")
def _hostile(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text(HOSTILE_INI)
    (tmp_path / "conftest.py").write_text(HOSTILE_CONFTEST)
    (tmp_path / "smoke").mkdir()
    (tmp_path / "smoke" / "test_own.py").write_text("raise SystemExit('a test of the user was imported')\n")
    return tmp_path


def test_the_catalogue_is_the_suites_own(hostile: Path) -> None:
    done = prodworthy(hostile, "list", "--json", PYTEST_ADDOPTS="--no-such-option", PYTEST_PLUGINS="no_such_plugin")
    assert done.returncode == 0, done.stderr
    checks = json.loads(done.stdout)
    assert {"smoke", "security"} <= {check["layer"] for check in checks}
    assert all(check["why"] and check["remedy"] and check["reference"] for check in checks)


def test_a_layer_of_the_list(hostile: Path) -> None:
    done = prodworthy(hostile, "list", "--layer", "security")
    assert done.returncode == 0, done.stderr
    assert {line.partition(".")[0] for line in done.stdout.splitlines()} == {"security"}


def test_explain_says_all_that_is_declared(hostile: Path) -> None:
    done = prodworthy(hostile, "explain", "smoke.reachable", COLUMNS="200")
    assert done.returncode == 0, done.stderr
    for words in (
        "The deployment answers",
        "blocker",
        "remedy",
        "reference",
        "prodworthy run TARGET --check smoke.reachable",
    ):
        assert words in done.stdout


def test_a_check_that_there_is_not(hostile: Path) -> None:
    explained = prodworthy(hostile, "explain", "smoke.reachabel")
    assert (explained.returncode, explained.stdout) == (4, "")
    assert explained.stderr.startswith("prodworthy: unknown check 'smoke.reachabel'; did you mean smoke.reachable")
    assert len(explained.stderr.splitlines()) == 1
    run = prodworthy(hostile, "run", "http://127.0.0.1:9", "--check", "smoke.reachabel")
    assert run.returncode == 4
    assert "did you mean smoke.reachable" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_target_that_there_is_not(hostile: Path) -> None:
    done = prodworthy(hostile, "run", "genric")
    assert done.returncode == 4
    assert "genric: there is no target of that name; did you mean generic?" in done.stderr
    assert "Traceback" not in done.stderr


def test_validate_tells_right_from_wrong(hostile: Path) -> None:
    (hostile / "targets").mkdir()
    (hostile / "targets" / "shop.toml").write_text('name = "shop"\n[[waivers]]\ncheck = "smoke.reachabel"\n'
        'reason = "long enough"\nowner = "someone"\nexpires = 2030-01-01\n'
        '[[journeys]]\nid = "match"\ntitle = "It fits"\nsteps = [{ request = "POST /" }]\n'
        '[[promises]]\nid = "S-1"\ntext = "Fits"\n'
        'checks = ["smoke.journeys#match", "smoke.journeys#mach"]\n')  # fmt: skip
    done = prodworthy(hostile, "validate", "generic", "shop")
    assert done.returncode == 4
    assert "generic.toml: right" in done.stdout
    assert "targets/shop.toml: waivers: unknown check 'smoke.reachabel'; did you mean smoke.reachable" in done.stderr
    assert "promises S-1: smoke.journeys: unknown part 'mach'; did you mean match?" in done.stderr


def test_the_targets_that_come_with_the_suite_are_right(tmp_path: Path) -> None:
    done = prodworthy(tmp_path, "validate")
    assert done.returncode == 0, done.stderr


def test_help_is_there_at_once(tmp_path: Path) -> None:
    def processor_seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert prodworthy(tmp_path, "--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(processor_seconds() for _ in range(3)) < 0.6
