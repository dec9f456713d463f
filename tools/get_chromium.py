"""Get a Chromium for the browser checks, if the machine has none.

Playwright's own download first; then Debian's package, where apt may be used; then a build that npm carries. Without a
browser nothing else fails: the browser checks are UNMEASURED and say why.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from prodworthy.chromium import GETTING, find_chromium, unpacked

_SECONDS = 300
_UNPACK = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(process.argv[1])))"
_START = """#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/headless_shell" "$@"
"""


def main() -> None:
    """Get a browser and say in one line where it is, or how to get one by hand."""
    for get in (_nothing, _from_playwright, _from_debian, _from_npm):
        try:
            get()
        except (OSError, subprocess.SubprocessError):
            continue
        if browser := find_chromium(os.environ):
            print(f"browser: {browser}")
            return
    print(f"no browser could be fetched, so browser checks will be UNMEASURED; to mend: {GETTING}")


def _nothing() -> None:
    """The machine may have one already."""


def _from_playwright() -> None:
    _run([sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"])


def _from_debian() -> None:
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        return
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-qq"], environ)
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium-headless-shell"], environ)


def _from_npm() -> None:
    npm = shutil.which("npm")
    if npm is None:
        return
    with tempfile.TemporaryDirectory() as scratch:
        _run([npm, "pack", "--silent", "--pack-destination", scratch, "@sparticuz/chromium"])
        (package,) = Path(scratch).glob("*.tgz")
        with tarfile.open(package) as archive:
            archive.extractall(scratch, filter="data")
        binaries = Path(scratch) / "package" / "bin"
        folder = unpacked(os.environ).parent
        (folder / "lib").mkdir(parents=True, exist_ok=True)
        _write_program(folder / "headless_shell", _decompressed(binaries / "chromium.br"))
        with tarfile.open(fileobj=io.BytesIO(_decompressed(binaries / "al2023.tar.br"))) as libraries:
            for member in libraries.getmembers():
                if member.isfile() and member.name.startswith("lib/"):
                    libraries.extract(member, folder, filter="data")
        _write_program(unpacked(os.environ), _START.encode())


def _decompressed(file: Path) -> bytes:
    """Return the file's content; the Node inside the playwright package knows the compression, Python does not."""
    from playwright._impl._driver import compute_driver_executable  # noqa: PLC0415 - only where it is needed

    node = compute_driver_executable()[0]
    return subprocess.run([node, "-e", _UNPACK, str(file)], check=True, capture_output=True, timeout=_SECONDS).stdout


def _write_program(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o755)


def _run(command: Sequence[str], environ: dict[str, str] | None = None) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS, env=environ)


if __name__ == "__main__":
    main()
