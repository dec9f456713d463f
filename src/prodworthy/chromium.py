"""Which Chromium the browser checks run in: one that is already on the machine."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

SETTING = "PRODWORTHY_CHROMIUM"
GETTING = "`playwright install --only-shell chromium`, or your system's chromium-headless-shell, chromium or Chrome"

_ON_PATH = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
_USUAL_PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    "win32": (
        "{PROGRAMFILES}/Google/Chrome/Application/chrome.exe",
        "{PROGRAMFILES(X86)}/Google/Chrome/Application/chrome.exe",
        "{LOCALAPPDATA}/Google/Chrome/Application/chrome.exe",
        "{PROGRAMFILES(X86)}/Microsoft/Edge/Application/msedge.exe",
    ),
}
_PLAYWRIGHTS_OWN = {  # by the name in its list of browsers: the file, below a folder named after the platform
    "chromium-headless-shell": ("*/chrome-headless-shell", "*/headless_shell", "*/*.exe"),
    "chromium": ("*/chrome", "*/*.app/Contents/MacOS/*", "*/chrome.exe"),
}


def find_chromium(environ: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """Return the browser to use, or None where there is none.

    In order: what `PRODWORTHY_CHROMIUM` names (unexamined: a wrong setting is told, not passed over), Playwright's
    own, one on the `PATH`, one where the system keeps its programs, one that `tools/get_chromium.py` has unpacked.
    """
    if environ.get(SETTING):
        return Path(environ[SETTING])
    return next((place for place in _candidates(environ, platform) if place.is_file()), None)


def unpacked(environ: Mapping[str, str]) -> Path:
    """Return where a browser that was fetched as a package is kept."""
    home = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "prodworthy" / "chromium" / "chromium"


def _candidates(environ: Mapping[str, str], platform: str) -> Iterator[Path]:
    yield from _playwrights_own(environ, platform)
    for name in _ON_PATH:
        if found := shutil.which(name, path=environ.get("PATH")):
            yield Path(found)
    for place in _USUAL_PLACES.get(platform, ()):
        try:
            yield Path(place.format_map(environ)).expanduser()
        except KeyError:
            continue
    yield unpacked(environ)


def _playwrights_own(environ: Mapping[str, str], platform: str) -> Iterator[Path]:
    """Yield the browser of exactly the revision that the installed Playwright was made for."""
    revisions = _playwrights_revisions()
    for name, patterns in _PLAYWRIGHTS_OWN.items():
        folder = _playwrights_folder(environ, platform) / f"{name.replace('-', '_')}-{revisions.get(name)}"
        for pattern in patterns:
            yield from sorted(folder.glob(pattern))


def _playwrights_revisions() -> dict[str, str]:
    """Return the revision of each browser, read beside the package: importing it would cost a tenth of a second."""
    package = find_spec("playwright")
    if package is None or package.origin is None:
        return {}
    try:
        registry = Path(package.origin).parent / "driver" / "package" / "browsers.json"
        return {browser["name"]: browser["revision"] for browser in json.loads(registry.read_bytes())["browsers"]}
    except (OSError, ValueError, KeyError):
        return {}


def _playwrights_folder(environ: Mapping[str, str], platform: str) -> Path:
    if environ.get("PLAYWRIGHT_BROWSERS_PATH", "0") != "0":
        return Path(environ["PLAYWRIGHT_BROWSERS_PATH"])
    home = Path.home()
    caches = {"darwin": home / "Library" / "Caches", "win32": Path(environ.get("LOCALAPPDATA", home))}
    return caches.get(platform, Path(environ.get("XDG_CACHE_HOME") or home / ".cache")) / "ms-playwright"
