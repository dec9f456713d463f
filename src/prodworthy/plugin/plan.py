"""What would run, and the catalogue of what there is: answers that send nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from prodworthy.facts.catalogue import Catalogue, Check
from prodworthy.plugin.collecting import observations_used
from prodworthy.plugin.observing import Observing
from prodworthy.plugin.safety import left_out
from prodworthy.plugin.setting import Setting


def write_plan(
    items: Sequence[pytest.Item],
    checks: Mapping[str, Check],
    setting: Setting,
    observing: Observing,
) -> None:
    """Print what a run would do: its checks, how many requests they send, what they create, how long it takes."""
    from rich.console import Console  # noqa: PLC0415 - only a plan needs it
    from rich.table import Table  # noqa: PLC0415

    table = Table("check", "footprint", "requests", "creates", "", box=None, pad_edge=False)
    asked: set[str] = set()
    own_requests = 0
    shown: set[str] = set()
    known = observing.known
    for item in items:
        declared = checks.get(item.nodeid)
        if declared is None or declared.id in shown:
            continue
        shown.add(declared.id)
        reason = left_out(declared, setting.target, setting.run)
        if reason is not None:
            table.add_row(
                declared.id, str(declared.footprint), "", "", f"{reason.outcome}: {reason.reason}", style="dim"
            )
            continue
        needed = observing.closure(observations_used(item, known))
        new = needed - asked
        asked |= needed
        requests = declared.requests + sum(known[name].request_count(setting.target) for name in new)
        own_requests += declared.requests
        table.add_row(
            declared.id, str(declared.footprint), f"{requests}" if requests else "shared", declared.creates, ""
        )
    total = own_requests + sum(known[name].request_count(setting.target) for name in asked)
    rate = setting.target.gate.requests_per_second
    console = Console()
    console.print(table)
    console.print(
        f"\nabout {total} requests to {setting.target.base_url}, at most {rate:g} a second and "
        f"{setting.target.gate.concurrency} at once: at least {total / rate:.0f} s. Nothing has been sent.",
        highlight=False,
        soft_wrap=True,
    )


def write_catalogue(catalogue: Catalogue, path: Path) -> None:
    """Write the collected checks as JSON: a list of objects, one a check, in the order in which they run."""
    path.write_text(json.dumps([_as_json(check) for check in catalogue], indent=1) + "\n", encoding="utf-8")


def _as_json(check: Check) -> dict[str, object]:
    plain: dict[str, object] = {}
    for name in Check.__dataclass_fields__:
        value = getattr(check, name)
        plain[name] = (
            sorted(value) if isinstance(value, frozenset) else list(value) if isinstance(value, tuple) else value
        )
    return {**plain, "layer": check.layer}
