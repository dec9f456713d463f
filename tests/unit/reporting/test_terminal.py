import io
from pathlib import Path

import pytest

from prodworthy.facts.record import RunReport
from prodworthy.reporting.terminal import print_summary
from tests.unit.reporting import samples


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(report: RunReport, stream: io.StringIO | None = None, page: Path | None = None) -> str:
    stream = stream or io.StringIO()
    print_summary(report, page, stream)
    return stream.getvalue()


def test_failures_come_with_remedy_and_a_curl_line_that_is_not_broken() -> None:
    text = printed(samples.no_go())
    lines = text.splitlines()
    assert "FAILED  security.age_gate (blocker)" in lines
    assert any(line.startswith("  To mend it: Decide on the server") for line in lines)
    curl = next(line for line in lines if line.startswith("  To see it:  curl --include --request POST"))
    assert curl.endswith("https://api.balloond.example/api/auth/signup")
    assert text.index("security.age_gate (blocker)") < text.index("security.hsts (major)")


def test_the_verdict_is_the_last_word() -> None:
    text = printed(samples.no_go(), page=Path("/reports/latest/index.html"))
    tail = text[text.index("\nNO-GO  Balloon'd\n") :]
    assert "Nobody under 18 can register: failed (security.age_gate, blocker)" in " ".join(tail.split())
    assert "5 failed, 2 blocked, 1 unmeasured, 2 withheld, 1 waived, 1 not applicable, 35 passed in 25 s" in " ".join(
        tail.split()
    )
    assert tail.endswith("Report: /reports/latest/index.html\n")


def test_the_promises_are_counted_and_the_broken_named() -> None:
    text = printed(samples.no_go())
    told = "Promises: 3 kept, 3 broken, 3 not proven, 1 not asked in this phase, of 10 (broken: BAL-01, BAL-06, BAL-15)"
    assert told in " ".join(text.split())


def test_a_reason_shared_by_many_is_told_once() -> None:
    text = printed(samples.incomplete())
    assert text.count("does not resolve") == 2  # for the checks, and as the reason of the verdict
    assert "and 33 more" in text
    assert "The verdict of a selection, not of the whole suite" in text


def test_a_run_without_checks_says_so() -> None:
    report = RunReport(run=samples.run_info(), verdict="INCOMPLETE", exit_code=10, reasons=["no check passed"])
    assert "no checks ran" in printed(report)


@pytest.mark.parametrize("stream", [io.StringIO, Terminal], ids=["file", "terminal"])
def test_a_target_cannot_steer_the_terminal(stream: type[io.StringIO], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = printed(samples.hostile(), stream())
    assert not [character for character in text if character < " " and character not in "\n\x1b"]
    assert "\x1b]0;" not in text
    assert "\x1b[31m" not in text
    assert "\u202e" not in text
    assert len(text) < 60_000


def test_colours_are_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b" not in printed(samples.no_go())
    assert "\x1b[1;31m" in printed(samples.no_go(), Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" not in printed(samples.no_go(), Terminal())
