"""The page that lists every check, as the text of `docs/checks.md`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from prodworthy.facts.catalogue import LAYERS, Check
from prodworthy.reporting import wording
from prodworthy.reporting.markdown import escaped

_HEAD = """# The checks

This page is generated from the checks themselves. A check's title is a sentence that is true when it passes.
"""


def catalogue_page(checks: Iterable[Check]) -> str:
    """Return the page: for each layer an overview, then each check in full."""
    by_id = sorted(checks, key=lambda check: check.id)
    lines = [_HEAD, f"{wording.plural(len(by_id), 'check')}.", ""]
    for layer in LAYERS:
        members = [check for check in by_id if check.layer == layer]
        if members:
            lines += [f"## {wording.LAYERS[layer]}", "", *_overview(members), ""]
            for check in members:
                lines += [*_entry(check), ""]
    return "\n".join(lines).rstrip() + "\n"


def _overview(checks: list[Check]) -> list[str]:
    rows = [
        " | ".join(
            [f"[`{check.id}`](#{_anchor(check.id)})", escaped(check.title), check.severity.value, _footprint(check)]
        )
        for check in checks
    ]
    return [
        "| check | what it asserts | severity | footprint |",
        "| --- | --- | --- | --- |",
        *(f"| {row} |" for row in rows),
    ]


def _entry(check: Check) -> list[str]:
    facts = {
        "Severity": check.severity.value,
        "Footprint": _footprint(check),
        "Needs": ", ".join(sorted(check.needs)),
        "Leaves until cleaned up": escaped(check.creates),
        "Remedy": escaped(check.remedy),
        "Reference": escaped(check.reference),
        "Answers": ", ".join(check.covers),
    }
    listed = [f"- {name}: {value}" for name, value in facts.items() if value]
    return [f"### `{check.id}`", "", f"**{escaped(check.title)}**", "", escaped(check.why), "", *listed]


def _footprint(check: Check) -> str:
    return f"{check.footprint.value}, on request only" if check.opt_in else check.footprint.value


def _anchor(check_id: str) -> str:
    """Return the fragment that GitHub gives the heading of that check."""
    return re.sub(r"[^a-z0-9_-]", "", check_id)
