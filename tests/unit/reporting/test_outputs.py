import json
import time
from pathlib import Path

import jsonschema
import pytest

from prodworthy.facts.record import RunReport
from prodworthy.reporting import html, write_outputs
from prodworthy.reporting.schema import schema_text
from tests.unit.reporting import samples

SAMPLES = {"go": samples.go, "no_go": samples.no_go, "incomplete": samples.incomplete, "hostile": samples.hostile}
DOCUMENTED = Path(__file__).parents[3] / "docs" / "run.schema.json"


@pytest.mark.parametrize("name", SAMPLES)
def test_the_record_keeps_to_its_schema_and_survives_a_round_trip(tmp_path: Path, name: str) -> None:
    report = SAMPLES[name]()
    write_outputs(report, tmp_path)
    text = (tmp_path / "run.json").read_text(encoding="utf-8")
    jsonschema.validate(json.loads(text), json.loads(schema_text()))
    assert RunReport.from_json(text) == report
    assert json.loads(text)["schema"] == 1


def test_the_documented_schema_is_the_schema() -> None:
    assert DOCUMENTED.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m prodworthy.reporting.schema > docs/run.schema.json"
    )


def test_the_outputs_are_whole_files_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    written = write_outputs(samples.go(), folder)
    assert written == [folder / name for name in ("run.json", "index.html", "junit.xml", "summary.md")]
    assert sorted(folder.iterdir()) == sorted(written)


def test_a_renderer_that_fails_leaves_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(html, "render", broken)
    with pytest.raises(RuntimeError):
        write_outputs(samples.go(), tmp_path)
    assert RunReport.from_json((tmp_path / "run.json").read_bytes()).verdict == "GO"


def test_text_that_cannot_be_encoded_does_not_cost_the_record() -> None:
    report = samples.go()
    failed = samples.check("smoke.one", "One", summary="name: \ud800 and \ud83d\ude00")
    report.checks = [failed]
    assert RunReport.from_json(report.to_json()).checks[0].summary == "name: \ufffd and 😀"


def test_the_page_of_a_whole_suite_is_rendered_in_a_tenth_of_a_second(tmp_path: Path) -> None:
    report = samples.no_go()
    report.checks = [
        check.model_copy(update={"id": f"{check.id}_{number}"}) for number in range(3) for check in report.checks
    ]
    assert len(report.checks) >= 120
    html.render(report, tmp_path)  # the first time pays for the import and the templates
    best = min(_timed(report, tmp_path) for _ in range(5))
    assert best < 0.1


def _timed(report: RunReport, folder: Path) -> float:
    began = time.perf_counter()
    html.render(report, folder)
    return time.perf_counter() - began
