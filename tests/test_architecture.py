"""The shape of the project: who may import whom, how large a file is, what happens at import."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "prodworthy"
LAYERS = ("smoke", "e2e", "contract", "security")

# From the ground up. A module may import its own floor and lower ones.
FLOORS = {
    "facts": {"facts", "target", "__init__"},
    "rules": {"rules"},
    "probes": {"probes", "chromium"},
    "reporting": {"reporting", "history"},
    "plugin": {"plugin", "api", "embedded"},
    "cli": {"cli", "__main__"},
}
PUBLIC = ("prodworthy.api", "prodworthy.rules")
SENDING = {"httpx", "socket", "ssl", "playwright", "urllib.request", "http.client", "websockets", "requests", "aiohttp"}
LARGEST = 300  # lines; what is larger is not read in one sitting
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


CODE = [path for folder in ("src", "demo", *LAYERS, "tests", "tools", "benchmarks") for path in modules(ROOT / folder)]
OWN = modules(SOURCE)


@cache
def imports(path: Path) -> tuple[tuple[str, bool], ...]:
    """Return what a module imports: dotted names, and whether at import time (else inside a function)."""
    found = []
    for node, runs in _nodes(ast.parse(path.read_text(encoding="utf-8")), at_import=True):
        if isinstance(node, ast.Import):
            found += [(alias.name, runs) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            found += [(node.module or "", runs)]
            found += [(f"{node.module}.{alias.name}", runs) for alias in node.names]
    return tuple(found)


def _nodes(node: ast.AST, *, at_import: bool) -> Iterator[tuple[ast.AST, bool]]:
    for child in ast.iter_child_nodes(node):
        deferred = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        only_for_types = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        yield child, at_import
        yield from _nodes(child, at_import=at_import and not deferred and not only_for_types)


def floor(module: str) -> int:
    part = [*module.split("."), ""][1]
    named = [rank for rank, parts in enumerate(FLOORS.values()) if part in parts]
    assert named, f"{module} is on no floor"
    return named[0]


def of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)


def starts(module: str, packages: tuple[str, ...] | set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("path", OWN, ids=name)
def test_a_floor_imports_only_lower_ones(path: Path) -> None:
    mine = floor(of(path))
    above = [
        module
        for module, _ in imports(path)
        if module.startswith("prodworthy.") and module != "prodworthy.__version__" and floor(module) > mine
    ]
    assert not above, f"{list(FLOORS)[mine]} may not import {', '.join(above)}"


@pytest.mark.parametrize("path", modules(SOURCE / "rules"), ids=name)
def test_rules_do_no_input_or_output(path: Path) -> None:
    forbidden = {"os", "pathlib", "subprocess", "io", "shutil", "tempfile", "asyncio", "threading", "time", "random"}
    assert not [module for module, _ in imports(path) if starts(module, forbidden)]
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in {"open", "print"}]


@pytest.mark.parametrize(
    "path", [path for path in OWN if not name(path).startswith("src/prodworthy/probes/")], ids=name
)
def test_only_probes_open_sockets(path: Path) -> None:
    assert not [module for module, _ in imports(path) if starts(module, SENDING)]


@pytest.mark.parametrize("path", [path for layer in LAYERS for path in modules(ROOT / layer)], ids=name)
def test_layers_import_only_the_public_interface(path: Path) -> None:
    own = [module for module, _ in imports(path) if module.startswith("prodworthy.")]
    assert not [module for module in own if not starts(module, PUBLIC)]
    layers = [module for module, _ in imports(path) if starts(module, LAYERS)]
    assert not [module for module in layers if not starts(module, (f"{path.relative_to(ROOT).parts[0]}", "e2e.pages"))]
    assert not [module for module, _ in imports(path) if starts(module, SENDING - {"playwright"})]


def test_the_suite_and_the_demo_know_nothing_of_each_other() -> None:
    checking = [path for path in CODE if name(path).startswith(("src/", *(f"{layer}/" for layer in LAYERS)))]
    assert not [name(path) for path in checking if any(starts(module, ("demo",)) for module, _ in imports(path))]
    serving = modules(ROOT / "demo")
    assert not [name(path) for path in serving if any(starts(module, ("prodworthy",)) for module, _ in imports(path))]


def test_no_module_is_a_drawer() -> None:
    assert not [name(path) for path in CODE if set(path.relative_to(ROOT).with_suffix("").parts) & NAMELESS]


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_file_is_read_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LARGEST, f"{lines} lines"


HEAVY = ("playwright", "schemathesis", "hypothesis", "sqlalchemy", "sslyze")


GENERATING = tuple(
    f"src/prodworthy/probes/conformance_{name}.py" for name in ("process", "worker", "library", "graphql")
)
"""Run in a process of their own, started only where a contract is fuzzed."""
_DATABASE = (
    "tables", "opening", "writing", "ledger", "comparing", "documents", "reading", "tallies", "windows", "store",
)  # fmt: skip
STORING = tuple(f"prodworthy.history.{module}" for module in _DATABASE)
"""Run in the history's own process, and where a command asks the history."""
QUICK = [
    path
    for path in CODE
    if name(path).startswith(("src/", *LAYERS))
    and name(path) not in GENERATING
    and not (name(path).startswith("src/") and of(path) in (*STORING, "prodworthy.cli.history"))
]


@pytest.mark.parametrize("path", QUICK, ids=name)
def test_heavy_libraries_are_imported_where_they_are_needed(path: Path) -> None:
    assert not [module for module, at_import in imports(path) if at_import and starts(module, (*HEAVY, *STORING))]


SENTRY = """
import socket, sys
def refuse(*_, **__): raise AssertionError("a connection at import")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
import importlib, pathlib
for path in sys.argv[1:]:
    importlib.import_module(path)
"""


def test_importing_needs_no_network() -> None:
    skipped = {"prodworthy.__main__", "prodworthy.probes.conformance_process"}
    named = [of(path).removesuffix(".__init__") for path in OWN]
    layers = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for layer in LAYERS
        for path in modules(ROOT / layer)
        if path.name.startswith("test_")
    ]
    wanted = [module for module in [*named, *layers] if module not in skipped]
    done = subprocess.run(  # noqa: S603 - our own interpreter on our own code
        [sys.executable, "-c", SENTRY, *wanted], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr


def test_the_installed_suite_has_the_options_of_the_checkout() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import write_pytest_ini; print(write_pytest_ini.text(), end='')"],
        cwd=ROOT / "tools",
        capture_output=True,
        text=True,
        check=True,
    )
    written = (SOURCE / "suite" / "pytest.ini").read_text(encoding="utf-8")
    assert written == done.stdout, "run: python tools/write_pytest_ini.py"


def test_the_lock_names_no_place_and_all_dependencies() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    declared = [need for group in [*groups, *project["dependency-groups"].values()] for need in group]
    pinned = {line.partition("==")[0] for line in lock.splitlines() if "==" in line and not line.startswith(" ")}
    missing = [need for need in declared if need.partition(">=")[0].partition("[")[0] not in pinned]
    assert not missing, "run: make lock"
