"""Where the layers and the target files are: in a checkout, or inside the installed wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prodworthy.facts.catalogue import LAYERS

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class SuiteLocation:
    """The suite on disk.

    Attributes:
        root: the folder that holds the layers, `targets/` and the root `conftest.py`; pytest's rootdir.
        config: the file with pytest's options for the layers.
    """

    root: Path
    config: Path

    @property
    def targets(self) -> Path:
        """The folder of the target files that come with the suite."""
        return self.root / "targets"

    def layer(self, name: str) -> Path:
        """Return the folder of a layer."""
        return self.root / name


def suite_location(package: Path = _PACKAGE) -> SuiteLocation:
    """Return where the suite is.

    An editable install does not see the folders that the wheel maps under `suite/`, so there they are looked for at
    the top of the checkout.

    Raises:
        FileNotFoundError: if neither place holds the layers: the installation is incomplete.
    """
    checkout = package.parent.parent
    for place in (SuiteLocation(package / "suite", package / "suite" / "pytest.ini"),
                  SuiteLocation(checkout, checkout / "pyproject.toml")):  # fmt: skip
        if place.config.is_file() and all(place.layer(name).is_dir() for name in LAYERS):
            return place
    raise FileNotFoundError(f"the suite's layers are neither in {package / 'suite'} nor in {checkout}; install again")
