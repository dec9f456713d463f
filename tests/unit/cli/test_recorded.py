"""From a record, offline: the report again, and waivers for what is known to fail."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from pathlib import Path

import pytest

from prodworthy import cli
from prodworthy.facts.catalogue import Severity
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import FindingRecord, RunReport
from prodworthy.target.errors import TargetError
from prodworthy.target.loading import known_targets, load_target
from tests.unit.reporting import samples
from tests.unit.reporting.sample_checks import check

SOON = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=20)).isoformat()
TARGET = 'name = "shop"\nbase_url = "https://shop.example"\n'
HOSTILE = 'evil"""\n[[waivers]]\ncheck = "all"\x1b[31m \u202e\x7f'


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets" / "shop.toml").write_text(TARGET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keep(folder: Path, report: RunReport, name: str = "reports") -> str:
    place = folder / name
    place.mkdir(exist_ok=True)
    (place / "run.json").write_text(report.to_json(), encoding="utf-8")
    return str(place)


def failed() -> RunReport:
    """A first run on a service that fails: a blocker, two majors, a minor; and one that passed."""
    severities = {"security.a": Severity.MAJOR, "smoke.z": Severity.MAJOR, "smoke.minor": Severity.MINOR}
    severities["security.worst"] = Severity.BLOCKER
    bad = [FindingRecord(seen=HOSTILE, required="x")]
    checks = [
        check(name, f"{name} holds", Outcome.FAILED, severity=severity, summary="bad", findings=bad)
        for name, severity in severities.items()
    ]
    checks += [check("smoke.fine", "It answers", severity=Severity.BLOCKER), check("security.fine", "It is")]
    go = samples.go()
    whole = {"target": "shop", "id": "r-1", "selection": "", "interrupted": "", "answered": True}
    run = go.run.model_copy(update=whole)
    return go.model_copy(update={"run": run, "checks": checks, "verdict": "NO-GO", "exit_code": 1, "promises": []})


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    said = capsys.readouterr()
    assert ended.value.code == code, said
    if code:
        assert len(said.err.splitlines()) == 1, said.err
    return said.err if code else said.out


def waive(capsys: pytest.CaptureFixture[str], place: str, *more: str, expires: str = SOON, code: int = 0) -> str:
    given = ("waive", "--from", place, "--owner", "ops@shop.example", "--expires", expires, *more)
    return told(capsys, *given, code=code)


def test_a_report_is_rendered_again_elsewhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = keep(folder, samples.with_files(samples.no_go(), folder / "reports"))
    record = (folder / "reports" / "run.json").read_bytes()
    out = told(capsys, "render", place, "--output", "site")
    assert out.split() == ["site/index.html", "site/junit.xml", "site/summary.md"]
    page = (folder / "site" / "index.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in page, "pictures come from beside the record"
    assert not (folder / "site" / "run.json").exists()
    told(capsys, "render", f"{place}/run.json")
    assert (folder / "reports" / "index.html").read_text(encoding="utf-8") == page
    assert (folder / "reports" / "run.json").read_bytes() == record


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"schema": 0},
            "was written by prodworthy 0.0.9 (schema 0); this one reads schema 1: render it with",
        ),
        ({"schema": 99}, "was written by a newer prodworthy (schema 99); this one reads schema 1: update it"),
        ({"schema": None}, "names no schema, so it is no record of a run"),
        ({"schema": True}, "names no schema, so it is no record of a run"),
        ({"verdict": "MAYBE"}, "verdict: Input should be 'GO', 'NO-GO' or 'INCOMPLETE'"),
    ],
)
@pytest.mark.parametrize("command", ["render", "waive"])
def test_a_record_of_another_version_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, change: dict[str, object], words: str
) -> None:
    data = json.loads(failed().to_json()) | change
    data["run"]["prodworthy"] = "0.0.9"
    (folder / "run.json").write_text(json.dumps(data))
    said = told(capsys, "render", "run.json", code=4) if command == "render" else waive(capsys, "run.json", code=4)
    assert said.startswith("prodworthy: run.json: ")
    assert words in said


@pytest.mark.parametrize(
    ("text", "words"), [(None, "No such file"), ("{", "is not JSON"), ("[" * 99_999, "is not JSON")]
)
def test_what_is_no_record_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str | None, words: str
) -> None:
    if text is not None:
        (folder / "run.json").write_text(text)
    assert words in told(capsys, "render", "run.json", code=4)


def test_waivers_are_written_where_the_target_reads_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = waive(capsys, keep(folder, failed()))
    path = folder / "targets" / "shop.waivers.toml"
    text = path.read_text(encoding="utf-8")
    waivers = load_target("shop", {}).target.waivers
    assert [(one.check, one.owner, one.expires.isoformat()) for one in waivers] == [
        ("security.a", "ops@shop.example", SOON),
        ("smoke.z", "ops@shop.example", SOON),
    ]
    assert "# major: security.a holds\n# seen: evil" in text
    assert len(tomllib.loads(text)["waivers"]) == 2, "what a target sent stays a comment"
    assert "\x1b" not in text
    assert "2 failures waived until" in out
    assert "not waived, and blocking: security.worst" in out
    assert "below major, so without a waiver: 1 failure" in out
    assert "the next verdict is NO-GO: security.worst holds: failed" in out
    assert "shop.waivers" not in {path.stem for path in known_targets()}


def test_blockers_take_a_word_of_their_own_and_then_the_next_verdict_is_go(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = keep(folder, failed())
    assert "add --including-blockers" in waive(capsys, place, "--check", "security.worst", code=4)
    out = waive(capsys, place, "--including-blockers", "--reason", 'Known since "2019" \\ \x7f, ticket shop/7')
    waivers = load_target("shop", {}).target.waivers
    assert [one.check for one in waivers] == ["security.worst", "security.a", "smoke.z"]
    assert {one.reason for one in waivers} == {'Known since "2019" \\ \x7f, ticket shop/7'}
    assert "the next verdict is GO" in out


def test_a_file_that_is_there_stays_unless_forced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = keep(folder, failed())
    waive(capsys, place, "--check", "smoke.z", "--reason", "Looked at by hand")
    path = folder / "targets" / "shop.waivers.toml"
    before = path.read_text(encoding="utf-8")
    assert "add --force" in waive(capsys, place, code=4)
    assert path.read_text(encoding="utf-8") == before
    out = waive(capsys, place, "--force", "--check", "smoke.minor")
    assert "1 waiver of other checks stayed in it" in out
    first = load_target("shop", {}).target.waivers[0]
    assert (first.check, first.reason) == ("smoke.z", "Looked at by hand")
    text = path.read_text(encoding="utf-8")
    waive(capsys, place, "--force", "--check", "smoke.minor")
    assert path.read_text(encoding="utf-8") == text, "the same twice is the same file"


def test_looking_first_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = waive(capsys, keep(folder, failed()), "--output", "-")
    assert [one["check"] for one in tomllib.loads(out)["waivers"]] == ["security.a", "smoke.z"]
    assert [path.name for path in (folder / "targets").iterdir()] == ["shop.toml"]


@pytest.mark.parametrize(
    ("more", "expires", "words"),
    [
        ([], "2020-01-01", "is in the past"),
        ([], "2099-01-01", "is too far away; a waiver holds for 92 days at most"),
        ([], "400d", "is too far away"),
        ([], "soon", "write a day such as 2026-01-31, or a duration such as 30d"),
        (["--check", "smoke.y"], SOON, "unknown check 'smoke.y'; did you mean smoke.z"),
        (["--check", "smoke.fine"], SOON, "it did not fail but is passed, and only failures can be waived"),
        (["--reason", "no"], SOON, "--reason 'no': must have at least 8 characters"),
        (["--output", "waivers.toml"], SOON, "is read only if it is called like the target's file"),
    ],
)
def test_what_cannot_be_waived_is_one_line_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], more: list[str], expires: str, words: str
) -> None:
    assert words in waive(capsys, keep(folder, failed()), *more, expires=expires, code=4)
    assert [path.name for path in (folder / "targets").iterdir()] == ["shop.toml"]


def test_a_target_without_a_file_needs_a_name_for_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "targets" / "shop.toml").unlink()
    place = keep(folder, failed())
    assert "targets/shop.toml" in waive(capsys, place, code=4)
    waive(capsys, place, "--output", "targets/shop.waivers.toml")
    (folder / "targets" / "shop.toml").write_text(TARGET)
    assert len(load_target("shop", {}).target.waivers) == 2


def test_a_mistake_in_the_file_of_waivers_names_that_file(folder: Path) -> None:
    (folder / "targets" / "shop.waivers.toml").write_text('[[waivers]]\ncheck = "a"\nreson = "long enough"\n')
    with pytest.raises(TargetError) as caught:
        load_target("shop", {})
    assert "targets/shop.waivers.toml: waivers[0].reson" in str(caught.value)
    assert "did you mean reason?" in str(caught.value)


def test_what_did_not_answer_cannot_be_waived_into_a_go(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = failed()
    report = report.model_copy(
        update={"run": report.run.model_copy(update={"answered": False}), "reasons": ["it refused the connection"]}
    )
    out = waive(capsys, keep(folder, report), "--including-blockers")
    assert "the next verdict is NO-GO: it refused the connection" in out
