"""Mistakes in how a run is called: one line each, exit code 4, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.loopback import ByteServer
from tests.runs import Ran, run


def target_file(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def assert_one_line(ran: Ran, words: list[str]) -> None:
    assert ran.code == 4, ran.output + ran.errors
    told = [line for line in (ran.output + ran.errors).splitlines() if line.strip()]
    assert len(told) == 1, told
    for word in words:
        assert word in told[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["smoke"], ["no target", "--url", "PRODWORTHY_URL"]),
        (["smoke", "--target", "baloond"], ["baloond", "balloond"]),
        (["smoke", "--target", "ftp://a.example"], ["ftp", "http, https"]),
        (["smoke", "--target", "missing.toml"], ["missing.toml", "no such file"]),
        (["smoke", "--target", "balloond", "--deadline", "soon"], ["--deadline", "'soon'", "5m"]),
        (["smoke", "--target", "http://127.0.0.1:9", "-k", "nosuchcheck"], ["no check was selected", "nosuchcheck"]),
        (["smoke", "--target", "balloond", "--demo-fault", "x"], ["--demo-fault", "--demo PRODUCT"]),
        (["smoke", "--demo", "baloond"], ["baloond", "balloond"]),
        (["smoke", "--demo", "balloond", "--demo-fault", "hsts-mising"], ["hsts-mising", "hsts-missing"]),
    ],
    ids=["none", "unknown", "scheme", "file", "duration", "empty", "fault-alone", "product", "fault"],
)
def test_a_wrong_call_is_one_line(arguments: list[str], words: list[str], tmp_path: Path) -> None:
    ran = run(*arguments, output=tmp_path)
    assert_one_line(ran, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "mine"\nbase_ulr = "https://a.example"', ["mine.toml", "base_ulr", "base_url"]),
        ('name = "mine"\n[limits]\nrequest_timeout_s = "long"', ["limits.request_timeout_s", "long"]),
        ('name = "mine"\n[gate]\nthreshold = "mayor"', ["gate.threshold", "mayor", "major"]),
        ('name = "mine"\n[reach.headers]\nX-Edge = "${NO_SUCH_VARIABLE_HERE}"', ["NO_SUCH_VARIABLE_HERE", "X-Edge"]),
        ('name = "mine"\n[reach.basic_auth]\nusername = "u"\npassword = "open-sesame"', ["reach.basic_auth.password"]),
        ("name = ", ["mine.toml"]),
    ],
    ids=["key", "type", "choice", "environment", "secret", "toml"],
)
def test_a_wrong_target_file_is_one_line(text: str, words: list[str], tmp_path: Path) -> None:
    ran = run("smoke", f"--target={target_file(tmp_path, text)}", output=tmp_path / "reports")
    assert_one_line(ran, words)
    assert "open-sesame" not in ran.output + ran.errors


@pytest.mark.parametrize("selection", [["--check", "smoke.reachabel"], ["-k", "a and"], ["-m", "not"]])
def test_a_mistake_in_the_selection_sends_nothing(selection: list[str], tmp_path: Path) -> None:
    with ByteServer(lambda _: b"") as server:
        command = [sys.executable, "-m", "prodworthy", "run", server.url, *selection]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - our own
        assert server.requests == []
    assert ran.returncode == 4
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1


def test_an_undecorated_test_in_a_layer_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nprodworthy_layers = smoke\n", encoding="utf-8")
    layer = tmp_path / "smoke"
    layer.mkdir()
    (layer / "test_stray.py").write_text("def test_stray():\n    pass\n", encoding="utf-8")
    rooted = ["-c", str(tmp_path / "pytest.ini"), "--rootdir", str(tmp_path), str(layer)]
    ran = run(*rooted, "--target", "http://127.0.0.1:9", output=tmp_path / "reports")
    assert ran.code == 4
    assert "test_stray" in ran.output + ran.errors
    assert "@check" in ran.output + ran.errors


def test_a_test_module_that_cannot_be_imported_is_shown(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nprodworthy_layers = smoke\n", encoding="utf-8")
    layer = tmp_path / "smoke"
    layer.mkdir()
    (layer / "test_broken.py").write_text("import no_such_module_here\n", encoding="utf-8")
    rooted = ["-c", str(tmp_path / "pytest.ini"), "--rootdir", str(tmp_path), str(layer)]
    ran = run(*rooted, "--target=http://127.0.0.1:9", output=tmp_path / "reports")
    assert ran.code == 2
    assert "No module named 'no_such_module_here'" in ran.output + ran.errors
