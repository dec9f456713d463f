"""Writing a run's outputs into its folder."""

from __future__ import annotations

from pathlib import Path

from prodworthy.facts.record import RunReport
from prodworthy.reporting import html, junit, markdown


def write_outputs(report: RunReport, folder: Path) -> list[Path]:
    """Write `run.json`, `index.html`, `junit.xml` and `summary.md` into the folder, and return their paths.

    Each file appears whole or not at all. The record is written first, so that a renderer that fails loses nothing.

    Raises:
        OSError: if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [write_record(report, folder), *render_outputs(report, folder, folder)]


def render_outputs(report: RunReport, evidence: Path, folder: Path) -> list[Path]:
    """Write what is made from a record into a folder, and return the paths.

    Args:
        report: the record.
        evidence: the run's own folder, which holds its pictures.
        folder: where to write.

    Raises:
        OSError: if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _replace(folder / "index.html", html.render(report, evidence)),
        _replace(folder / "junit.xml", junit.render(report)),
        _replace(folder / "summary.md", markdown.render(report)),
    ]


def write_record(report: RunReport, folder: Path) -> Path:
    """Write `run.json` alone, and return its path.

    Raises:
        OSError: if the folder cannot be written.
    """
    return _replace(folder / "run.json", report.to_json())


def _replace(path: Path, text: str) -> Path:
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    return unfinished.replace(path)
