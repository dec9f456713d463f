"""Answers about the suite itself: its checks, target files, and the machine that it runs on."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

import prodworthy
from prodworthy.chromium import GETTING, SETTING, find_chromium
from prodworthy.cli.calling import Mistake, collected_checks
from prodworthy.facts.catalogue import unknown
from prodworthy.facts.suite_location import suite_location
from prodworthy.plugin.promises import METRIC_GATES
from prodworthy.target import Measure, check_and_part
from prodworthy.target.errors import TargetError
from prodworthy.target.loading import known_targets, load_target
from prodworthy.target.models import Target

_INDENT = 12


def show_list(layers: Sequence[str], target: str, *, as_json: bool) -> None:
    """Print the checks of the layers, of all where none is named, and those of a target's own, if one is named."""
    checks = collected_checks(layers, _own_folders(target))
    if as_json:
        typer.echo(json.dumps(checks, indent=1))
        return
    columns = ("id", "severity", "footprint", "title")
    widths = [max((len(check[name]) for check in checks), default=0) for name in columns[:-1]]
    for check in checks:
        cells = [check[name].ljust(width) for name, width in zip(columns, widths, strict=False)]
        typer.echo("  ".join([*cells, check["title"]]))


def show_explanation(check_id: str, target: str) -> None:
    """Print all that is declared of one check.

    Raises:
        Mistake: if there is none of that id.
    """
    checks = {check["id"]: check for check in collected_checks(own=_own_folders(target))}
    if check_id not in checks:
        raise Mistake(unknown("check", check_id, checks))
    check = checks[check_id]
    console = Console(highlight=False)
    console.print(f"[b]{check_id}[/b]  {escape(check['title'])}")
    facts = {
        "severity": check["severity"],
        "footprint": _footprint(check),
        "why": check["why"],
        "remedy": check["remedy"],
        "reference": check["reference"],
        "covers": ", ".join(check["covers"]),
        "needs": ", ".join(check["needs"]) or "nothing but the target",
        "control": "passes only if what ought to succeed on the same route did" if check["refusal"] else "",
        "creates": check["creates"],
        "declared in": _near(check["source"]),
        "alone": f"prodworthy run TARGET --check {check_id}",
    }
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=_INDENT, style="dim", no_wrap=True)
    table.add_column()
    for name, text in facts.items():
        if text:
            table.add_row(name, escape(_flowing(text)))
    console.print(Padding(table, (1, 0)))


def show_validity(names: Sequence[str]) -> None:
    """Print what is wrong with target files, and which are right.

    Raises:
        Mistake: if one cannot be used.
    """
    catalogue = {check["id"] for check in collected_checks()}
    wrong: list[str] = []
    for name in names or sorted({path.stem for path in known_targets()}):
        try:
            loaded = load_target(name, os.environ)
        except TargetError as error:
            wrong.append(str(error))
            continue
        own = loaded.own_checks
        known = {check["id"] for check in collected_checks(own=own)} if own else catalogue
        strangers = [f"{loaded.path}: {problem}" for problem in _strangers(loaded.target, known)]
        wrong += strangers
        if not strangers:
            typer.echo(f"{loaded.path}: right")
    if wrong:
        raise Mistake("\n".join(wrong))


def show_machine() -> None:
    """Print what the suite needs of the machine, and whether it is there."""
    browser = find_chromium(os.environ)
    if browser is None:
        told = f"none found, so browser checks will be UNMEASURED; to mend: {GETTING}"
    else:
        told = str(browser) if browser.is_file() else f"{browser} does not exist; mend or unset {SETTING}"
    facts = {
        "prodworthy": prodworthy.__version__,
        "python": f"{platform.python_version()} on {platform.system()}",
        "suite": str(suite_location().root),
        "targets": ", ".join(sorted({path.stem for path in known_targets()})),
        "browser": told,
    }
    for name, text in facts.items():
        typer.echo(f"{name:<{_INDENT}}{text}")


def _own_folders(target: str) -> list[Path]:
    try:
        return load_target(target, os.environ).own_checks if target else []
    except TargetError as error:
        raise Mistake(str(error)) from None


def _strangers(target: Target, catalogue: set[str]) -> list[str]:
    promised = [
        (f"promises {promise.id}", *check_and_part(named)) for promise in target.promises for named in promise.checks
    ]
    named = [(key, check) for key, check, _ in promised]
    named += [
        (f"promises {promise.id}", bound.of)
        for promise in target.promises
        for bound in promise.history
        if bound.measure is Measure.CHECK_RATE
    ]
    named += [("waivers", waiver.check) for waiver in target.waivers]
    named += [("gate.accepted_withheld", check) for check in target.gate.accepted_withheld if check != "*"]
    parts = _declared_parts(target)
    return [
        *(f"{key}: {unknown('check', check, catalogue)}" for key, check in named if check not in catalogue),
        *(
            f"{key}: {check}: {unknown('part', part, parts[check])}"
            for key, check, part in promised
            if part and check in parts and part not in parts[check]
        ),
    ]


def _declared_parts(target: Target) -> dict[str, set[str]]:
    """Return the parts of those checks whose parts are what the target file declares."""
    return {
        "smoke.journeys": {journey.id for journey in target.journeys if not journey.only_reads},
        "smoke.reading_journeys": {journey.id for journey in target.journeys if journey.only_reads},
        "smoke.promised_refusals": {refusal.id for refusal in target.refusals},
        METRIC_GATES: {gate.name for promise in target.promises for gate in promise.metrics},
    }


def _footprint(check: Mapping[str, Any]) -> str:
    return f"{check['footprint']} (only where opted in)" if check["opt_in"] else str(check["footprint"])


def _near(source: str) -> str:
    path, _, line = source.rpartition(":")
    try:
        return f"{Path(path).relative_to(Path.cwd())}:{line}"
    except ValueError:
        return source


def _flowing(text: str) -> str:
    """Return text that was wrapped for a source file as paragraphs."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
