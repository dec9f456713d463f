"""The command `prodworthy`, on another suite than its own: `prodworthy_on.py FOLDER run …`."""

from __future__ import annotations

import sys
from pathlib import Path

from prodworthy.cli import calling, main
from prodworthy.suite_location import SuiteLocation

folder = Path(sys.argv[1])
calling.suite_location = lambda: SuiteLocation(folder, folder / "pytest.ini")
main(sys.argv[2:])
