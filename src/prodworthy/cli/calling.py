"""Calling pytest, in this process, on the suite and on nothing that lies about in the user's folder."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prodworthy.facts.catalogue import LAYERS, unknown
from prodworthy.facts.suite_location import SuiteLocation, suite_location

if TYPE_CHECKING:
    import pytest

_PLUGINS = ("asyncio", "metadata", "html", "prodworthy")
_FOREIGN = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")


class Mistake(Exception):
    """The command line was not used as it can be; the text says how, a line for each mistake."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which checks are meant; empty means all of them.

    Attributes:
        layers: names of layers.
        checks: ids of checks.
        keyword: pytest's `-k`.
        mark: pytest's `-m`.
    """

    layers: Sequence[str] = ()
    checks: Sequence[str] = ()
    keyword: str = ""
    mark: str = ""

    def words(self) -> list[str]:
        """Return the selection as it is written on the command line."""
        named = [
            (name, value) for name, values in (("--layer", self.layers), ("--check", self.checks)) for value in values
        ]
        named += [(name, value) for name, value in (("-k", self.keyword), ("-m", self.mark)) if value]
        return [word for pair in named for word in pair]


@dataclass(slots=True)
class OnlyChecks:
    """A pytest plugin that leaves out every check but those of the given ids."""

    wanted: Collection[str]
    known: set[str] = field(default_factory=set)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deselect the rest.

        Raises:
            pytest.UsageError: if there is no check of one of the ids.
        """
        import pytest  # noqa: PLC0415 - see `run_pytest`

        from prodworthy.facts.catalogue import check_of  # noqa: PLC0415

        if not self.wanted:
            return
        ids = {item: check.id for item in items if (check := check_of(getattr(item, "function", None)))}
        for asked in self.wanted:
            if asked not in ids.values():
                raise pytest.UsageError(unknown("check", asked, set(ids.values())))
        config.hook.pytest_deselected(items=[item for item in items if ids.get(item) not in self.wanted])
        items[:] = [item for item in items if ids.get(item) in self.wanted]


class ImportsStay:
    """A pytest plugin that spares the garbage collector what lives until the end anyway: a tenth of a short run."""

    def pytest_collection_finish(self) -> None:
        """Set aside all that was imported and collected, and collect garbage from here on."""
        gc.freeze()
        gc.enable()


def run_pytest(selection: Selection, options: Sequence[str], cache: Path | None = None) -> int:
    """Run pytest on the suite and return its exit code.

    The user's own pytest configuration, `conftest.py`, plugins and `PYTEST_ADDOPTS` stay out of it: none of them may
    change what a verdict means.

    Raises:
        Mistake: if a layer of the selection does not exist, or the suite is not installed as a whole.
    """
    place = _place()
    for layer in selection.layers:
        if layer not in LAYERS:
            raise Mistake(unknown("layer", layer, LAYERS))
    arguments = ["-c", str(place.config), "--rootdir", str(place.root), "--confcutdir", str(place.root)]
    arguments += [word for name in _PLUGINS for word in ("-p", name)]
    arguments += ["-o", f"cache_dir={cache.resolve()}"] if cache else ["-p", "no:cacheprovider"]
    arguments += ["-k", selection.keyword] if selection.keyword else []
    arguments += ["-m", selection.mark] if selection.mark else []
    arguments += [*options, *(str(place.layer(name)) for name in selection.layers or LAYERS)]
    for name in _FOREIGN:
        os.environ.pop(name, None)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    gc.disable()
    import pytest  # noqa: PLC0415 - `--help` and mistakes need not wait for it

    return int(pytest.main(arguments, plugins=[OnlyChecks(selection.checks), ImportsStay()]))


def collected_checks(layers: Sequence[str] = (), own: Sequence[Path] = ()) -> list[dict[str, Any]]:
    """Return the catalogue: every check of the layers as declared, in the order in which they run.

    Args:
        layers: names of layers; none: all of them.
        own: folders of a team's own checks.

    Raises:
        Mistake: if the layers cannot be collected; the text is what pytest said.
    """
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "checks.json"
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            run_pytest(
                Selection(layers), ["-q", "--list-checks", str(file), *(f"--own-checks={folder}" for folder in own)]
            )
        if not file.is_file():
            raise Mistake(f"the checks cannot be collected:\n{said.getvalue().strip()}")
        checks: list[dict[str, Any]] = json.loads(file.read_bytes())
    return checks


def _place() -> SuiteLocation:
    try:
        return suite_location()
    except FileNotFoundError as error:
        raise Mistake(str(error)) from None
