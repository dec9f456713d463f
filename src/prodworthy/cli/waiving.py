"""From a run that failed to reviewed waivers, so that a first run need not be mended before the second counts."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from pydantic import ValidationError

from prodworthy.cli.calling import Mistake
from prodworthy.facts.catalogue import Severity, unknown
from prodworthy.facts.durations import seconds
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, RunReport
from prodworthy.facts.verdict import decide
from prodworthy.reporting import wording
from prodworthy.reporting.inert import one_line
from prodworthy.reporting.reading import NoRecord, read_record
from prodworthy.target import Gate, Target, Waiver
from prodworthy.target.accepted import SUFFIX, waivers_as_toml, waivers_beside
from prodworthy.target.errors import TargetError
from prodworthy.target.loading import find_target, load_target, read_waivers

MOST_DAYS = 92
"""How long a waiver may hold: for longer, someone has to look again."""
_REMARK = 160


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be waived, as asked for on the command line.

    Attributes:
        record: the record, or its run's folder.
        owner: who answers for it.
        expires: a date or a duration.
        reason: why it is accepted; empty for a general one.
        checks: only these; empty for every failure that blocks.
        blockers: whether failures of severity blocker are meant as well.
        output: the file to write; None for the one beside the target's, `-` for the terminal.
        force: whether a file that is there already may change.
    """

    record: Path
    owner: str
    expires: str
    reason: str = ""
    checks: Sequence[str] = ()
    blockers: bool = False
    output: Path | None = None
    force: bool = False


def waive(wish: Wish, today: dt.date) -> None:
    """Write waivers, and say what they change.

    Raises:
        Mistake: if nothing can be waived as asked; nothing is written then.
    """
    try:
        report, _ = read_record(wish.record)
    except NoRecord as error:
        raise Mistake(str(error)) from None
    expires = _expiry(wish.expires, today)
    chosen = _chosen(report, wish)
    path = _file(report, wish.output)
    before = _written_before(path, wish, today)
    new = [_waiver(one, report, wish, expires) for one in chosen]
    kept = [one for one in before if one.check not in {other.check for other in new}]
    by_id = {check.id: check for check in report.checks}
    order = {check.id: number for number, check in enumerate(_sorted(report.checks))}
    everything = sorted([*new, *kept], key=lambda one: (order.get(one.check, len(order)), one.check, one.expires))
    heading = [
        f"Accepted failures of {report.run.target}, first written from the run {report.run.id} ({report.verdict}).",
        "Read together with the target's own file. Each holds until its last day (UTC); then its failure counts again.",
    ]
    remarks = {one.check: _remarks(by_id[one.check]) for one in everything if one.check in by_id}
    text = waivers_as_toml(everything, heading, remarks)
    if path is None:
        typer.echo(text, nl=False)
    else:
        _write(path, text)
    for line in _told(report, new, kept, path, expires):
        typer.echo(line, err=path is None)


def _expiry(text: str, today: dt.date) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        try:
            day = today + dt.timedelta(seconds=seconds(text))
        except (ValueError, OverflowError):
            raise Mistake(f"--expires {text}: write a day such as 2026-01-31, or a duration such as 30d") from None
    if day < today:
        raise Mistake(f"--expires {day}: is in the past; today is {today}")
    last = today + dt.timedelta(days=MOST_DAYS)
    if day > last:
        raise Mistake(f"--expires {day}: is too far away; a waiver holds for {MOST_DAYS} days at most, until {last}")
    return day


def _sorted(checks: Collection[CheckRecord]) -> list[CheckRecord]:
    return sorted(checks, key=lambda check: (check.severity.rank, check.id))


def _chosen(report: RunReport, wish: Wish) -> list[CheckRecord]:
    failed = _sorted([check for check in report.checks if check.outcome is Outcome.FAILED])
    if not wish.checks:
        chosen = [check for check in failed if check.severity.at_least(report.run.threshold)]
        chosen = [check for check in chosen if wish.blockers or check.severity is not Severity.BLOCKER]
    else:
        chosen = [check for check in failed if check.id in wish.checks]
        outcomes = {check.id: check.outcome for check in report.checks}
        for asked in wish.checks:
            if asked not in outcomes:
                raise Mistake(f"--check: {unknown('check', asked, outcomes)} (of those in this record)")
            if outcomes[asked] is not Outcome.FAILED:
                label = wording.label(outcomes[asked])
                raise Mistake(f"--check {asked}: it did not fail but is {label}, and only failures can be waived")
    blockers = [check.id for check in chosen if check.severity is Severity.BLOCKER]
    if blockers and not wish.blockers:
        raise Mistake(f"--check {blockers[0]}: is a blocker; to accept it all the same, add --including-blockers")
    if not chosen:
        left = [check.id for check in failed if check.severity is Severity.BLOCKER]
        more = f": its blockers ({', '.join(left)}) take --including-blockers" if left else ""
        raise Mistake(f"no failure of this run that blocks can be waived{more}")
    return chosen


def _file(report: RunReport, output: Path | None) -> Path | None:
    if output is not None:
        if str(output) == "-":
            return None
        if not output.name.endswith(SUFFIX):
            raise Mistake(f"--output {output}: is read only if it is called like the target's file, NAME{SUFFIX}")
        return output
    try:
        target = find_target(report.run.target)
    except TargetError:
        raise Mistake(
            f"there is no file of the target {report.run.target} (targets/{report.run.target}.toml) to write beside: "
            f"make one, or name the file: --output NAME{SUFFIX}"
        ) from None
    return waivers_beside(target)


def _written_before(path: Path | None, wish: Wish, today: dt.date) -> list[Waiver]:
    """Return the waivers that the file has already and that still hold."""
    if path is None or not path.exists():
        return []
    if not wish.force:
        raise Mistake(f"{path} is there already; to change it, add --force (what it holds of other checks stays)")
    target = path.with_name(path.name.removesuffix(SUFFIX) + ".toml")
    try:
        return [one for one in read_waivers(target) if one.valid_on(today)]
    except TargetError as error:
        raise Mistake(str(error)) from None


def _waiver(check: CheckRecord, report: RunReport, wish: Wish, expires: dt.date) -> Waiver:
    day = report.run.started[:10]
    reason = wish.reason or f"It failed already in the run {report.run.id} of {day}; accepted until it is mended."
    try:
        return Waiver(check=check.id, reason=reason, owner=wish.owner, expires=expires)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        said = str(first["msg"]).replace("String should", "must")
        raise Mistake(f"--{first['loc'][0]} {first['input']!r}: {said}") from None


def _remarks(check: CheckRecord) -> list[str]:
    seen = check.findings[0].seen if check.findings else check.summary
    more = f" (and {len(check.findings) - 1} more)" if len(check.findings) > 1 else ""
    return [
        one_line(f"{check.severity.value}: {check.title}", _REMARK),
        one_line(f"seen: {seen}", _REMARK) + more,
    ]


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise Mistake(f"{path}: {error.strerror or error}") from None


def _told(
    report: RunReport, new: Sequence[Waiver], kept: Sequence[Waiver], path: Path | None, expires: dt.date
) -> list[str]:
    failed = [check for check in report.checks if check.outcome is Outcome.FAILED]
    waived = {one.check for one in new} | {one.check for one in kept}
    lines = [f"{wording.plural(len(new), 'failure')} waived until {expires}, in {path or 'what is printed above'}"]
    if kept:
        lines.append(f"{wording.plural(len(kept), 'waiver')} of other checks stayed in it")
    rest = [check for check in failed if check.id not in waived]
    if blocking := [check.id for check in _sorted(rest) if check.severity.at_least(report.run.threshold)]:
        lines.append(f"not waived, and blocking: {', '.join(blocking)}")
    if below := [check for check in rest if not check.severity.at_least(report.run.threshold)]:
        lines.append(f"below {report.run.threshold}, so without a waiver: {wording.plural(len(below), 'failure')}")
    verdict, reason = _next(report, waived)
    return [*lines, f"If nothing else changes, the next verdict is {verdict}: {one_line(reason, _REMARK)}"]


def _next(report: RunReport, waived: Collection[str]) -> tuple[str, str]:
    """Return the verdict that the same run would have had with the waivers, and its first reason."""
    if report.run.answered is False:
        return report.verdict, report.reasons[0] if report.reasons else "the target did not answer"
    checks = [
        check.model_copy(update={"outcome": Outcome.WAIVED})
        if check.id in waived and check.outcome is Outcome.FAILED
        else check
        for check in report.checks
    ]
    decision = decide(
        checks, _target(report), interrupted=report.run.interrupted, narrowed=bool(report.run.selection),
        broken_promises=[
            f"the promise {one.id} is {one.answer}: {one.text}"
            for one in report.promises
            if one.required and one.answer not in {"kept", "not asked"}
        ],
    )  # fmt: skip
    return decision.verdict, decision.reasons[0]


def _target(report: RunReport) -> Target:
    """Return the target as it is declared now; where it cannot be read, what the record tells of it."""
    try:
        return load_target(report.run.target, os.environ).target
    except TargetError:
        gate = Gate(threshold=report.run.threshold)
        return Target(name=report.run.target, base_url=report.run.base_url, gate=gate)
