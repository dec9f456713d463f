"""The report that a release manager reads: one page, without scripts, without a network."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import AnswerRecord, CheckRecord, FindingRecord, PromiseRecord, RunReport
from prodworthy.reporting import differences, statutes, wording
from prodworthy.reporting.inert import cut, inert
from prodworthy.reporting.pictures import Pictures
from prodworthy.reporting.telling import alike, parts_alike, telling

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

_TEMPLATES = Path(__file__).parent / "templates"
_UNKNOWN = (Outcome.UNMEASURED, Outcome.BLOCKED, Outcome.WITHHELD)
_ANSWERS = ("broken", "not proven", "kept", "not asked")
_ID = re.compile(r"\b[a-z0-9]+(?:\.[a-z0-9_]+)+\b")
_SOURCES = re.compile(
    r"RFC (?P<rfc>\d{3,5})(?:,? (?:section|§) ?(?P<section>\d+(?:\.\d+)*))?"
    r"|CWE-(?P<cwe>\d{1,5})"
    r"|(?P<url>https://[\w./#?=&%~+-]*[\w/])"
)


def render(report: RunReport, folder: Path) -> str:
    """Return the report as one HTML document.

    Args:
        report: the run.
        folder: the run's folder, from which screenshots are read and embedded.
    """
    anchors = _anchors(report.checks)
    gate = report.run.threshold
    failed = sorted(_with(report, [Outcome.FAILED]), key=lambda check: check.severity.rank)
    style = (_TEMPLATES / "report.css").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            report=report,
            run=report.run,
            style=style,
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            words=wording,
            counts=wording.counts(report.checks),
            blocking=[check for check in failed if check.severity.at_least(gate)],
            below=[check for check in failed if not check.severity.at_least(gate)],
            unknown=_alike(_with(report, _UNKNOWN)),
            differences=differences,
            methods=statutes,
            waived=_with(report, [Outcome.WAIVED]),
            promises=sorted(report.promises, key=lambda promise: _ANSWERS.index(promise.answer)),
            answers=_answers(report.promises),
            layers=_by_layer(_with(report, [Outcome.PASSED, Outcome.NOT_APPLICABLE])),
            by_id={check.id: check for check in report.checks},
            anchors=anchors,
            linked=_linker(anchors),
            picture=Pictures(folder).data_uri,
        )
    )


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # noqa: PLC0415 - only a run that renders pays for it

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        bytecode_cache=_bytecode_cache(),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters |= {
        "bounded": _bounded,
        "prose": _prose,
        "sourced": _sourced,
        "adds_to": _adds_to,
        "answered_alike": _answered_alike,
        "is_link": _is_link,
        "own_findings": _own_findings,
        "telling": telling,
        "alike": alike,
        "parts_alike": parts_alike,
        "slug": wording.slug,
        "label": wording.label,
        "seconds": wording.seconds,
        "moment": wording.moment,
        "figure": wording.figure,
    }
    environment.globals["plural"] = wording.plural
    return environment


def _bytecode_cache() -> jinja2.BytecodeCache | None:
    """Keep compiled templates where Python keeps its own bytecode; compiling takes longer than rendering."""
    import jinja2  # noqa: PLC0415 - only a run that renders pays for it

    folder = _TEMPLATES / "__pycache__"
    try:
        folder.mkdir(exist_ok=True)
    except OSError:
        return None
    return jinja2.FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


def _finalize(value: object) -> object:
    """Make every value that a template prints inert, whatever the template forgot."""
    return inert(value) if type(value) is str else value


def _bounded(text: str, limit: int) -> Markup:
    """Return the text, inert, with a note in place of what goes beyond the limit."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - comes with jinja2

    kept, left_out = cut(text, limit)
    shown = escape(inert(kept))
    if not left_out:
        return shown
    note = Markup(' <span class="cut">… {} more characters in run.json</span>')
    return shown + note.format(f"{left_out:,}")


def _prose(text: str) -> Markup:
    """Return a text of the suite's own, with what stands between backquotes set as code."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    code = Markup("<code>{}</code>")
    return _replaced(re.compile("`([^`\n]+)`"), inert(cut(text, 2000)[0]), lambda match: code.format(match[1]))


def _sourced(text: str) -> Markup:
    """Return a reference with links to the sources that it names."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    def address(match: re.Match[str]) -> str:
        if match["rfc"]:
            section = f"#section-{match['section']}" if match["section"] else ""
            return f"https://www.rfc-editor.org/rfc/rfc{match['rfc']}{section}"
        if match["cwe"]:
            return f"https://cwe.mitre.org/data/definitions/{match['cwe']}.html"
        return match[0]

    link = Markup('<a href="{}" rel="noreferrer">{}</a>')
    return _replaced(_SOURCES, inert(cut(text, 600)[0]), lambda match: link.format(address(match), match[0]))


def _linker(anchors: dict[str, str]) -> Callable[[str, int], Markup]:
    """Return a function that links the ids of checks within a text to where the page shows them."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    link = Markup('<a href="#{}">{}</a>')

    def linked(text: str, limit: int) -> Markup:
        kept, left_out = cut(inert(text), limit)
        shown = _replaced(
            _ID, kept, lambda match: link.format(anchors[match[0]], match[0]) if match[0] in anchors else match[0]
        )
        return shown + (f"… ({left_out:,} more characters in run.json)" if left_out else "")

    return linked


def _replaced(pattern: re.Pattern[str], text: str, replacement: Callable[[re.Match[str]], str]) -> Markup:
    """Return the text escaped, with each match replaced; a replacement that is plain text is escaped too."""
    from markupsafe import Markup, escape  # noqa: PLC0415 - comes with jinja2

    shown = Markup("")
    end = 0
    for match in pattern.finditer(text):
        shown += escape(text[end : match.start()]) + escape(replacement(match))
        end = match.end()
    return shown + escape(text[end:])


def _adds_to(summary: str, findings: Iterable[FindingRecord]) -> bool:
    """Whether a summary says anything that the findings below it do not say."""
    return bool(summary) and not any(finding.seen and finding.seen in summary for finding in findings)


def _own_findings(check: CheckRecord) -> list[FindingRecord]:
    """Return the findings that no part of the check shows."""
    shown = {(finding.seen, finding.required) for part in check.parts for finding in part.findings}
    return [finding for finding in check.findings if (finding.seen, finding.required) not in shown]


def _answered_alike(answers: Iterable[AnswerRecord]) -> list[list[AnswerRecord]]:
    """Return the answers in groups that say the same, so that it is read once; in the order of the first of each."""
    groups: dict[tuple[str, ...], list[AnswerRecord]] = {}
    for answer in answers:
        groups.setdefault((answer.kind, answer.answer, answer.said, answer.needed, answer.link), []).append(answer)
    return list(groups.values())


def _is_link(text: str) -> bool:
    """Whether a text is an address that a reader may be sent to; no other scheme is one."""
    return re.fullmatch(r"https?://[^\s\"'<>]{1,500}", text) is not None


def _anchors(checks: list[CheckRecord]) -> dict[str, str]:
    """Return the fragment under which the page shows each check, by the check's id."""
    anchors: dict[str, str] = {}
    taken: set[str] = set()
    for check in checks:
        base = anchor = re.sub(r"[^a-z0-9._-]+", "-", check.id.lower())[:120] or "check"
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken.add(anchor)
        anchors.setdefault(check.id, anchor)
    return anchors


def _with(report: RunReport, outcomes: Iterable[Outcome]) -> list[CheckRecord]:
    wanted = set(outcomes)
    return [check for check in report.checks if check.outcome in wanted]


def _alike(checks: list[CheckRecord]) -> list[tuple[Outcome, str, list[CheckRecord]]]:
    """Return the checks in groups of one outcome and reason, so that a reason shared by a hundred is read once."""
    groups: dict[tuple[Outcome, str], list[CheckRecord]] = {}
    for check in sorted(checks, key=lambda check: (_UNKNOWN.index(check.outcome), check.severity.rank)):
        groups.setdefault((check.outcome, check.summary), []).append(check)
    return [(outcome, reason, members) for (outcome, reason), members in groups.items()]


def _answers(promises: list[PromiseRecord]) -> dict[str, int]:
    return {answer: sum(promise.answer == answer for promise in promises) for answer in _ANSWERS}


def _by_layer(checks: list[CheckRecord]) -> list[dict[str, Any]]:
    names = list(dict.fromkeys([*wording.LAYERS, *(check.layer for check in checks)]))
    return [
        {"title": wording.LAYERS.get(name, name), "checks": members, "counts": wording.counts(members)}
        for name in names
        if (members := [check for check in checks if check.layer == name])
    ]
