"""Write the pytest options of the installed suite, which are those of the checkout."""

from __future__ import annotations

import shlex
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def text() -> str:
    """Return the content of `pytest.ini`, made from `[tool.pytest.ini_options]`."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    lines = ["# Made from pyproject.toml by tools/write_pytest_ini.py.", "[pytest]"]
    for name, value in options.items():
        if name == "filterwarnings":
            lines.append(f"{name} =\n    " + "\n    ".join(value))
        else:
            lines.append(f"{name} = {shlex.join(value) if isinstance(value, list) else value}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "src" / "prodworthy" / "suite" / "pytest.ini").write_text(text(), encoding="utf-8")
