"""The generated documentation: it is current, and every row of the catalogue is accounted for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_documentation_is_current_and_complete() -> None:
    command = [sys.executable, "tools/write_docs.py", "--check"]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603 - its own tool
    assert not ended.stderr
    assert ended.returncode == 0
