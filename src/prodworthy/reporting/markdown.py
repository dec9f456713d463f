"""A short summary in Markdown, for the job page of a CI server."""

from __future__ import annotations

import re

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, RunReport
from prodworthy.reporting import wording
from prodworthy.reporting.differences import difference_line
from prodworthy.reporting.inert import inert, one_line

_MOST = 25
_TEXT = 300
_NAMED = 8
_SYMBOLS = {"GO": "✅", "NO-GO": "⛔", "INCOMPLETE": "⚠️"}


def render(report: RunReport) -> str:
    """Return the verdict, its reasons, what failed and what was not found out.

    What a target sent stands in code spans only.
    """
    run = report.run
    lines = [f"## {_SYMBOLS[report.verdict]} {report.verdict}: {code(wording.subject(report))}", ""]
    if run.selection:
        lines += [f"**{escaped(wording.selection_line(report))}**", ""]
    lines += [wording.VERDICTS[report.verdict], ""]
    lines += _listed([f"- {escaped(one_line(reason, _TEXT))}" for reason in report.reasons], "reasons")
    tally = ", ".join(f"{number} {wording.label(outcome)}" for outcome, number in wording.counts(report.checks).items())
    facts = [
        code(run.base_url),
        escaped(one_line(wording.moment(run.started), _TEXT)),
        wording.seconds(run.duration_s),
        tally or "no checks",
    ]
    lines += [" · ".join(facts), ""]
    if difference := difference_line(report, _NAMED):
        lines += [escaped(difference), ""]
    failed = sorted(_with(report, Outcome.FAILED), key=lambda check: check.severity.rank)
    if failed:
        lines += [
            "### Failed",
            "",
            "| check | severity | what was seen | how to mend it |",
            "| --- | --- | --- | --- |",
        ]
        lines += _listed([_row(check) for check in failed], "failed checks")
    unknown = _with(report, Outcome.UNMEASURED, Outcome.BLOCKED, Outcome.WITHHELD)
    if unknown:
        lines += ["### Not found out", ""]
        rows = [f"- {code(check.id)} {wording.label(check.outcome)}: {code(_seen(check))}" for check in unknown]
        lines += _listed(rows, "checks")
    lines += _promises(report)
    if report.leftovers:
        lines += ["### Left behind on the target", ""]
        lines += _listed([f"- {code(leftover)}" for leftover in report.leftovers], "leftovers")
    return "\n".join(lines).rstrip() + "\n"


def _promises(report: RunReport) -> list[str]:
    """Return the promises: those that are not kept in full, and how many are."""
    if not report.promises:
        return []
    phase = f", as asked in the launch phase {code(report.run.phase)}" if report.run.phase else ""
    lines = ["### Promises", "", f"{escaped(wording.promises_line(report))}{phase}.", ""]
    open_ones = [one for answer in ("broken", "not proven") for one in report.promises if one.answer == answer]
    if not open_ones:
        return lines
    lines += ["| promise | answer | why | what would prove it |", "| --- | --- | --- | --- |"]
    rows = []
    for one in open_ones:
        needed = "; ".join(dict.fromkeys(answer.needed for answer in one.answers if answer.needed))
        row = [f"{code(one.id)} {escaped(one_line(one.text, _TEXT))}", one.answer, code(one.reason), code(needed)]
        rows.append(f"| {' | '.join(row)} |")
    return lines + _listed(rows, "promises")


def code(text: str) -> str:
    """Return the text as a code span that it cannot leave, also within a table."""
    line = one_line(text, _TEXT).replace("|", "¦") or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    padding = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def escaped(text: str) -> str:
    """Return the text on one line, with everything escaped that Markdown or HTML would read."""
    return re.sub(r"([\\`*_{}\[\]<>|#~&!@$])", r"\\\1", inert(" ".join(text.split())))


def _row(check: CheckRecord) -> str:
    title = f"{code(check.id)} {escaped(check.title)}"
    return f"| {title} | {check.severity.value} | {code(_seen(check))} | {escaped(check.remedy)} |"


def _seen(check: CheckRecord) -> str:
    return check.findings[0].seen if check.findings else check.summary


def _with(report: RunReport, *outcomes: Outcome) -> list[CheckRecord]:
    return [check for check in report.checks if check.outcome in outcomes]


def _listed(rows: list[str], what: str) -> list[str]:
    """Return the first rows, and a line that tells how many are left out."""
    if not rows:
        return []
    more = len(rows) - _MOST
    return [*rows[:_MOST], "", *([f"… and {more} more {what}: see the report.", ""] if more > 0 else [])]
