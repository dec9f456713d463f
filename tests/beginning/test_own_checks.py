"""Checks and flows of a team's own, in a folder that its target file names."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loopback import ByteServer, response
from tests.runs import Ran, environment, run

CHECKS = '''
from prodworthy.api import Exchange, Footprint, Http, Severity, Visitor, check, found, observation


@observation()
async def stock(http: Http) -> Exchange:
    """What the shop says it has."""
    return await http.get("/stock")


@check(
    "smoke.our_checks.stock", "The shop has something to sell", severity=Severity.MAJOR, footprint=Footprint.READS,
    reference="our own promise", remedy="Fill it.",
)
def test_stock(stock: Exchange) -> None:
    """An empty shop sells nothing."""
    if not stock.json().get("items"):
        found("nothing in stock", "something").raise_if_any()


@check(
    "e2e.our_checks.welcome", "Visitors are welcomed", severity=Severity.MINOR, footprint=Footprint.READS,
    reference="our own promise", remedy="Say hello.", needs={"web"},
)
async def test_welcome(visitor: Visitor) -> None:
    """Who is not welcomed leaves."""
    async with visitor.step("the first page welcomes", deadline=20):
        await visitor.open("/")
        await visitor.page.get_by_text("Welcome").wait_for()
'''
TARGET = """
name = "shop"
base_url = "{url}"
capabilities = ["web"]
checks = ["./our_checks"]

[[promises]]
id = "S-1"
text = "There is something to sell"
checks = ["smoke.our_checks.stock"]

[[promises]]
id = "S-2"
text = "Visitors are welcomed"
checks = ["e2e.our_checks.welcome"]
"""


def shop(head: bytes) -> bytes:
    if head.split()[1] == b"/stock":
        return response(b'{"items": []}', headers="Content-Type: application/json\r\n")
    return response(
        b'<!doctype html><html lang="en"><title>Shop</title><h1>Welcome</h1>', headers="Content-Type: text/html\r\n"
    )


@pytest.fixture
def server() -> Iterator[ByteServer]:
    with ByteServer(shop) as serving:
        yield serving


@pytest.fixture
def team(server: ByteServer, tmp_path: Path) -> Path:
    """A team's folder, with a target file, a check and a flow, and above them things of its other tests."""
    folder = tmp_path / "team"
    (folder / "our_checks" / "shop").mkdir(parents=True)
    (folder / "our_checks" / "shop" / "test_shop.py").write_text(CHECKS, encoding="utf-8")
    (folder / "shop.toml").write_text(TARGET.format(url=server.url), encoding="utf-8")
    (folder / "conftest.py").write_text("raise SystemExit('of other tests')\n", encoding="utf-8")
    return folder


def judge(team: Path, *arguments: str) -> Ran:
    return run(*arguments, f"--target={team / 'shop.toml'}", "--history=off", output=team.parent / "runs")


def test_own_checks_and_flows_run_beside_the_suites_own(team: Path) -> None:
    ran = judge(team, "-k", "our_checks or test_reachable")
    assert {check.id: check.outcome.value for check in ran.report.checks} == {
        "smoke.reachable": "PASSED",
        "smoke.our_checks.stock": "FAILED",
        "e2e.our_checks.welcome": "PASSED",
    }
    assert ran.report.verdict == "NO-GO"
    assert {promise.id: promise.answer for promise in ran.report.promises} == {"S-1": "broken", "S-2": "kept"}


def test_they_belong_to_the_layer_of_their_ids(team: Path) -> None:
    ran = judge(team, "smoke", "-k", "our_checks")
    assert [check.id for check in ran.report.checks] == ["smoke.our_checks.stock"]


def test_they_are_listed_and_explained_with_their_target(team: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prodworthy", "explain", "smoke.our_checks.stock", "--target", "./shop.toml"],
        cwd=team, env=environment(), check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "An empty shop sells nothing." in done.stdout


def test_no_id_of_theirs_could_be_one_of_the_suites(team: Path) -> None:
    file = team / "our_checks" / "shop" / "test_shop.py"
    file.write_text(CHECKS.replace("smoke.our_checks.stock", "smoke.stock"), encoding="utf-8")
    ran = judge(team, "smoke")
    assert ran.code == 4
    assert "the ids of own checks are LAYER.our_checks.NAME, such as smoke.our_checks.stock" in ran.output + ran.errors


def test_a_folder_that_is_not_there_is_told_with_the_key_that_names_it(team: Path) -> None:
    target = team / "shop.toml"
    target.write_text(target.read_text(encoding="utf-8").replace("./our_checks", "./our-checks"), encoding="utf-8")
    ran = judge(team, "smoke")
    assert ran.code == 4
    assert 'shop.toml: checks[0] = "./our-checks": there is no such folder' in ran.output + ran.errors
