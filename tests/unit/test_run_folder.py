"""The folder of a run: how it comes to be, how it is found, and how old ones make room."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from pathlib import Path
from typing import NoReturn

import pytest

from prodworthy.plugin.recorder import STILL_RUNNING
from prodworthy.plugin.run_folder import keep_newest, latest_in, make, point_latest

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def ended(parent: Path, hour: int, target: str = "shop", *, interrupted: str = "") -> Path:
    """Make the folder of a run that began so many hours after noon."""
    started = NOON + dt.timedelta(hours=hour)
    run = {"run": {"target": target, "started": started.isoformat(), "interrupted": interrupted}}
    return make(parent, started, target, f"{target}{hour}", json.dumps(run))


def names(parent: Path) -> list[str]:
    return sorted(path.name for path in parent.iterdir())


def refused(*_: object, **__: object) -> NoReturn:
    raise OSError("no links here")


def test_two_runs_in_one_second_have_a_folder_each(tmp_path: Path) -> None:
    folders = [make(tmp_path, NOON, "shop", f"id{number}", "{}") for number in range(3)]
    assert [path.name for path in folders] == [
        "2026-03-01T12-00-00Z-shop",
        "2026-03-01T12-00-00Z-shop-2",
        "2026-03-01T12-00-00Z-shop-3",
    ]
    assert [(path / "run.json").read_text() for path in folders] == ["{}"] * 3
    assert names(tmp_path) == [path.name for path in folders]


def test_the_folder_of_another_run_is_never_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make(tmp_path, NOON, "shop", "one", "first")
    monkeypatch.setattr(Path, "exists", lambda _: False)  # as if the other one came to be just after the look
    with pytest.raises(OSError, match="not empty"):
        make(tmp_path, NOON, "shop", "two", "second")
    assert (first / "run.json").read_text() == "first"


def test_latest_points_to_the_newest(tmp_path: Path) -> None:
    one, two = ended(tmp_path, 0), ended(tmp_path, 1)
    point_latest(one, "one")
    point_latest(two, "two")
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "latest").resolve() == two
    assert latest_in(tmp_path) == two.name


def test_where_links_are_not_to_be_had_latest_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = ended(tmp_path, 0), ended(tmp_path, 1)
    monkeypatch.setattr(Path, "symlink_to", refused)
    point_latest(one, "one")
    point_latest(two, "two")
    assert (tmp_path / "latest").read_text(encoding="utf-8") == f"{two.name}\n"
    assert latest_in(tmp_path) == two.name
    assert names(tmp_path) == [one.name, two.name, "latest"]


def test_what_else_is_called_latest_stays(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    point_latest(ended(tmp_path, 0), "one")
    assert (tmp_path / "latest").is_dir()
    assert latest_in(tmp_path) == ""
    assert not list(tmp_path.glob(".latest*"))


def test_the_oldest_runs_of_the_target_make_room(tmp_path: Path) -> None:
    runs = [ended(tmp_path, hour) for hour in range(5)]
    other = ended(tmp_path, 0, "shop-2")
    assert keep_newest(runs[-1], "shop", 2) == []
    assert names(tmp_path) == sorted([other.name, runs[3].name, runs[4].name])
    assert keep_newest(runs[-1], "shop", 0) == []
    assert len(names(tmp_path)) == 3


def test_only_folders_of_runs_make_room(tmp_path: Path) -> None:
    newest = ended(tmp_path, 9)
    outside = tmp_path.parent / "outside"
    outside.mkdir()
    (outside / "run.json").write_bytes((newest / "run.json").read_bytes())
    linked = tmp_path / "2020-01-01T00-00-00Z-shop"
    linked.symlink_to(outside, target_is_directory=True)
    renamed = ended(tmp_path, 0).rename(tmp_path / "before the launch")
    empty = tmp_path / "2020-01-02T00-00-00Z-shop"
    empty.mkdir()
    broken = tmp_path / "2020-01-03T00-00-00Z-shop"
    broken.mkdir()
    (broken / "run.json").write_text("[" * 100_000)
    borrowed = tmp_path / "2020-01-04T00-00-00Z-shop"
    borrowed.mkdir()
    (borrowed / "run.json").symlink_to(outside / "run.json")
    (tmp_path / "2020-01-05T00-00-00Z-shop").write_text("a file")
    before = names(tmp_path)
    assert keep_newest(newest, "shop", 1) == []
    assert names(tmp_path) == before
    assert (renamed.is_dir(), (outside / "run.json").is_file()) == (True, True)


def test_a_link_in_a_run_that_makes_room_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path.parent / "kept"
    outside.mkdir()
    (outside / "file").write_text("mine")
    old, new = ended(tmp_path, 0), ended(tmp_path, 1)
    (old / "link").symlink_to(outside, target_is_directory=True)
    keep_newest(new, "shop", 1)
    assert names(tmp_path) == [new.name]
    assert (outside / "file").read_text() == "mine"


def test_latest_never_dangles(tmp_path: Path) -> None:
    old, newer, newest = (ended(tmp_path, hour) for hour in range(3))
    point_latest(old, "a run that began first and ended last")
    keep_newest(newest, "shop", 1)
    assert names(tmp_path) == [old.name, newest.name, "latest"]
    keep_newest(old, "shop", 1)
    assert (tmp_path / "latest" / "run.json").is_file()
    assert not newer.exists()


def test_a_run_that_may_be_under_way_stays_and_one_that_was_killed_long_ago_goes(tmp_path: Path) -> None:
    alive = ended(tmp_path, 0, interrupted=STILL_RUNNING)
    killed = ended(tmp_path, 1, interrupted=STILL_RUNNING)
    long_ago = time.time() - 3 * 3600
    os.utime(killed / "run.json", (long_ago, long_ago))
    newest = ended(tmp_path, 2)
    keep_newest(newest, "shop", 1)
    assert names(tmp_path) == [alive.name, newest.name]


def test_what_cannot_be_removed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = ended(tmp_path, 0), ended(tmp_path, 1)
    monkeypatch.setattr("shutil.rmtree", refused)
    assert keep_newest(new, "shop", 1) == [f"the old run {old.name} could not be removed: no links here"]
