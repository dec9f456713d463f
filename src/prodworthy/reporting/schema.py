"""The JSON Schema of `run.json`, as the text of `docs/run.schema.json`: `python -m prodworthy.reporting.schema`."""

from __future__ import annotations

import json
import sys
from typing import Any

from prodworthy.facts.record import RunReport


def schema_text() -> str:
    """Return the schema as text, ready to be written to a file."""
    return json.dumps(_unwrapped(RunReport.json_schema()), indent=2, ensure_ascii=False) + "\n"


def _unwrapped(value: Any) -> Any:
    """Put every description on one line: how a docstring is wrapped is no change of the schema."""
    if isinstance(value, dict):
        return {
            key: " ".join(item.split()) if key == "description" and isinstance(item, str) else _unwrapped(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_unwrapped(item) for item in value]
    return value


if __name__ == "__main__":
    sys.stdout.write(schema_text())
