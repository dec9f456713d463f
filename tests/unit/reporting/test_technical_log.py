"""pytest-html's page, made by a pytest run of its own, opened in a browser."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.unit.reporting.test_page_in_a_browser import opened

_CONFTEST = """
import pytest
from prodworthy.facts.outcome import Outcome
from prodworthy.plugin.technical_log import TechnicalLog
from tests.unit.reporting import samples

def pytest_configure(config):
    log = TechnicalLog("<img src=x onerror=alert(1)>", lambda text: text.replace("canary-secret", "[redacted]"))
    config.pluginmanager.register(log)

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if "undecorated" not in item.name:
        report.prodworthy = samples.check("smoke.one", samples.HOSTILE[:290], Outcome.FAILED)
    return report
"""
_TESTS = """
import pytest

@pytest.mark.parametrize("text", ["<img src=x onerror=alert(2)>"])
def test_decorated(text):
    print("canary-secret printed <img src=x onerror=alert(3)>")
    assert "canary-secret raised" == text

@pytest.mark.parametrize("text", ["<img src=x onerror=alert(4)>"])
def test_undecorated(text):
    pass
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("technical")
    (folder / "conftest.py").write_text(_CONFTEST)
    (folder / "test_hostile.py").write_text(_TESTS)
    (folder / "pytest.ini").write_text("[pytest]\n")
    page = folder / "technical.html"
    root = Path(__file__).parents[3]
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:schemathesis",
            f"--html={page}",
            "--self-contained-html",
            str(folder),
        ],
        cwd=folder,
        env={"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "canary-secret" not in ended.stdout
    return page


def test_captured_output_and_tracebacks_are_redacted(log: Path) -> None:
    text = log.read_text(encoding="utf-8")
    assert "canary-secret" not in text
    assert "[redacted] printed" in text
    assert "[redacted] raised" in text


async def test_rows_are_in_our_words_and_inert(browser: Browser, log: Path) -> None:
    watched = await opened(browser, log)
    page = watched.page
    await page.wait_for_selector("#results-table .col-outcome")
    rows = await page.locator("#results-table tr.collapsible").all()
    assert len(rows) == 2
    cells = {await row.locator(".col-testId").inner_text(): await row.locator("td").all_inner_texts() for row in rows}
    assert cells["smoke.one"][:3] == ["Failed", "failed", "major"]
    assert cells["smoke.one"][4].startswith("<script>document.title=")
    assert any("onerror=alert(4)" in name for name in cells)
    assert await page.locator("h1").inner_text() == "Technical log: <img src=x onerror=alert(1)>"
    assert watched.complaints == []
    assert watched.requests == [log.as_uri()]
    await page.context.close()
