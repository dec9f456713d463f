"""The last lines of a run in the terminal: the verdict, why, what to do, and where the report is."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, RunReport
from prodworthy.reporting import wording
from prodworthy.reporting.differences import difference_line
from prodworthy.reporting.inert import inert, one_line
from prodworthy.reporting.telling import alike, curl_line

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"GO": "bold green", "NO-GO": "bold red", "INCOMPLETE": "bold yellow"}
_COLOURS = {
    Outcome.FAILED: "red",
    Outcome.BLOCKED: "magenta",
    Outcome.UNMEASURED: "yellow",
    Outcome.WAIVED: "blue",
    Outcome.PASSED: "green",
}
_MOST_FAILURES = 15
_MOST_REASONS = 10
_MOST_FINDINGS = 4
_MOST_PLACES = 3
_NAME = 120
_LINE = 400
_CURL = 2000


def print_summary(report: RunReport, page: Path | None = None, file: TextIO | None = None) -> None:
    """Print the summary of a run.

    Colours appear on a terminal only, and not where NO_COLOR is set. What a target sent cannot steer the terminal.

    Args:
        report: the run.
        page: the report to point to.
        file: where to print; standard output by default.
    """
    from rich.console import Console  # noqa: PLC0415 - only a run that prints pays for it

    console = Console(file=file or sys.stdout, highlight=False, markup=False, emoji=False)
    _failures(console, [check for check in report.checks if check.outcome is Outcome.FAILED])
    _unknown(console, report)
    _verdict(console, report)
    if page is not None:
        _say(console, f"Report: {page}", whole=True)


def _failures(console: Console, failed: list[CheckRecord]) -> None:
    failed = sorted(failed, key=lambda check: check.severity.rank)
    for check in failed[:_MOST_FAILURES]:
        _say(console)
        _say(console, f"FAILED  {one_line(check.id, _NAME)} ({check.severity.value})", style="bold red")
        _say(console, one_line(check.title, _LINE), indent=2, style="bold")
        for line in _seen(check):
            _say(console, line, indent=2)
        if check.remedy:
            _say(console, f"To mend it: {one_line(check.remedy, _LINE)}", indent=2)
        curl = curl_line(check)
        if curl:
            _say(console, f"To see it:  {one_line(curl, _CURL)}", indent=2, whole=True)
    if len(failed) > _MOST_FAILURES:
        _say(console)
        _say(console, f"… and {len(failed) - _MOST_FAILURES} more failed: see the report")


def _seen(check: CheckRecord) -> list[str]:
    findings = check.findings or [finding for part in check.parts for finding in part.findings]
    if not findings:
        return [one_line(check.summary, _LINE)] if check.summary else []
    lines = []
    groups = alike(findings)
    for group in groups[:_MOST_FINDINGS]:
        place = f"{group.place(_MOST_PLACES)}: " if group.places else ""
        asked = "recommended" if group.first.advisory else "required"
        required = f"; {asked}: {group.first.required}" if group.first.required else ""
        lines.append(one_line(f"Seen: {place}{group.first.seen}{required}", _LINE))
    if len(groups) > _MOST_FINDINGS:
        lines.append(f"… and {sum(group.count for group in groups[_MOST_FINDINGS:])} more findings")
    return lines


def _unknown(console: Console, report: RunReport) -> None:
    """Tell what was not found out, each reason once."""
    groups: dict[tuple[Outcome, str], list[str]] = {}
    for check in report.checks:
        if check.outcome in {Outcome.BLOCKED, Outcome.UNMEASURED}:
            groups.setdefault((check.outcome, check.summary), []).append(one_line(check.id, _NAME))
    for (outcome, reason), ids in list(groups.items())[:_MOST_FAILURES]:
        _say(console)
        named = ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")  # noqa: PLR2004 - three fit a line
        _say(console, f"{outcome.value}  {named}", style=f"bold {_COLOURS[outcome]}")
        _say(console, one_line(reason, _LINE), indent=2)
    if len(groups) > _MOST_FAILURES:
        _say(console)
        _say(console, f"… and {len(groups) - _MOST_FAILURES} more reasons: see the report")


def _verdict(console: Console, report: RunReport) -> None:
    from rich.text import Text  # noqa: PLC0415 - only a run that prints pays for it

    _say(console)
    if report.run.selection:
        _say(console, one_line(wording.selection_line(report), _LINE))
    headline = Text(report.verdict, style=_STYLES[report.verdict])
    headline.append(f"  {one_line(wording.subject(report), _NAME)}", style="not bold default")
    console.print(headline, soft_wrap=True)
    for reason in report.reasons[:_MOST_REASONS]:
        _say(console, f"- {one_line(reason, _LINE)}", indent=2)
    if len(report.reasons) > _MOST_REASONS:
        _say(console, f"… and {len(report.reasons) - _MOST_REASONS} more reasons", indent=2)
    tally = Text(", ").join(
        Text(f"{number} {wording.label(outcome)}", style=_COLOURS.get(outcome, ""))
        for outcome, number in wording.counts(report.checks).items()
    )
    tally = tally if report.checks else Text("no checks ran")
    console.print(tally.append(f" in {wording.seconds(report.run.duration_s)}"))
    if promised := wording.promises_line(report):
        broken = [promise.id for promise in report.promises if promise.answer == "broken"]
        named = f" (broken: {', '.join(broken[:_MOST_REASONS])})" if broken else ""
        _say(console, one_line(f"Promises: {promised}{named}", _LINE))
    if difference := difference_line(report):
        _say(console, one_line(difference, _LINE))
    for note in report.notes[:_MOST_REASONS]:
        _say(console, f"Note: {one_line(note, _LINE)}")
    for note in report.leftovers[:_MOST_REASONS]:
        _say(console, f"Left behind on the target: {one_line(note, _LINE)}", style="yellow")


def _say(console: Console, text: str = "", *, indent: int = 0, style: str = "", whole: bool = False) -> None:
    """Print a line; `whole` keeps it unbroken, so that it can be copied."""
    room = max(console.width - indent, 20)
    shown = inert(text)
    lines = [shown] if whole else textwrap.wrap(shown, room, break_long_words=False, break_on_hyphens=False)
    for line in lines or [""]:
        console.print(" " * indent + line, style=style or None, soft_wrap=True)
