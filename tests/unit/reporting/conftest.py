"""A real browser, and pages opened in it."""

from collections.abc import AsyncIterator
from os import environ
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from prodworthy.chromium import find_chromium
from prodworthy.facts.record import RunReport
from prodworthy.reporting import write_outputs
from tests.unit.reporting import samples


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    executable = find_chromium(environ)
    if executable is None:
        pytest.skip("no Chromium on this machine; `prodworthy doctor` says how to get one")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=executable)
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of each sample, written to disk."""
    built: dict[str, RunReport] = {
        "go": samples.go(),
        "no_go": samples.no_go(),
        "incomplete": samples.incomplete(),
        "hostile": samples.hostile(),
    }
    written = {}
    for name, report in built.items():
        folder = tmp_path_factory.mktemp(name)
        write_outputs(samples.with_files(report, folder), folder)
        written[name] = folder / "index.html"
    return written
