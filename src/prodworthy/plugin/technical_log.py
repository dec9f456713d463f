"""The technical log of a run: pytest-html's report, row by row in our words.

pytest-html puts test ids, cells and extras into its page as they are: everything that goes into a row is escaped here.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import pytest

from prodworthy.facts.record import CheckRecord
from prodworthy.reporting import wording
from prodworthy.reporting.inert import one_line

_LONGEST_CELL = 300


class TechnicalLog:
    """The plugin object that makes pytest-html's report ours.

    Args:
        target: the name of what is judged.
        redact: returns a text without secrets.
    """

    def __init__(self, target: str, redact: Callable[[str], str]) -> None:
        self._target = target
        self._redact = redact

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Redact what pytest captured and the tracebacks it made, before anything writes them down."""
        report.sections = [(title, self._redact(text)) for title, text in report.sections]
        if report.longrepr is not None and not isinstance(report.longrepr, tuple):
            text = report.longreprtext
            redacted = self._redact(text)
            if redacted != text:
                report.longrepr = redacted

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: Any) -> None:
        """Name the page."""
        report.title = f"Technical log: {one_line(self._target, _LONGEST_CELL)}"

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str]) -> None:
        """Point to the page that has the verdict."""
        prefix.append(
            '<p>The verdict, its reasons and what to do are in <a href="index.html">the report</a>. '
            "This page shows what each test printed.</p>"
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        """Name the columns; the first stays, because the page's filter works on it."""
        cells[1:] = [
            '<th class="sortable" data-column-type="outcome">Outcome</th>',
            '<th class="sortable" data-column-type="severity">Severity</th>',
            '<th class="sortable" data-column-type="testId">Check</th>',
            "<th>What it asserts</th>",
            '<th class="sortable" data-column-type="duration">Duration</th>',
        ]

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: Any, cells: list[str]) -> None:
        """Fill the columns."""
        record: CheckRecord | None = getattr(report, "prodworthy", None)
        if record is None:
            values = {"outcome": "", "severity": "", "testId": report.nodeid, "title": "", "duration": ""}
        else:
            values = {
                "outcome": wording.label(record.outcome),
                "severity": record.severity.value,
                "testId": record.id,
                "title": record.title,
                "duration": wording.seconds(record.duration_s),
            }
        cells[1:] = [
            f'<td class="col-{name}">{escape(one_line(value, _LONGEST_CELL))}</td>' for name, value in values.items()
        ]
