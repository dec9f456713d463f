"""A demo that no run has started for itself, as a deployment is that people use."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from tests.demo.conftest import Demo, start, stop
from tests.runs import ROOT


@dataclass(frozen=True, slots=True)
class Deployment:
    """The demo, and the option that names its target file."""

    demo: Demo
    target: str

    @property
    def url(self) -> str:
        """Where it is."""
        return str(self.demo.facts["url"])


@contextmanager
def deployment(folder: Path, changes: Mapping[str, Mapping[str, Any]] | None = None) -> Iterator[Deployment]:
    """Start one; `changes` are keys for the tables of its target file."""
    demo = start()
    try:
        declared = tomllib.loads((ROOT / "targets" / "balloond.toml").read_text(encoding="utf-8"))
        declared["base_url"] = str(demo.facts["url"])
        gate = {"allow": "stresses", "requests_per_second": 1000.0}
        for promised in declared["response_times"]:
            promised |= {"share": 0.5, "success_rate": 0.5, "samples": 10}  # not what is tried here
        for table, values in {"gate": gate, **(changes or {})}.items():
            declared[table] = {**declared.get(table, {}), **values}
        path = folder / "balloond.toml"
        path.write_text(tomli_w.dumps(declared), encoding="utf-8")
        yield Deployment(demo, f"--target={path}")
    finally:
        stop(demo)
