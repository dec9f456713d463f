"""Checks and flows of a team's own, in a folder that its target file names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from prodworthy.facts.catalogue import LAYERS, Check, check_of

_FOLDER = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")


def usable(folder: Path) -> Path:
    """Return a folder of own checks, absolute.

    Raises:
        pytest.UsageError: if it is none; its name is a part of its checks' ids.
    """
    if not folder.is_dir():
        raise pytest.UsageError(f"{folder}: there is no such folder of checks")
    if not _FOLDER.fullmatch(folder.resolve().name):
        raise pytest.UsageError(
            f"{folder}: the folder's name is a part of its checks' ids: small letters, digits and single underscores, "
            "such as our_checks"
        )
    return folder.resolve()


def collect(session: pytest.Session, folders: Iterable[Path]) -> Iterator[pytest.Item]:
    """Yield the tests of the folders.

    They stand beside the suite's own folders and not in them, so that neither they nor what lies above them (a
    `conftest.py`, a `pytest.ini`) can change what the suite's checks mean.
    """
    for folder in folders:
        for file in sorted(folder.rglob("test_*.py")):
            node_id = f"{folder.name}/{file.relative_to(folder).as_posix()}"
            module = pytest.Module.from_parent(session, path=file, name=node_id, nodeid=node_id)
            yield from session.genitems(module)


def declared_in(item: pytest.Item, folders: Sequence[Path]) -> Check | None:
    """Return the check that a test in one of the folders declares; None if it stands in none of them.

    Raises:
        pytest.UsageError: if it declares none, or one whose id could be one of the suite's.
    """
    folder = next((folder for folder in folders if item.path.is_relative_to(folder)), None)
    if folder is None or not isinstance(item, pytest.Function):
        return None
    declared = check_of(getattr(item.function, "__wrapped__", item.function))
    if declared is None:
        raise pytest.UsageError(f"{item.nodeid}: a test in a folder of checks has to be decorated with @check")
    if not re.fullmatch(rf"(?:{'|'.join(LAYERS)})\.{folder.name}\.[a-z0-9_.]+", declared.id):
        raise pytest.UsageError(
            f"{item.nodeid}: check {declared.id}: the ids of own checks are LAYER.{folder.name}.NAME, "
            f"such as {declared.layer}.{folder.name}.stock"
        )
    return declared
