"""Set the project up in `.venv`: exact versions with hashes, the project itself, a browser.

Does nothing when it is up to date.
Any Python 3 of the machine can run it; it looks for one that is new enough, and says what is needed if there is none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "set-up"
LOCK = ROOT / "requirements.lock"
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")
ENVIRON = {name: value for name, value in os.environ.items() if name not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}}
if "PIP_INDEX_URL" in ENVIRON:
    ENVIRON.setdefault("UV_DEFAULT_INDEX", ENVIRON["PIP_INDEX_URL"])


def main() -> None:
    """Set up, or do nothing if what is there was made from the same lock, project and place."""
    state = _state()
    if PYTHON.exists() and STAMP.is_file() and STAMP.read_text() == state:
        return
    print("setting up .venv", flush=True)
    _make_environment()
    _install_locked()
    uv = ["-m", "uv", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    _python(*uv, "--python", str(PYTHON))
    compiled = ("conftest.py", "src", "demo", "smoke", "e2e", "contract", "security")
    _python("-m", "compileall", "-q", *(str(ROOT / name) for name in compiled), check=False)
    _python(str(ROOT / "tools" / "get_chromium.py"), check=False)
    STAMP.write_text(state)


def _state() -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (LOCK, ROOT / "pyproject.toml", Path(__file__).resolve()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _make_environment() -> None:
    if PYTHON.exists() and _version(str(PYTHON)) >= OLDEST:
        return
    here = [sys.executable, *filter(None, map(shutil.which, NEWER))]
    python = next((one for one in here if _version(one) >= OLDEST), None)
    if python is None:
        needed = ".".join(map(str, OLDEST))
        sys.exit(f"Python {needed} or newer is needed, and {sys.executable} is {sys.version.split()[0]}: install one")
    make = [python, "-m", "venv", "--clear", str(VENV)]
    if _run(make, check=False):  # some systems split off the part that brings pip
        _run([*make, "--without-pip"])


def _version(python: str) -> tuple[int, ...]:
    ask = "import sys; print(*sys.version_info[:2])"
    answer = subprocess.run([python, "-c", ask], check=False, env=ENVIRON, capture_output=True, text=True)
    return tuple(map(int, answer.stdout.split()))


def _install_locked() -> None:
    """Install exactly what the lock says: with uv, which it pins as well, or with pip where uv finds no way out."""
    if not _has("uv"):
        pinned = VENV / "uv.lock.txt"
        pinned.write_text(_of_the_lock("uv"))
        _pip_install(pinned)
    sync = ("-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", "--python", str(PYTHON))
    if _python(*sync, str(LOCK), check=False):
        _pip_install(LOCK)


def _pip_install(requirements: Path) -> None:
    pip = [str(PYTHON), "-m", "pip"] if _has("pip") else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    _run([*pip, "install", "-qq", "--require-hashes", "--requirement", str(requirements)])


def _has(module: str) -> bool:
    return not _python("-c", f"import {module}", check=False)


def _of_the_lock(package: str) -> str:
    lines = LOCK.read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"{package}=="))
    last = first
    while lines[last].endswith("\\"):
        last += 1
    return "\n".join(lines[first : last + 1]) + "\n"


def _python(*arguments: str, check: bool = True) -> int:
    return _run([str(PYTHON), *arguments], check=check)


def _run(command: list[str], *, check: bool = True) -> int:
    quiet = None if check else subprocess.DEVNULL
    code = subprocess.run(command, check=False, env=ENVIRON, stderr=quiet).returncode
    if check and code:
        sys.exit(f"setting up failed at: {' '.join(command)}")
    return code


if __name__ == "__main__":
    main()
