import xml.etree.ElementTree as ET

import pytest

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, RunReport
from prodworthy.reporting import junit
from tests.unit.reporting import samples


def parsed(report: RunReport) -> ET.Element:
    return ET.fromstring(junit.render(report))  # noqa: S314 - our own text


def cases(root: ET.Element) -> dict[str, ET.Element]:
    return {case.get("name", "").partition(":")[0]: case for case in root.iter("testcase")}


def test_the_counts_are_those_of_the_run() -> None:
    report = samples.no_go()
    root = parsed(report)

    def number(*outcomes: Outcome) -> int:
        return sum(check.outcome in outcomes for check in report.checks)

    assert root.get("tests") == str(len(report.checks))
    assert root.get("failures") == str(number(Outcome.FAILED)) == "5"
    assert root.get("errors") == str(number(Outcome.UNMEASURED, Outcome.BLOCKED)) == "3"
    skipped = number(Outcome.WITHHELD, Outcome.NOT_APPLICABLE, Outcome.WAIVED)
    assert root.get("skipped") == str(skipped) == "4"
    for name in ("tests", "failures", "errors", "skipped"):
        assert sum(int(suite.get(name, "")) for suite in root) == int(root.get(name, ""))
    assert {suite.get("name") for suite in root} == {"smoke", "contract", "security", "e2e"}


def test_a_failure_explains_itself() -> None:
    case = cases(parsed(samples.no_go()))["security.hsts"]
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("message") == "FAILED: the landing page: max-age=300; required: max-age of at least 31536000"
    text = failure.text or ""
    assert "seen strict-transport-security: max-age=300; required max-age of at least 31536000" in text
    assert "remedy: Send Strict-Transport-Security" in text
    assert "curl --include" in text
    properties = {one.get("name"): one.get("value") for one in case.iter("property")}
    assert properties["severity"] == "major"
    assert properties["covers"] == "HDR-HSTS-01 HDR-HSTS-04"
    assert properties["reference"] == "RFC 6797 section 6.1; ASVS v5.0.0-3.4.1"


def test_a_waiver_is_told_with_its_reason_owner_and_end() -> None:
    skipped = cases(parsed(samples.no_go()))["security.accessibility"].find("skipped")
    assert skipped is not None
    message = skipped.get("message") or ""
    assert message.startswith("WAIVED (reason: The balloon grid is being rebuilt")
    assert "owner: Ana Petrescu, expires: 2025-12-15" in message


@pytest.mark.parametrize(
    "checks",
    [
        pytest.param([], id="nothing-ran"),
        pytest.param([samples.check("smoke.one", "One")], id="a-layer-ran-nothing"),
        pytest.param([samples.check("smoke.one", "One", Outcome.WITHHELD)], id="withheld"),
    ],
)
def test_a_run_that_is_no_go_ahead_is_never_green(checks: list[CheckRecord]) -> None:
    report = RunReport(run=samples.run_info(), verdict="INCOMPLETE", exit_code=10, reasons=["why"], checks=checks)
    root = parsed(report)
    assert root.get("errors") == "1"
    error = root.find(".//error")
    assert error is not None
    assert error.get("message") == "why"


def test_a_go_has_no_case_but_its_checks() -> None:
    report = samples.go()
    assert parsed(report).get("tests") == str(len(report.checks))


def test_hostile_text_stays_text() -> None:
    text = junit.render(samples.hostile())
    root = ET.fromstring(text)  # noqa: S314 - our own text
    assert root.get("tests") == str(len(Outcome))
    assert len(text) < 300_000
    assert "\x1b" not in text
    assert "\u202e" not in text
