"""Where a run's outputs land, and how many runs stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loopback import ByteServer, response
from tests.runs import Ran, run


@pytest.fixture
def server() -> Iterator[ByteServer]:
    with ByteServer(lambda _: response(b"<title>Shop</title>", headers="Content-Type: text/html\r\n")) as serving:
        yield serving


def judge(server: ByteServer, reports: Path, *more: str) -> Ran:
    return run("smoke", "-k", "reachable", f"--target={server.url}", "--history=off", *more, output=reports)


def test_the_newest_runs_stay(server: ByteServer, tmp_path: Path) -> None:
    foreign = tmp_path / "2020-01-01T00-00-00Z-notes"
    foreign.mkdir()
    for _ in range(3):
        ran = judge(server, tmp_path, "--keep-runs=2")
        assert ran.code == 0, ran.output + ran.errors
    folders = [path for path in tmp_path.glob("2*") if path != foreign]
    assert len(folders) == 2
    assert foreign.is_dir()
    assert (tmp_path / "latest").resolve() == max(folders, key=lambda path: path.stat().st_mtime)


def test_a_number_of_runs_is_a_number(server: ByteServer, tmp_path: Path) -> None:
    ran = judge(server, tmp_path, "--keep-runs=-1")
    assert ran.code == 4
    assert "--keep-runs: '-1' is no number of runs; such as 50" in ran.errors


def test_a_run_that_never_began_leaves_no_folder(server: ByteServer, tmp_path: Path) -> None:
    nothing = run("smoke", "-k", "no_such_check", f"--target={server.url}", output=tmp_path)
    assert nothing.code == 4
    assert not list(tmp_path.glob("2*"))
