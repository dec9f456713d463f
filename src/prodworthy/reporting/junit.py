"""JUnit XML, for the test view of a CI server, which knows fewer outcomes: nothing unproven becomes green there."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # writes only; nothing is parsed
from collections.abc import Iterable

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, RunReport
from prodworthy.reporting import wording
from prodworthy.reporting.inert import cut, inert
from prodworthy.reporting.telling import curl_line

_ELEMENTS = {
    Outcome.FAILED: "failure",
    Outcome.BLOCKED: "error",
    Outcome.UNMEASURED: "error",
    Outcome.WITHHELD: "skipped",
    Outcome.WAIVED: "skipped",
    Outcome.NOT_APPLICABLE: "skipped",
}
_LONGEST = 20_000
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 section 2.2


def render(report: RunReport) -> str:
    """Return the run as JUnit XML: a suite for each layer, a case for each check.

    A run that is not a GO has at least one failure or error: where no check shows it (a layer that ran nothing, a check
    withheld), a case of its own says so.
    """
    root = ET.Element("testsuites", name=_clean(f"prodworthy {report.run.target}"))
    for layer in dict.fromkeys(check.layer for check in report.checks):
        checks = [check for check in report.checks if check.layer == layer]
        suite = _suite(root, layer, report)
        for check in checks:
            _case(suite, check)
        _count(suite)
    if report.verdict != "GO" and root.find(".//failure") is None and root.find(".//error") is None:
        suite = _suite(root, "verdict", report)
        case = ET.SubElement(suite, "testcase", classname="prodworthy", name="verdict: the run is a GO", time="0.000")
        error = ET.SubElement(case, "error", type=report.verdict, message=_clean("; ".join(report.reasons)))
        error.text = _clean("\n".join(report.reasons), _LONGEST)
        _count(suite)
    _count(root)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: ET.Element, name: str, report: RunReport) -> ET.Element:
    run = report.run
    suite = ET.SubElement(root, "testsuite", name=_clean(name), timestamp=_clean(run.started))
    about = {
        "verdict": report.verdict,
        "target": run.target,
        "base_url": run.base_url,
        "version": run.version,
        "phase": run.phase,
        "selection": run.selection,
        "run": run.id,
    }
    _properties(suite, about.items())
    return suite


def _case(suite: ET.Element, check: CheckRecord) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_clean(check.layer),
        name=_clean(f"{check.id}: {check.title}"),
        time=f"{check.duration_s:.3f}",
    )
    about = {
        "id": check.id,
        "severity": check.severity.value,
        "outcome": check.outcome.value,
        "footprint": check.footprint.value,
        "reference": check.reference,
        "covers": " ".join(check.covers),
        "flaky": "true" if check.flaky else "",
    }
    _properties(case, about.items())
    if check.outcome not in _ELEMENTS:
        return
    said = ET.SubElement(case, _ELEMENTS[check.outcome], message=_clean(_message(check)))
    if said.tag != "skipped":
        said.set("type", check.outcome.value)
        said.text = _clean(_details(check), _LONGEST)


def _message(check: CheckRecord) -> str:
    first = check.summary.partition("\n")[0] or wording.OUTCOMES[check.outcome][1]
    if check.outcome is Outcome.WAIVED and check.waiver:
        accepted = ", ".join(f"{name}: {value}" for name, value in check.waiver.items() if name != "check")
        return f"WAIVED ({accepted}): {first}"
    return f"{check.outcome.value}: {first}"


def _details(check: CheckRecord) -> str:
    lines = [check.summary]
    lines += [
        f"- {finding.where or check.id}: seen {finding.seen}; required {finding.required}" for finding in check.findings
    ]
    lines += [f"- {part.name}: {wording.label(part.outcome)}: {part.summary}" for part in check.parts]
    for name, text in {"why": check.why, "remedy": check.remedy, "reference": check.reference}.items():
        lines += [f"{name}: {text}"] if text else []
    lines.append(curl_line(check))
    return "\n".join(lines)


def _properties(parent: ET.Element, values: Iterable[tuple[str, str]]) -> None:
    holder = ET.SubElement(parent, "properties")
    for name, value in values:
        if value:
            ET.SubElement(holder, "property", name=name, value=_clean(value))


def _count(element: ET.Element) -> None:
    cases = element.findall(".//testcase")
    element.set("tests", str(len(cases)))
    for tag, name in {"failure": "failures", "error": "errors", "skipped": "skipped"}.items():
        element.set(name, str(sum(case.find(tag) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def _clean(text: str, limit: int = 600) -> str:
    kept, left_out = cut(text, limit)
    note = f"… ({left_out} more characters in run.json)" if left_out else ""
    return _NO_XML.sub("\ufffd", inert(kept)) + note
