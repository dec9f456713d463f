"""The folder of a run: it comes to be with its record, `latest` points to it, and in time it makes room."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

from prodworthy.plugin.aliveness import UNBOUNDED_S
from prodworthy.plugin.recorder import STILL_RUNNING

RECORD = "run.json"
_LATEST = "latest"
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-.+")
_MOST_IN_A_SECOND = 1000
_LARGEST_RECORD = 256 * 2**20  # bytes; a record is some hundred kilobytes large


def make(parent: Path, started: dt.datetime, target: str, run_id: str, record: str) -> Path:
    """Make a folder that no other run has, also where two start in the same second, with the record in it.

    Args:
        parent: where it is made.
        started: when the run began.
        target: the target's name.
        run_id: the run.
        record: the text of the run's first record; there is no moment at which the folder is without it.

    Raises:
        OSError: if it cannot be made.
    """
    stem = f"{started:%Y-%m-%dT%H-%M-%SZ}-{target}"
    unfinished = parent / f".{stem}.{run_id}"
    unfinished.mkdir(parents=True)
    (unfinished / RECORD).write_text(record, encoding="utf-8")
    for number in range(1, _MOST_IN_A_SECOND):
        folder = parent / (stem if number == 1 else f"{stem}-{number}")
        if folder.exists():
            continue
        try:
            return unfinished.rename(folder).resolve()
        except OSError:
            if not folder.exists():  # else another run was quicker
                raise
    raise OSError(f"{_MOST_IN_A_SECOND} runs in one second")


def discard(folder: Path) -> None:
    """Remove the folder of a run that never began."""
    shutil.rmtree(folder, ignore_errors=True)


def point_latest(folder: Path, run_id: str) -> None:
    """Let `latest` beside a run's folder point to it; a file with its name where links are not to be had."""
    latest = folder.parent / _LATEST
    unfinished = folder.parent / f".{_LATEST}.{run_id}"
    try:
        unfinished.symlink_to(folder.name, target_is_directory=True)
    except OSError:
        unfinished.write_text(folder.name + "\n", encoding="utf-8")
    try:
        unfinished.replace(latest)
    except OSError:
        unfinished.unlink()


def latest_in(parent: Path) -> str:
    """Return the name of the folder that `latest` points to; empty if there is none."""
    latest = parent / _LATEST
    with suppress(OSError, UnicodeDecodeError):
        if latest.is_symlink():
            return latest.readlink().name
        if latest.is_file():
            return latest.read_text(encoding="utf-8").strip()
    return ""


def keep_newest(folder: Path, target: str, keep: int) -> list[str]:
    """Remove the oldest runs of a target, so that no more than `keep` stay.

    Only folders that hold a run's record of this very target are touched, never through a link, never the one that
    `latest` points to, and none of a run that may be under way.

    Args:
        folder: of the run that has just ended, which stays; its neighbours are looked at.
        target: the target's name.
        keep: how many runs stay, this one included; 0: all.

    Returns:
        What could not be removed, in sentences.
    """
    if keep <= 0:
        return []
    stay = {folder.name, latest_in(folder.parent)}
    found = sorted(
        (started, entry.name)
        for entry in os.scandir(folder.parent)
        if _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
        if (started := _started(Path(entry.path), target))
    )
    problems = []
    for _, name in found[:-keep]:
        if name in stay:
            continue
        try:
            shutil.rmtree(folder.parent / name)
        except FileNotFoundError:
            continue  # another run removes the same
        except OSError as error:
            problems.append(f"the old run {name} could not be removed: {error.strerror or error}")
    return problems


def _started(folder: Path, target: str) -> str:
    """Return when the run of a folder began; empty if it is no finished run of the target."""
    record = folder / RECORD
    try:
        size, written = (told := record.lstat()).st_size, told.st_mtime
        if record.is_symlink() or size > _LARGEST_RECORD:
            return ""
        run = json.loads(record.read_bytes())["run"]
        started, interrupted = str(run["started"]), run.get("interrupted", "")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    may_be_under_way = interrupted == STILL_RUNNING and time.time() - written < UNBOUNDED_S
    return "" if run["target"] != target or may_be_under_way else started
