"""The command `prodworthy`, on another suite than its own: `prodworthy_on.py FOLDER run …`."""

from __future__ import annotations

import sys
from pathlib import Path

from prodworthy.cli import calling, main
from prodworthy.facts.suite_location import SuiteLocation

folder = Path(sys.argv[1])


def _place() -> SuiteLocation:
    return SuiteLocation(folder, folder / "pytest.ini")


calling.suite_location = _place  # type: ignore[assignment]  # it needs no argument here
main(sys.argv[2:])
