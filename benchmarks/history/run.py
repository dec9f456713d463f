"""How long a question to a long history takes: `python benchmarks/history/run.py [--runs 100000] [--checks 150]`.

Fills a history (an SQLite file, or an empty PostgreSQL database by its URL) with runs half an hour apart, in the layout
of the real tables, then asks through `History` as `prodworthy history` does. Bar: 100 ms for a trend over 100,000 runs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, text

from prodworthy.facts.catalogue import Footprint, Severity
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import Attempt, CheckRecord, Measurement, RunInfo, RunReport
from prodworthy.history.opening import Database
from prodworthy.history.place import Place, place_of
from prodworthy.history.store import History
from prodworthy.history.subject import Subject
from prodworthy.history.tables import measurements, outcomes, runs
from prodworthy.history.translating import rows_of

BAR_MS = 100.0
REPEATS = 7
EVERY = dt.timedelta(minutes=30)
END = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
BATCH = 200
SUBJECT = Subject("shop", "https://shop.example")
SERIES = (("success_rate", "1", 100), ("latency_p95", "ms", 100), ("journey.sign-up", "s", None))


def main() -> int:
    """Fill, ask, print; return 1 if a trend is slower than the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--checks", type=int, default=150)
    parser.add_argument(
        "--history", default="", help="a PostgreSQL URL, or a file that is kept and used again; by default neither"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = place_of(options.history, Path(folder))
        assert place is not None  # noqa: S101 - it is not `off`
        began = time.perf_counter()
        if place.path is None or not place.path.exists():
            fill(place, options.runs, options.checks)
        print(f"{options.runs:,} runs of {options.checks} checks in {time.perf_counter() - began:.0f} s", end="")
        print(f", {place.path.stat().st_size / 1e6:,.0f} MB" if place.path else "")
        return ask(place, options.runs, options.checks)


def fill(place: Place, count: int, width: int) -> None:
    """Put the runs in, straight into the tables: through `History.add` it would take hours."""
    with History(place) as history:
        history.add(rows_of(report(0, END - EVERY * (count + 1), width)))
    database = Database(place)
    with database.writing() as connection:
        if not database.is_postgresql:
            connection.execute(text("PRAGMA cache_size=-400000"))
        moments = [END - EVERY * number for number in range(count, 0, -1)]
        insert(connection, runs, (run_row(number, when) for number, when in enumerate(moments, 2)))
        random.seed(7)
        for check_no in range(1, width + 1):
            insert(connection, outcomes, (outcome_row(check_no, no, when) for no, when in enumerate(moments, 2)))
        for series_no, (name, _, samples) in enumerate(sorted(SERIES), 1):
            rows = (measured(series_no, name, samples, no, when) for no, when in enumerate(moments, 2))
            insert(connection, measurements, rows)
    if database.is_postgresql:
        with database.writing() as connection:
            connection.execute(text("ANALYZE"))
    database.close()


def insert(connection: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows in large batches."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH * 100:
            connection.execute(table.insert(), batch)
            batch = []
    if batch:
        connection.execute(table.insert(), batch)


def run_row(no: int, when: dt.datetime) -> dict[str, Any]:
    """Return a run; one in two hundred is not answered."""
    return {
        "no": no, "target_no": 1, "run_id": f"{no:08x}", "started": when, "finished": when, "duration_s": 9.0,
        "verdict": "GO", "exit_code": 0, "version": f"1.{no // 50}", "phase": "", "selection": "", "allowed": "reads",
        "requests": 200, "answered": bool(no % 200), "interrupted": "", "prodworthy": "0.1.0",
        "folder": f"{when:%Y-%m-%dT%H-%M-%SZ}-shop", "counts": {"PASSED": 149, "FAILED": 1},
    }  # fmt: skip


def outcome_row(check_no: int, run_no: int, when: dt.datetime) -> dict[str, Any]:
    """Return what came of a check; it fails for forty runs in a thousand, and is flaky once in a hundred."""
    failed = run_no % 1000 < 40  # noqa: PLR2004 - four percent
    return {
        "target_no": 1, "check_no": check_no, "started": when, "run_no": run_no,
        "outcome": "FAILED" if failed else "PASSED", "flaky": not failed and run_no % 100 == 0, "attempts": 1,
        "duration_s": 0.05, "summary": "status 500; required: 200" if failed else "",
    }  # fmt: skip


def measured(series_no: int, name: str, samples: int | None, run_no: int, when: dt.datetime) -> dict[str, Any]:
    """Return a measured value."""
    value = random.choice((1.0, 1.0, 1.0, 0.99)) if name == "success_rate" else random.lognormvariate(3, 0.5)  # noqa: S311
    return {
        "target_no": 1, "series_no": series_no, "started": when, "run_no": run_no, "number": 1,
        "value": value, "samples": samples,
    }  # fmt: skip


def report(number: int, when: dt.datetime, width: int) -> RunReport:
    """Return a run record of that many checks."""
    names = [f"security.check_{one:03}" for one in range(width)]
    attempt = Attempt(outcome=Outcome.PASSED, started=when.isoformat(), duration_s=0.05)
    return RunReport(
        run=RunInfo(id=f"{number:08x}", started=when.isoformat(), target="shop", base_url="https://shop.example",
                    answered=True, prodworthy="0.1.0"),
        verdict="GO",
        exit_code=0,
        checks=[
            CheckRecord(id=name, title="A title", layer="security", severity=Severity.MAJOR,
                        declared_severity=Severity.MAJOR, footprint=Footprint.READS, outcome=Outcome.PASSED,
                        duration_s=0.05, attempts=[attempt])
            for name in names
        ],
        measurements=[Measurement(name=name, value=1.0, unit=unit, samples=samples) for name, unit, samples in SERIES],
    )  # fmt: skip


def ask(place: Place, count: int, width: int) -> int:
    """Ask each question some times and print the median and the slowest."""
    check = "security.check_075" if width > 75 else "security.check_000"  # noqa: PLR2004 - one in the middle
    month, year = END - dt.timedelta(days=30), END - dt.timedelta(days=365)
    slow = 0
    with History(place) as history:
        later = iter(range(count + 2, count + 1000))
        questions: dict[str, tuple[Callable[[], object], bool]] = {
            "the latest 20 runs": (lambda: history.runs(limit=20), True),
            "one check, 30 days": (lambda: history.check(check, since=month), True),
            "one check, a year": (lambda: history.check(check, since=year), True),
            f"one check, all {count:,} runs": (lambda: history.check(check), True),
            f"one check, all {count:,} runs, the latest 1,000": (lambda: history.check(check, limit=1000), True),
            "uptime, rates, percentiles, 30 days": (lambda: history.windows(since=month), True),
            "uptime, rates, percentiles, a year": (lambda: history.windows(since=year), True),
            f"uptime, rates, percentiles, all {count:,} runs": (history.windows, False),
            "what a run asks: the run before": (lambda: history.earlier(SUBJECT), True),
            "putting a run in": (lambda: put_in(history, next(later), width), False),
        }
        for name, (question, is_bound) in questions.items():
            times = sorted(timed(question) for _ in range(REPEATS))
            median = statistics.median(wall for wall, _ in times)
            over = is_bound and median > BAR_MS
            slow += over
            verdict = " OVER THE BAR" if over else ""
            used = statistics.median(cpu for _, cpu in times)
            print(f"{name:<52} {median:7.1f} ms median, {times[0][0]:7.1f} ms best, {used:7.1f} ms of CPU{verdict}")
    return int(slow > 0)


def put_in(history: History, number: int, width: int) -> None:
    """Put one more run in."""
    history.add(rows_of(report(number, END + EVERY * number, width)))


def timed(question: Callable[[], object]) -> tuple[float, float]:
    """Return how many milliseconds an answer takes, and how many of them this process computes."""
    began, computed = time.perf_counter(), time.process_time()
    question()
    return (time.perf_counter() - began) * 1000, (time.process_time() - computed) * 1000


if __name__ == "__main__":
    os.environ.setdefault("TZ", "UTC")
    sys.exit(main())
