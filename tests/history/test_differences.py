"""What changed, as the outputs say it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from prodworthy.facts.changes import Earlier, compare
from prodworthy.facts.record import RunReport
from prodworthy.reporting import html, markdown
from prodworthy.reporting.differences import difference_line
from prodworthy.reporting.terminal import print_summary
from tests.history.samples import run
from tests.unit.reporting.samples import HOSTILE


def changed() -> RunReport:
    before = run(0, {"a.bad": "PASSED", "a.old": "FAILED", "a.well": "FAILED"}, version="1.0")
    now = run(1, {"a.bad": "FAILED", "a.old": "FAILED", "a.well": "PASSED"}, verdict="NO-GO", version="1.1")
    now.changes = compare(now, Earlier.of(before))
    return now


def terminal(report: RunReport) -> str:
    written = io.StringIO()
    print_summary(report, file=written)
    return " ".join(written.getvalue().split())


def test_the_line() -> None:
    assert difference_line(changed()) == (
        "Since the run of 1 March 2026, 12:00 UTC: GO became NO-GO; version 1.0 became 1.1; 1 newly failed (a.bad); "
        "1 mended (a.well); 1 still failing (a.old)"
    )


def test_a_long_list_is_counted() -> None:
    before = run(0, {f"a.{number}": "PASSED" for number in range(9)})
    now = run(1, {f"a.{number}": "BLOCKED" for number in range(9)})
    now.changes = compare(now, Earlier.of(before))
    assert difference_line(now).endswith("9 no longer known (a.0, a.1, a.2 and 6 more)")


def test_where_nothing_could_be_compared_nothing_is_said(tmp_path: Path) -> None:
    report = run(0, {"a.x": "PASSED"})
    assert difference_line(report) == ""
    assert 'id="changes"' not in html.render(report, tmp_path)


def test_every_output_says_it(tmp_path: Path) -> None:
    report = changed()
    page = html.render(report, tmp_path)
    assert "Newly failed: 1 check" in page
    assert "failing since 1 March 2026, 12:00 UTC" in page
    assert "failed since 1 March 2026, 12:00 UTC" in page
    assert "GO became NO-GO" in page
    assert "GO became NO-GO; version 1.0 became 1.1; 1 newly failed (a.bad)" in terminal(report)
    assert "1 newly failed (a.bad)" in markdown.render(report).replace("\\", "")


@pytest.mark.parametrize("output", ["page", "terminal", "summary"])
def test_what_a_target_called_its_version_does_nothing(output: str, tmp_path: Path) -> None:
    before, now = run(0, {"a.x": "PASSED"}, version=HOSTILE), run(1, {"a.x": "FAILED"}, version=HOSTILE + "2")
    now.checks[0].title = HOSTILE
    now.changes = compare(now, Earlier.of(before))
    shown = {
        "page": lambda: html.render(now, tmp_path),
        "terminal": lambda: terminal(now),
        "summary": lambda: markdown.render(now),
    }[output]()
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    if output != "terminal":
        assert not re.search(r"(?<!\\)<(script>document|img src)", shown)
    assert len(shown) < 200_000
