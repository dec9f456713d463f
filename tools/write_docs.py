"""Write `docs/checks.md` and `docs/coverage.md` from the checks themselves; with `--check`, only say what is wrong.

The rows of the catalogue are in `docs/catalogue-rows.json`. Those that no check answers stand in `docs/not-covered.md`,
each with its reason, which is written by hand; the line of a row that has got a check is taken out here.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from prodworthy.facts.catalogue import LAYERS, Check, Footprint, Severity
from prodworthy.reporting.catalogue_page import catalogue_page

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
AREAS = {
    "A": "Security headers",
    "B": "Cookies and cross-site requests",
    "C": "TLS and transport",
    "D": "Cross-origin requests",
    "E": "Sign-in, access, abuse, exposure",
    "F": "Age gate",
    "G": "Privacy and consent",
    "H": "Accessibility and languages",
    "I": "Operation",
}
ACCOUNTED = "ABCDEFGH"
"""The areas whose rows are counted, and shown whether or not a check answers them."""
COMPLETE = "ABCDEFGH"
"""Those of them in which every row that no check answers has to have its reason."""
RUNNABLE = frozenset({"RO", "RO!", "BR", "WT", "DS"})
FOOTPRINTS = {
    "RO": "reads",
    "RO!": "reads, with input that may trip a firewall",
    "BR": "reads, in a browser",
    "WT": "writes",
    "DS": "writes, and removes the account",
    "HV": "stresses",
    "STG": "stresses, never in production",
    "EV": "is attested by a person",
}
Row = Mapping[str, str]

_HEAD = """# What the checks cover

This page is generated. It holds the rows of the catalogue of what there is to check in areas A to H, and those of the
other areas that a check answers. The rows that no check answers have their reasons in [not-covered.md](not-covered.md);
what each check asserts is in [checks.md](checks.md).
"""
_REASON = re.compile(r"^\| `(?P<id>[A-Z0-9-]+)` \| (?P<reason>.*\S) \|$", re.MULTILINE)


def declared_checks() -> list[Check]:
    """Return every check of the layers, as collected."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "checks.json"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--list-checks={file}", *LAYERS]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return [_check(entry) for entry in json.loads(file.read_bytes())]


def catalogue_rows() -> list[Row]:
    """Return the rows: id, area, severity, and which footprint a check of it has."""
    rows: list[Row] = json.loads((DOCS / "catalogue-rows.json").read_bytes())
    return rows


def reasons() -> dict[str, str]:
    """Return why rows are not covered, by id."""
    text = (DOCS / "not-covered.md").read_text(encoding="utf-8")
    return {match["id"]: match["reason"] for match in _REASON.finditer(text)}


def take_out(covered: Iterable[str]) -> None:
    """Take the reasons of rows that are covered out of the page of those that are not."""
    page, done = DOCS / "not-covered.md", set(covered)
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not ((match := _REASON.match(line)) and match["id"] in done)]
    page.write_text("".join(kept), encoding="utf-8")


def covering(checks: Iterable[Check]) -> dict[str, list[str]]:
    """Return the ids of the checks that answer each row."""
    by_row: dict[str, list[str]] = {}
    for check in sorted(checks, key=lambda one: one.id):
        for row in check.covers:
            by_row.setdefault(row, []).append(check.id)
    return by_row


def accounted(row: Row) -> bool:
    """Whether the row counts: it is of areas A to H, and a run could find out."""
    return row["area"] in ACCOUNTED and RUNNABLE.issuperset(row["footprint"].split("/"))


def complete(row: Row) -> bool:
    """Whether the row has to be covered, or have a reason."""
    return accounted(row) and row["area"] in COMPLETE


def problems(rows: Iterable[Row], covered: Mapping[str, list[str]], why_not: Mapping[str, str]) -> Iterator[str]:
    """Yield what does not agree between the checks, the rows and the reasons."""
    known = {row["id"]: row for row in rows}
    for row in sorted(covered.keys() - known.keys()):
        yield f"{row}, which {covered[row][0]} covers, is no row of the catalogue"
    for row in sorted(why_not.keys() - known.keys()):
        yield f"{row} has a reason in docs/not-covered.md, and is no row of the catalogue"
    for row in sorted(why_not.keys() & covered.keys()):
        yield f"{row} is covered by {covered[row][0]}, and docs/not-covered.md says that it is not"
    for row, facts in known.items():
        if complete(facts) and row not in covered and row not in why_not:
            yield f"{row} ({facts['severity']}) is neither covered nor given a reason in docs/not-covered.md"


def coverage_page(rows: Iterable[Row], covered: Mapping[str, list[str]]) -> str:
    """Return the page of what covers which row."""
    rows = list(rows)
    lines = [_HEAD, *_summary(rows, covered), ""]
    for area, title in AREAS.items():
        members = [row for row in rows if row["area"] == area and (area in ACCOUNTED or row["id"] in covered)]
        if members:
            lines += [
                f"## {area}. {title}",
                "",
                "| row | severity | to find out | checks |",
                "| --- | --- | --- | --- |",
            ]
            lines += [_line(row, covered.get(row["id"], ())) for row in members]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _check(entry: Mapping[str, object]) -> Check:
    fields = {name: value for name, value in entry.items() if name != "layer"}
    fields |= {"severity": Severity(str(entry["severity"])), "footprint": Footprint(str(entry["footprint"]))}
    return Check(**fields)  # type: ignore[arg-type] # the plugin wrote the fields of a Check


def _summary(rows: list[Row], covered: Mapping[str, list[str]]) -> Iterator[str]:
    yield "Rows of areas A to H that a run can answer:"
    yield ""
    yield "| severity | rows | covered | not covered |"
    yield "| --- | --- | --- | --- |"
    for severity in Severity:
        members = [row["id"] for row in rows if accounted(row) and row["severity"] == severity]
        answered = sum(row in covered for row in members)
        yield f"| {severity} | {len(members)} | {answered} | {len(members) - answered} |"


def _line(row: Row, checks: Iterable[str]) -> str:
    answer = ", ".join(f"`{check}`" for check in checks)
    if not answer:
        answer = "none: [why](not-covered.md)" if complete(row) else "none"
    footprint = " or ".join(FOOTPRINTS[part] for part in row["footprint"].split("/"))
    return f"| {row['id']} | {row['severity']} | {footprint} | {answer} |"


def main(arguments: list[str]) -> int:
    """Write the pages, or say what is wrong with them; return the exit code."""
    checks, rows = declared_checks(), catalogue_rows()
    covered = covering(checks)
    if "--check" not in arguments:
        take_out(covered)
    wrong = list(problems(rows, covered, reasons()))
    for name, text in {"checks.md": catalogue_page(checks), "coverage.md": coverage_page(rows, covered)}.items():
        page = DOCS / name
        if "--check" not in arguments:
            page.write_text(text, encoding="utf-8")
        elif not page.is_file() or page.read_text(encoding="utf-8") != text:
            wrong.append(f"docs/{name} is not current: make docs")
    sys.stderr.writelines(f"{problem}\n" for problem in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
