"""The JSON Schema of `run.json`, as the text of `docs/run.schema.json`: `python -m prodworthy.reporting.schema`."""

from __future__ import annotations

import json
import sys

from prodworthy.record import RunReport


def schema_text() -> str:
    """Return the schema as text, ready to be written to a file."""
    return json.dumps(RunReport.json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
