"""Write `docs/target.schema.json`, with which editors complete and check target files."""

from __future__ import annotations

import json
from pathlib import Path

from prodworthy.target import Target

DIALECT = "https://json-schema.org/draft/2020-12/schema"

if __name__ == "__main__":
    schema = {"$schema": DIALECT} | Target.model_json_schema()
    written = Path(__file__).parents[1] / "docs" / "target.schema.json"
    written.write_text(json.dumps(schema, indent=1) + "\n", encoding="utf-8")
