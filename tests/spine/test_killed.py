"""A run that is killed leaves a record that can be read, and no process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from prodworthy.chromium import find_chromium
from prodworthy.facts.record import RunReport
from tests.loopback import ByteServer
from tests.runs import ROOT, command, environment, until

GONE_S = 15.0


def marked(mark: str) -> dict[int, str]:
    """Return the command lines of the processes that have this text in their environment, by number."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if f"MARK={mark}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def start(folder: Path, mark: str, *arguments: str) -> subprocess.Popen[bytes]:
    with (folder / "log").open("w") as log:
        return subprocess.Popen(  # noqa: S603 - our own command
            command(*arguments, output=folder / "reports"),
            cwd=ROOT, env=environment(MARK=mark), stdout=log, stderr=log,
        )  # fmt: skip


def records(folder: Path) -> list[RunReport]:
    """Return the record of every run's folder: there is none without one that can be read."""
    folders = [path for path in (folder / "reports").glob("2*") if path.is_dir()]
    return [RunReport.from_json((path / "run.json").read_bytes()) for path in folders]


def test_a_run_that_is_killed_at_any_moment_leaves_a_readable_record(tmp_path: Path) -> None:
    moments_s = (0.3, 0.45, 0.6, 0.75, 0.9, 1.2, 1.5, None)  # the last: as soon as there is a record
    with ByteServer(None) as silent:
        for number, moment_s in enumerate(moments_s):
            folder = tmp_path / str(number)
            folder.mkdir()
            process = start(folder, str(tmp_path), "smoke", f"--target={silent.url}", "--history=off")
            if moment_s is None:
                until(partial(records, folder))
            else:
                time.sleep(moment_s)  # the moment is what is tried
            process.kill()
            process.wait()
            for record in records(folder):
                assert record.verdict == "INCOMPLETE"
                assert record.run.interrupted == "the run was still under way when this was written"
    until(lambda: not marked(str(tmp_path)), GONE_S)


KINDS = {
    "demo and history": ("smoke", "-k", "test_journeys", ("-m demo", "history.worker")),
    "browser": ("e2e", "-k", "tutorial", ("chrom", "driver")),
    "fuzzing": ("contract", "-k", "conformance", ("conformance_process",)),
}


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="other processes cannot be looked at here")
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_killed_run_started_ends_by_itself(kind: str, tmp_path: Path) -> None:
    if kind == "browser" and find_chromium(os.environ) is None:
        pytest.skip("no browser")
    *arguments, wanted = KINDS[kind]
    mark = str(tmp_path)
    process = start(tmp_path, mark, *map(str, arguments), "--demo=balloond")
    try:
        until(lambda: all(any(word in line for line in marked(mark).values()) for word in wanted))
        process.send_signal(signal.SIGKILL)
        process.wait()
        until(lambda: not marked(mark), GONE_S)
    finally:
        for number in marked(mark):
            os.kill(number, signal.SIGKILL)
    for record in records(tmp_path):
        assert record.verdict == "INCOMPLETE"
