"""`prodworthy history`: what came of earlier runs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from pydantic import ValidationError

from prodworthy.cli.calling import Mistake
from prodworthy.facts.catalogue import unknown
from prodworthy.facts.durations import seconds
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import RunReport
from prodworthy.history.opening import HistoryError
from prodworthy.history.place import VARIABLE, Place, place_of
from prodworthy.history.reading import CheckOverTime, StoredRun
from prodworthy.history.store import History
from prodworthy.history.translating import rows_of
from prodworthy.history.windows import Distribution, Outage, Percentile, Rate, Window
from prodworthy.reporting import wording
from prodworthy.reporting.inert import one_line
from prodworthy.rules.statistics import CONFIDENCE

_NAME = 60
_LINE = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the history.

    Attributes:
        check: a check's id; empty for the runs, or for uptime.
        target: a target's name; empty for all.
        since: a duration or a date; empty for the whole history.
        limit: how many runs to show.
        uptime: whether uptime, rates and percentiles are meant.
        as_json: whether the answer is to be JSON.
    """

    check: str
    target: str
    since: str
    limit: int
    uptime: bool
    as_json: bool


def show_history(question: Question, folders: Sequence[Path], output: Path, history: str) -> None:
    """Print what the history answers.

    Args:
        question: what is asked.
        folders: folders of runs that are to be put in first, where they are not in yet.
        output: where the runs' folders are made.
        history: where the history is, as on the command line.

    Raises:
        Mistake: if there is no such history, target or check, or it cannot be read.
    """
    since = _since(question.since)
    place = history_place(history, output)
    try:
        with History(place) as store:
            for folder in folders:
                typer.echo(_add(store, folder), err=True)
            _only_known(store, question)
            if question.uptime:
                windows = store.windows(question.target, since)
                lines: Iterable[str] = [line for window in windows for line in _of_window(window)]
                _show(question, windows, lines)
            elif question.check:
                found = store.check(question.check, question.target, since, question.limit)
                _show(question, found, [line for one in found for line in _of_check(one)])
            else:
                runs = store.runs(question.target, since, question.limit)
                _show(question, runs, _of_runs(runs))
    except HistoryError as error:
        raise Mistake(str(error)) from None


def history_place(history: str, output: Path) -> Place:
    """Return where the history is, as the command line or the environment says.

    Raises:
        Mistake: if it is nowhere, or cannot be there.
    """
    try:
        place = place_of(history or os.environ.get(VARIABLE, ""), output)
    except ValueError as error:
        raise Mistake(f"{'--history' if history else VARIABLE}: {error}") from None
    if place is None:
        raise Mistake("the history is switched off: name one with --history FILE|URL")
    return place


def _since(text: str) -> dt.datetime | None:
    if not text:
        return None
    try:
        return dt.datetime.now(dt.UTC) - dt.timedelta(seconds=seconds(text))
    except (ValueError, OverflowError):
        pass
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Mistake(f"--since {text}: write a duration such as 7d, or a day such as 2026-01-31") from None
    return when if when.tzinfo is not None else when.replace(tzinfo=dt.UTC)


def _only_known(store: History, question: Question) -> None:
    names = {subject.target for subject in store.subjects()}
    if question.target and question.target not in names:
        raise Mistake(f"in the history: {unknown('target', question.target, names)}")
    if question.check and question.check not in (checks := store.checks()):
        raise Mistake(f"in the history: {unknown('check', question.check, checks)}")


def _add(store: History, folder: Path) -> str:
    """Put in the runs of a folder and say how many were new."""
    if not folder.is_dir():
        raise Mistake(f"--add {folder}: there is no such folder")
    records = sorted({path.resolve() for path in (*folder.glob("run.json"), *folder.glob("*/run.json"))})
    whole = new = 0
    for path in records:
        try:
            report = RunReport.from_json(path.read_bytes())
        except (OSError, ValidationError):
            typer.echo(f"{path}: no record of a run, left out", err=True)
            continue
        whole += 1
        new += store.add(rows_of(report, path.parent.name))
    return f"{folder}: {wording.plural(whole, 'run')}, {new} of them new to the history"


def _show(question: Question, answer: Sequence[object], lines: Iterable[str]) -> None:
    if question.as_json:
        typer.echo(json.dumps(answer, default=_plain, indent=1))
        return
    if not answer:
        typer.echo("nothing since then" if question.since else "nothing yet")
    for line in lines:
        typer.echo(line)


def _plain(value: object) -> object:
    if isinstance(value, Rate):
        return {**{one.name: getattr(value, one.name) for one in dataclasses.fields(value)}, "share": value.share,
                "at_least": value.at_least}  # fmt: skip
    if dataclasses.is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
    if isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in an answer of the history")


def _of_runs(runs: Sequence[StoredRun]) -> list[str]:
    rows = [("when (UTC)", "target", "version", "verdict", "took", "checks")]
    for run in runs:
        tally = ", ".join(f"{number} {wording.label(Outcome(outcome))}" for outcome, number in run.counts.items())
        remarks = [f"; {one_line(text, _NAME)}" for text in (run.selection, run.interrupted) if text]
        name = f"{run.subject} {run.phase}".rstrip()
        rows.append((
            _time(run.started), one_line(name, _NAME), one_line(run.version, _NAME) or "-", run.verdict,
            wording.seconds(run.duration_s), tally + "".join(remarks),
        ))  # fmt: skip
    return _columns(rows) if runs else []


def _of_check(check: CheckOverTime) -> list[str]:
    total = sum(check.counts.values())
    tally = ", ".join(
        f"{check.counts[outcome]} {wording.label(outcome)}" for outcome in Outcome if outcome in check.counts
    )
    lines = [
        f"{check.check_id}  {one_line(check.title, _LINE)}",
        f"{check.subject}: {wording.plural(total, 'run')}: {tally}",
    ]
    if check.flaky:
        lines.append(f"flaky in {wording.plural(check.flaky, 'run')}: passed only when tried again")
    now = check.latest[0].outcome
    if check.changed is None or check.changed_from is None:
        lines.append(f"{wording.label(now)} in all of them")
    else:
        lines.append(
            f"{wording.label(now)} since {_time(check.changed)}, before that {wording.label(check.changed_from)}"
        )
    rows = [("when (UTC)", "outcome", "took", "version", "what was seen")]
    for one in check.latest:
        outcome = wording.label(one.outcome) + (f" (flaky, {one.attempts} attempts)" if one.flaky else "")
        seen = one_line(one.summary, _LINE)
        rows.append(
            (_time(one.started), outcome, wording.seconds(one.duration_s), one_line(one.version, _NAME) or "-", seen)
        )
    return [*lines, *_columns(rows), ""]


def _of_window(window: Window) -> list[str]:
    up = window.uptime
    lines = [f"{window.subject}, {_time(window.first)} to {_time(window.last)} UTC"]
    if up.samples:
        lines.append(f"  uptime {_share(up)}: it answered in {up.good:,} of {wording.plural(up.samples, 'run')}")
    else:
        lines.append("  uptime not known: no run could tell")
    if window.unknown:
        lines.append(f"  {wording.plural(window.unknown, 'run')} could not tell, and count neither way")
    lines += [f"  {_outage(outage)}" for outage in window.outages]
    lines += [
        f"  {one_line(rate.name, _NAME)} {_share(rate)}: {rate.good:,} of {wording.plural(rate.samples, 'sample')} in "
        f"{wording.plural(rate.runs, 'run')}"
        for rate in window.rates
    ]
    if window.distributions:
        rows = [
            (
                "  one value a run",
                "runs",
                "min",
                *(f"p{one.share * 100:g}" for one in window.distributions[0].percentiles),
                "max",
            )
        ]
        rows += [_of_distribution(one) for one in window.distributions]
        lines += [
            "",
            *_columns(rows),
            f"  (at most: at {CONFIDENCE:.0%} confidence, if runs are alike; needs: so many runs)",
        ]
    return [*lines, ""]


def _share(rate: Rate) -> str:
    return f"{rate.share:.3%} (at least {rate.at_least:.3%} at {CONFIDENCE:.0%} confidence)"


def _outage(outage: Outage) -> str:
    end = f"to {_time(outage.ended)}" if outage.ended is not None else "and still is"
    return f"down from {_time(outage.began)} {end}: {wording.plural(outage.runs, 'run')} without an answer"


def _of_distribution(one: Distribution) -> tuple[str, ...]:
    def shown(percentile: Percentile) -> str:
        figure = wording.figure(percentile.value)
        if percentile.at_most is None:
            return f"{figure} (needs {percentile.needs})"
        return f"{figure} (at most {wording.figure(percentile.at_most)})"

    name = f"  {one_line(one.name, _NAME)} in {one_line(one.unit, _NAME)}"
    ends = (wording.figure(one.minimum), wording.figure(one.maximum))
    return (name, f"{one.runs:,}", ends[0], *(shown(percentile) for percentile in one.percentiles), ends[1])


def _time(when: dt.datetime) -> str:
    return f"{when.astimezone(dt.UTC):%Y-%m-%d %H:%M}"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows with their cells aligned; the last column is as wide as it is."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip()
        for row in rows
    ]
