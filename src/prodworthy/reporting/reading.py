"""Reading a run's record from where runs leave it."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from prodworthy.facts.record import SCHEMA_VERSION, RunReport

_RECORD = "run.json"
_LARGEST = 200_000_000  # bytes: a thousand times a large run


class NoRecord(Exception):
    """There is no record that can be read; the text names the file and says why."""


def read_record(place: Path) -> tuple[RunReport, Path]:
    """Read a record.

    Args:
        place: the record, its run's folder, or `latest`.

    Returns:
        The record and the folder of its run, which holds its pictures.

    Raises:
        NoRecord: if there is none of this version.
    """
    path = _record_at(place)
    try:
        if path.stat().st_size > _LARGEST:
            raise NoRecord(f"{path}: is larger than {_LARGEST} bytes, so it is no record of a run")
        text = path.read_bytes()
    except OSError as error:
        raise NoRecord(f"{path}: {error.strerror or error}") from None
    _demand_version(path, text)
    try:
        return RunReport.from_json(text), path.parent
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise NoRecord(f"{path}: {where}: {first['msg']}: it is no whole record of schema {SCHEMA_VERSION}") from None


def _record_at(place: Path) -> Path:
    if place.is_dir():
        return place / _RECORD
    if place.name == "latest" and place.is_file():  # where links are not to be had
        return place.with_name(place.read_text(encoding="utf-8", errors="replace").strip()[:255]) / _RECORD
    return place


def _demand_version(path: Path, text: bytes) -> None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise NoRecord(f"{path}: is not JSON, so it is no record of a run") from None
    version = data.get("schema") if isinstance(data, dict) else None
    if isinstance(version, bool) or not isinstance(version, int):
        raise NoRecord(f"{path}: names no schema, so it is no record of a run")
    if version > SCHEMA_VERSION:
        raise NoRecord(
            f"{path}: was written by a newer prodworthy (schema {version}); this one reads schema {SCHEMA_VERSION}: "
            "update it"
        )
    if version < SCHEMA_VERSION:
        writer = data["run"].get("prodworthy") if isinstance(data.get("run"), dict) else None
        by = f"prodworthy {writer}" if isinstance(writer, str) and writer else "an older prodworthy"
        raise NoRecord(
            f"{path}: was written by {by[:60]} (schema {version}); this one reads schema {SCHEMA_VERSION}: "
            "render it with the version that wrote it, or run again"
        )
