"""Whatever is wrong with the history, a run goes on, in bounded time, and says what is wrong."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from prodworthy.facts.record import RunReport
from prodworthy.history import writing
from prodworthy.history.opening import Database, HistoryError
from prodworthy.history.place import Place, place_of
from prodworthy.history.recording import Recording, Unrecorded, answer
from prodworthy.history.rows import EntryRow
from prodworthy.history.store import History
from prodworthy.history.subject import Subject
from prodworthy.history.translating import rows_of
from prodworthy.plugin.remembering import PATIENCE_S, Remembering
from tests.history.samples import BASE, run

LATEST_S = PATIENCE_S + 0.5  # of patience, and of a busy machine
START_S = 30.0
SHOP = Subject.of("shop", BASE)


def at(text: str) -> Place:
    found = place_of(text, Path())
    assert found is not None
    return found


def remember(place: Place, *reports: RunReport) -> float:
    """Put runs in as a run does, each by a process of its own; return how long the last one took after its end."""
    took = 0.0
    for report in reports:
        recording = Recording(place)
        remembering = Remembering(recording, lambda text: text)
        remembering.ask(report)
        wait_until_started(recording)
        began = time.monotonic()
        remembering.add(report, Path("folder"))
        remembering.conclude(report)
        took = time.monotonic() - began
    return took


def wait_until_started(recording: Recording) -> None:
    """Wait until the process has answered once: a run takes longer than that, these tests do not."""
    with suppress(Unrecorded):
        answer(recording.leftovers(SHOP), START_S)


def the_note(place: Place, begins: str = "this run is not in the history: ") -> str:
    """Remember a run that is in trouble; return what is noted, after making sure that nothing else is changed."""
    report = run(1, {"smoke.a": "PASSED"})
    took = remember(place, report)
    assert took < LATEST_S, f"{took:.2f} s"
    assert (report.verdict, report.exit_code) == ("GO", 0)
    (note,) = report.notes
    assert note.startswith(begins)
    return note


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


def test_a_run_is_remembered_and_the_next_one_is_told(place: Place) -> None:
    first, second = run(0, {"smoke.a": "PASSED"}), run(1, {"smoke.a": "FAILED"}, verdict="NO-GO")
    remember(place, first, second)
    assert first.changes is not None
    assert first.changes.previous is None
    assert second.changes is not None
    assert [(change.check, change.kind) for change in second.changes.checks] == [("smoke.a", "newly failed")]
    assert first.notes == second.notes == []
    with History(place) as history:
        assert [one.run_id for one in history.runs()] == ["run1", "run0"]


def test_without_a_history_nothing_is_said() -> None:
    report = run(0, {"smoke.a": "PASSED"})
    remembering = Remembering(None, str)
    remembering.ask(report)
    remembering.add(report, Path())
    assert not remembering.conclude(report)
    assert (report.notes, report.changes) == ([], None)


def test_a_locked_database(tmp_path: Path) -> None:
    place = at(str(tmp_path / "h.sqlite"))
    remember(place, run(0, {"smoke.a": "PASSED"}))
    with locked(tmp_path / "h.sqlite"):
        assert "database is locked" in the_note(place)
    report = run(2, {"smoke.a": "PASSED"})
    remember(place, report)
    assert report.notes == []


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    path.write_text("nothing of the kind\n" * 500)
    assert "file is not a database" in the_note(at(str(path)))
    assert path.read_text().startswith("nothing of the kind"), "what was there is left alone"


def test_a_damaged_database(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    remember(at(str(path)), run(0, {f"smoke.{number}": "PASSED" for number in range(200)}))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path.stat().st_size - 4096))
    assert "malformed" in the_note(at(str(path)))


def test_a_disk_that_is_full_by_its_page_count(tmp_path: Path) -> None:
    """SQLite is told that the file may not grow: it then reports exactly what it reports of a full disk."""
    place = at(str(tmp_path / "h.sqlite"))
    with History(place) as history:
        history.add(rows_of(run(0, {"smoke.a": "PASSED"})))
    database = Database(place)
    wide = rows_of(run(1, {f"smoke.{number}": "FAILED" for number in range(500)}))

    def add() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=20")
            writing.add(connection, wide)

    with pytest.raises(HistoryError, match="database or disk is full"):
        add()
    with History(place) as history:
        assert [one.run_id for one in history.runs()] == ["run0"], "nothing of it is half done"


def test_a_disk_that_takes_no_more(tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk where none can be mounted: the process meets an error."""
    place = at(str(tmp_path / "h.sqlite"))
    remember(place, run(0, {"smoke.a": "PASSED"}))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
    try:
        note = the_note(place)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "disk" in note


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB."""
    mounting = shutil.which("mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = [str(mounting), "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if mounting is None or os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607 - a process may still be ending


def test_a_disk_that_is_really_full(tiny_disk: Path) -> None:
    (tiny_disk / "rest").write_bytes(b"x" * 40_000)
    note = the_note(at(str(tiny_disk / "h.sqlite")))
    assert "disk" in note


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o555)
    if os.geteuid() == 0:  # root may write anywhere; where a folder should be, there is a file
        folder.rmdir()
        folder.touch()
    note = the_note(at(str(folder / "h.sqlite")))
    assert "unable to open" in note or "exists" in note or "ot a directory" in note


def test_a_server_that_is_not_there() -> None:
    note = the_note(at("postgresql://me:c4nary-s3cret@127.0.0.1:1/runs"))
    assert "Connection refused" in note
    assert "c4nary" not in note


def test_a_server_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        report = run(1, {"smoke.a": "PASSED"})
        recording = Recording(at(f"postgresql://me@127.0.0.1:{port}/runs"))
        remembering = Remembering(recording, lambda text: text)
        remembering.ask(report)
        began = time.monotonic()
        remembering.add(report, Path("folder"))
        remembering.conclude(report)
        assert time.monotonic() - began < LATEST_S
    assert report.notes == ["this run is not in the history: it did not answer in time"]


def test_a_process_that_is_killed(tmp_path: Path) -> None:
    recording = Recording(at(str(tmp_path / "h.sqlite")))
    wait_until_started(recording)
    assert recording._process is not None
    os.kill(recording._process.pid, signal.SIGKILL)
    report = run(1, {"smoke.a": "PASSED"})
    remembering = Remembering(recording, lambda text: text)
    remembering.add(report, Path("folder"))
    remembering.conclude(report)
    assert report.notes == ["this run is not in the history: its process ended"]


def test_a_process_that_cannot_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))
    assert "its process could not be started: No such file or directory" in the_note(at(str(tmp_path / "h.sqlite")))


def test_no_process_stays_behind(tmp_path: Path) -> None:
    recording = Recording(at(str(tmp_path / "h.sqlite")))
    wait_until_started(recording)
    process = recording._process
    assert process is not None
    recording.close()
    recording.wait(START_S)
    assert process.returncode == 0


def test_a_ctrl_c_does_not_keep_an_interrupted_run_out(tmp_path: Path) -> None:
    place = at(str(tmp_path / "h.sqlite"))
    recording = Recording(place)
    wait_until_started(recording)
    assert recording._process is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(recording._process.pid, number)
    report = run(0, {"smoke.a": "UNMEASURED"}, verdict="INCOMPLETE", interrupted="the run was interrupted")
    assert answer(recording.add(report, "folder"), START_S)
    recording.close()
    recording.wait(START_S)
    with History(place) as history:
        assert history.runs()[0].interrupted == "the run was interrupted"


def test_the_ledger_is_open_to_a_run(place: Place) -> None:
    recording = Recording(place)
    entry_row: EntryRow = {"kind": "account", "name": "pw-1", "removal": {"path": "/u/1"}}
    (no,) = answer(recording.leave(SHOP, "r", [entry_row]), START_S)
    (entry,) = answer(recording.leftovers(SHOP), START_S)
    assert (entry["no"], entry["name"], entry["removal"]) == (no, "pw-1", {"path": "/u/1"})
    answer(recording.settled([no]), START_S)
    assert answer(recording.leftovers(SHOP), START_S) == []
    recording.close()
    recording.wait(START_S)


def test_a_server_that_never_answers_does_not_keep_the_process_of_a_killed_run() -> None:
    waiting = (
        "import time; from prodworthy.history.worker import end_with_parent; end_with_parent(0.1);"
        "print('watching', flush=True); time.sleep(60)"
    )
    begin = (
        "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', sys.argv[1]]);"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    words = [sys.executable, "-c", begin, waiting]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603 - our own code
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert parent.stdout.readline() == "watching\n"
        parent.kill()
    give_up_at = time.monotonic() + START_S
    while (command_line := Path(f"/proc/{child}/cmdline")).exists() and command_line.read_bytes():
        assert time.monotonic() < give_up_at, "it is still there"
        time.sleep(0.02)
