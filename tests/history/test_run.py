"""Real runs: what they are told of the run before, and that the verdict is the same whatever the history does."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from prodworthy.history.place import place_of
from prodworthy.history.store import History
from prodworthy.history.translating import rows_of
from tests.history import samples
from tests.loopback import ByteServer, response
from tests.runs import ROOT, Ran, run

SELECTED = ("smoke", "-k", "reachable or unknown_path")


class Site:
    """A page at its root, or, broken, out of service."""

    def __init__(self) -> None:
        self.broken = False

    def __call__(self, head: bytes) -> bytes:
        if self.broken:
            return response(b"closed", status="503 Service Unavailable")
        if head.split()[1] == b"/":
            return response(b"<!doctype html><title>Shop</title>", headers="Content-Type: text/html\r\n")
        return response(b"{}", status="404 Not Found", headers="Content-Type: application/json\r\n")


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def server(site: Site) -> Iterator[ByteServer]:
    with ByteServer(site) as serving:
        yield serving


def judge(server: ByteServer, folder: Path, history: Path | str) -> Ran:
    return run(*SELECTED, f"--target={server.url}", f"--history={history}", output=folder)


def test_the_next_run_says_what_changed_everywhere(server: ByteServer, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    first = judge(server, tmp_path / "1", file)
    assert "The first run of this target in the history" in first.output
    site.broken = True
    second = judge(server, tmp_path / "2", file)
    changes = second.report.changes
    assert changes is not None
    assert changes.previous is not None
    assert changes.previous.id == first.report.run.id
    assert ("smoke.reachable", "newly failed") in [(change.check, change.kind) for change in changes.checks]
    assert second.folder is not None
    page, summary = ((second.folder / name).read_text(encoding="utf-8") for name in ("index.html", "summary.md"))
    assert "GO became NO-GO; 1 newly failed (smoke.reachable); 1 no longer known (smoke.unknown_path)" in second.output
    assert "Newly failed: 1 check" in page
    assert "1 newly failed" in summary
    site.broken = False
    third = judge(server, tmp_path / "3", file)
    assert "NO-GO became GO; 1 mended (smoke.reachable)" in third.output
    fourth = judge(server, tmp_path / "4", file)
    assert "every check came to the same" in fourth.output


def test_by_default_the_history_lies_beside_the_runs_and_holds_the_target_down(tmp_path: Path) -> None:
    ran = run(*SELECTED, "--target=http://127.0.0.1:9", output=tmp_path)
    assert ran.code == 1
    with History(place_of("", tmp_path) or pytest.fail("off")) as history:
        (stored,) = history.runs()
        (window,) = history.windows()
    assert (stored.run_id, stored.verdict, stored.answered) == (ran.report.run.id, "NO-GO", False)
    assert (window.uptime.good, window.uptime.samples) == (0, 1)


def test_off_keeps_nothing(server: ByteServer, tmp_path: Path) -> None:
    ran = judge(server, tmp_path / "runs", "off")
    assert ran.code == 0
    assert ran.report.changes is None
    assert not list(tmp_path.rglob("*.sqlite"))


def test_a_history_in_trouble_changes_no_verdict_and_is_told(server: ByteServer, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "h.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        good = judge(server, tmp_path / "1", file)
        site.broken = True
        bad = judge(server, tmp_path / "2", file)
    for ran, code in ((good, 0), (bad, 1)):
        assert ran.code == code
        (note,) = ran.report.notes
        assert note.startswith("this run is not in the history: ")
        assert "this run is not in the history" in ran.output
        assert ran.folder is not None
        assert "this run is not in the history" in (ran.folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_history_that_cannot_be_is_a_usage_error(by: str, tmp_path: Path) -> None:
    if by == "option":
        ran = run(*SELECTED, "--target=http://127.0.0.1:9", "--history=mysql://x/y", output=tmp_path)
    else:
        ran = run(*SELECTED, "--target=http://127.0.0.1:9", output=tmp_path, PRODWORTHY_HISTORY="mysql://x/y")
    assert ran.code == 4
    assert "a history cannot be kept in mysql" in ran.errors


def test_a_run_does_not_load_the_database_library(server: ByteServer, tmp_path: Path) -> None:
    script = (
        "import sys, pytest; code = pytest.main(sys.argv[1:]);"
        "print('loaded:', sorted({'sqlalchemy', 'psycopg', 'sqlite3'} & set(sys.modules))); sys.exit(code)"
    )
    options = ["-p", "no:cacheprovider", "-q", *SELECTED, f"--target={server.url}", f"--output={tmp_path}"]
    done = subprocess.run(  # noqa: S603 - our own interpreter on our own code
        [sys.executable, "-c", script, *options], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert "loaded: []" in done.stdout, done.stdout + done.stderr
    assert (tmp_path / "history.sqlite").is_file()


PROMISING = """
name = "shop"
base_url = "{url}"

[[promises]]
id = "S-1"
text = "It is up"
checks = ["smoke.reachable"]
history = [{{ measure = "uptime", window = "10d", at_least = 0.9 }}]

[[promises]]
id = "S-2"
text = "It is up for everybody"
history = [{{ measure = "check-rate", of = "smoke.reachable", window = "10d", at_least = 0.9 }}]
phases = ["full-launch"]

[phases.full-launch.promises.S-1]
history = [{{ measure = "uptime", window = "10d", at_least = 0.999 }}]
"""


def test_promises_over_a_window_are_answered_from_the_history(server: ByteServer, site: Site, tmp_path: Path) -> None:
    declared, file = tmp_path / "shop.toml", tmp_path / "h.sqlite"
    declared.write_text(PROMISING.format(url=server.url), encoding="utf-8")
    now = dt.datetime.now(dt.UTC)
    with History(place_of(str(file), tmp_path) or pytest.fail("off")) as history:
        for hours in range(6, 12 * 24, 6):  # twelve days, every six hours
            earlier = samples.run(hours, {"smoke.reachable": "PASSED"}, base_url=server.url)
            earlier.run.started = (now - dt.timedelta(hours=hours)).isoformat()
            history.add(rows_of(earlier))

    def promises(name: str, *options: str) -> dict[str, tuple[str, str]]:
        ran = run(*SELECTED, f"--target={declared}", f"--history={file}", *options, output=tmp_path / name)
        return {one.id: (one.answer, one.reason) for one in ran.report.promises}

    soft = promises("soft")
    assert soft["S-1"] == ("kept", "2 of 2 answers hold")
    assert soft["S-2"] == ("not asked", "asked in the launch phase full-launch only")
    full = promises("full", "--phase=full-launch")
    assert full["S-1"][0] == "not proven"
    assert re.search(r"answered 4\d of 4\d runs since .*; 2,95\d more runs needed", full["S-1"][1])
    assert full["S-2"][0] == "kept"
    site.broken = True
    assert promises("down")["S-1"][0] == "broken"
