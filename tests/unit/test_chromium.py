"""The browser is found where it is, in the order that serves users."""

from __future__ import annotations

from pathlib import Path

import pytest

from prodworthy import chromium
from prodworthy.chromium import find_chromium, unpacked


@pytest.fixture(name="machine")
def _machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A machine without any browser."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.setattr(chromium, "_USUAL_PLACES", {"darwin": ("{HOME}/Applications/Chromium",)})
    return {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path / "home")}


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_none(machine: dict[str, str]) -> None:
    assert find_chromium(machine, "linux") is None


def test_a_setting_wins_and_is_not_passed_over_when_wrong(machine: dict[str, str], tmp_path: Path) -> None:
    program(tmp_path / "bin" / "chromium")
    assert find_chromium({**machine, "PRODWORTHY_CHROMIUM": "/nowhere/chrome"}, "linux") == Path("/nowhere/chrome")


def test_the_headless_shell_of_the_system_before_the_full_browser(machine: dict[str, str], tmp_path: Path) -> None:
    full = program(tmp_path / "bin" / "google-chrome")
    assert find_chromium(machine, "linux") == full
    shell = program(tmp_path / "bin" / "chromium-headless-shell")
    assert find_chromium(machine, "linux") == shell


def test_playwrights_own_of_the_right_revision_before_the_systems(machine: dict[str, str], tmp_path: Path) -> None:
    system = program(tmp_path / "bin" / "chromium")
    browsers = tmp_path / "browsers"
    environ = {**machine, "PLAYWRIGHT_BROWSERS_PATH": str(browsers)}
    program(browsers / "chromium_headless_shell-1" / "chrome-linux" / "headless_shell")
    assert find_chromium(environ, "linux") == system
    revision = chromium._playwrights_revisions()["chromium-headless-shell"]
    own = program(browsers / f"chromium_headless_shell-{revision}" / "chrome-linux" / "headless_shell")
    assert find_chromium(environ, "linux") == own


def test_the_usual_place_of_a_system(machine: dict[str, str], tmp_path: Path) -> None:
    there = program(tmp_path / "home" / "Applications" / "Chromium")
    assert find_chromium(machine, "darwin") == there
    assert find_chromium(machine, "linux") is None


def test_one_that_was_unpacked_comes_last(machine: dict[str, str], tmp_path: Path) -> None:
    kept = program(unpacked(machine))
    assert find_chromium(machine, "linux") == kept
    system = program(tmp_path / "bin" / "chromium")
    assert find_chromium(machine, "linux") == system
