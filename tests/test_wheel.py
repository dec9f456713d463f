"""The wheel works without a checkout, in a folder whose own pytest files would break it if they were found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UV = [sys.executable, "-m", "uv"]
ENVIRON = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("PYTEST_", "PRODWORTHY_")) and name != "PYTHONPATH"
}


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own programs
        command, cwd=folder, env=ENVIRON, capture_output=True, text=True, check=False, timeout=300
    )


def done(*command: str, folder: Path) -> str:
    finished = run(*command, folder=folder)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(name="installed", scope="module")
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a clean environment with the wheel in it, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "source"  # a build must not write into the checkout
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "reports", "node_modules", "dist"))
    build = (
        "build",
        "--quiet",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "--out-dir",
        str(folder),
    )
    done(*UV, *build, folder=copy)
    (wheel,) = folder.glob("*.whl")
    done(*UV, "venv", "--quiet", "--python", sys.executable, "clean", folder=folder)
    python = str(folder / "clean" / "bin" / "python")
    done(*UV, "pip", "sync", "--quiet", "--python", python, str(ROOT / "requirements.lock"), folder=folder)
    done(*UV, "pip", "install", "--quiet", "--no-deps", "--python", python, str(wheel), folder=folder)
    shutil.rmtree(copy)
    return folder / "clean" / "bin"


@pytest.fixture(name="hostile")
def _hostile(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise SystemExit('the conftest.py of the user was imported')\n")
    (tmp_path / "smoke.py").write_text("raise SystemExit('a module of the user was imported')\n")
    return tmp_path


def test_the_wheel_has_every_check_of_the_checkout(installed: Path, hostile: Path) -> None:
    from_wheel = done(str(installed / "prodworthy"), "list", folder=hostile)
    assert from_wheel == done(sys.executable, "-m", "prodworthy", "list", folder=hostile)
    assert from_wheel.startswith("smoke.")


def test_a_run_from_the_wheel_comes_to_go(installed: Path, hostile: Path) -> None:
    of_each_layer = "journeys or test_headers or document or landing"
    finished = run(str(installed / "prodworthy"), "demo", "-k", of_each_layer, folder=hostile)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    record = json.loads((hostile / "reports" / "latest" / "run.json").read_bytes())
    layers = {check["layer"] for check in record["checks"]}
    assert layers == {"smoke", "security", "contract", "e2e"}
    assert (hostile / "reports" / "latest" / "index.html").is_file()


def test_a_target_of_the_users_folder(installed: Path, hostile: Path) -> None:
    (hostile / "targets").mkdir()
    (hostile / "targets" / "shop.toml").write_text('name = "shop"\nbase_url = "http://127.0.0.1:9"\n')
    finished = run(str(installed / "prodworthy"), "run", "shop", "--layer", "smoke", folder=hostile)
    assert finished.returncode == 1, finished.stdout + finished.stderr
    assert "refused the connection" in finished.stdout


def test_the_plugin_does_nothing_in_other_test_runs(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --strict-config --strict-markers\n")
    (tmp_path / "smoke").mkdir()
    (tmp_path / "smoke" / "test_own.py").write_text("def test_of_the_user():\n    assert True\n")
    told = done(str(installed / "pytest"), "-q", folder=tmp_path)
    assert "1 passed" in told
    assert not (tmp_path / "reports").exists()
