"""`prodworthy history`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prodworthy import cli
from prodworthy.history.place import place_of
from prodworthy.history.store import History
from prodworthy.history.translating import rows_of
from tests.history.samples import run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with a history: down in the third run, and failing since."""
    place = place_of("", tmp_path)
    assert place is not None
    outcomes = ["PASSED", "PASSED", "BLOCKED", "FAILED", "FAILED"]
    with History(place) as history:
        for number, outcome in enumerate(outcomes):
            report = run(
                number,
                {"smoke.health": outcome, "security.hsts": "PASSED"},
                version=f"1.{number}\x1b[31m",
                verdict="NO-GO" if number > 1 else "GO",
                answered=outcome != "BLOCKED",
                selection="layers smoke only" if number == 4 else "",
                measurements={"success_rate": (1.0, "1", 100), "login": (0.1 * (number + 1), "s", None)},
            )
            for one in report.checks:
                one.summary = "status 500; required: 200" if one.outcome == "FAILED" else ""
            history.add(rows_of(report, f"run-{number}"))
    return tmp_path


def call(capsys: pytest.CaptureFixture[str], *arguments: str, reports: Path) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["history", *arguments, "--output", str(reports)])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_the_runs_newest_first(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, reports=reports)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == ["when", "(UTC)", "target", "version", "verdict", "took", "checks"]
    assert lines[1].startswith("2026-03-01 16:00  shop at https://shop.example  1.4⟨U+001B⟩[31m  NO-GO")
    assert lines[1].endswith("1 failed, 1 passed; layers smoke only")
    assert len(lines) == 6


def test_one_check_over_time(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, "smoke.health", "--limit", "2", reports=reports)
    assert code == 0
    assert "5 runs: 2 failed, 1 blocked, 2 passed" in out
    assert "failed since 2026-03-01 15:00, before that blocked" in out
    assert "status 500; required: 200" in out
    assert "13:00" not in out


@pytest.mark.parametrize("how", ["uptime", "--uptime"])
def test_uptime_with_its_sample_size(how: str, reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = call(capsys, how, reports=reports)
    assert code == 0
    assert "uptime 80.000% (at least 34.259% at 95% confidence): it answered in 4 of 5 runs" in out
    assert "down from 2026-03-01 14:00 to 2026-03-01 15:00: 1 run without an answer" in out
    assert "success_rate 100.000% (at least 99.403% at 95% confidence): 500 of 500 samples in 5 runs" in out
    assert "0.5 (needs 59)" in out


def test_as_json(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = json.loads(call(capsys, "--json", "--limit", "1", reports=reports)[1])
    assert [(one["run_id"], one["counts"]) for one in runs] == [("run4", {"FAILED": 1, "PASSED": 1})]
    (check,) = json.loads(call(capsys, "smoke.health", "--json", reports=reports)[1])
    assert check["counts"] == {"PASSED": 2, "BLOCKED": 1, "FAILED": 2}
    (window,) = json.loads(call(capsys, "uptime", "--json", "--target", "shop", reports=reports)[1])
    assert window["uptime"]["share"] == 0.8
    assert window["distributions"][0]["percentiles"][1]["at_most"] is None


def test_narrowed_by_time(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(capsys, "--since", "2026-03-01T15:00", reports=reports)
    assert len(out.splitlines()) == 3
    assert call(capsys, "--since", "1h", reports=reports)[1] == "nothing since then\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["smoke.helth"], "unknown check 'smoke.helth'; did you mean smoke.health"),
        (["--target", "shopp"], "unknown target 'shopp'; did you mean shop"),
        (["--since", "soon"], "--since soon: write a duration such as 7d, or a day such as 2026-01-31"),
        (["--history", "mysql://x/y"], "a history cannot be kept in mysql"),
        (["--history", "off"], "the history is switched off"),
        (["--history", "/no/such/file.sqlite"], "there is no history at /no/such/file.sqlite yet: a run makes it"),
        (["--add", "/no/such/folder"], "there is no such folder"),
        (["smoke.health", "--uptime"], "--uptime is of a target, not of a check"),
    ],
)
def test_a_mistake_says_what_would_be_right(
    arguments: list[str], words: str, reports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(capsys, *arguments, reports=reports)
    assert (code, out) == (4, "")
    assert words in err


def test_runs_that_are_not_in_yet_are_put_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(2):
        folder = tmp_path / f"run-{number}"
        folder.mkdir()
        (folder / "run.json").write_text(run(number, {"smoke.a": "PASSED"}).to_json())
    (tmp_path / "latest").symlink_to("run-1")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{}")
    code, out, err = call(capsys, "--add", str(tmp_path), reports=tmp_path)
    assert code == 0
    assert "2 runs, 2 of them new to the history" in err
    assert "no record of a run, left out" in err
    assert len(out.splitlines()) == 3
    assert "2 runs, 0 of them new" in call(capsys, "--add", str(tmp_path), reports=tmp_path)[2]
