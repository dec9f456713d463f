"""Two runs at once, on one deployment, in one folder, with one history: neither disturbs the other."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w

from prodworthy.history.place import place_of
from prodworthy.history.store import History
from prodworthy.history.subject import Subject
from prodworthy.record import RunReport
from tests.demo.conftest import start, stop
from tests.runs import ROOT, command, environment
from tests.spine.people import SECRET

CHOSEN = "test_journeys or reachable or adults_admitted or minors_refused"
GIVE_UP_S = 120


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A demo that is nobody's own: its URL, and the option that names its target file."""
    demo = start()
    declared = tomllib.loads((ROOT / "targets" / "balloond.toml").read_text(encoding="utf-8"))
    url = str(demo.facts["url"])
    gate = {**declared.get("gate", {}), "allow": "writes", "requests_per_second": 200.0}
    path = tmp_path / "balloond.toml"
    path.write_text(tomli_w.dumps({**declared, "base_url": url, "gate": gate}), encoding="utf-8")
    yield url, f"--target={path}"
    stop(demo)


def test_two_runs_at_once_do_not_disturb_each_other(deployment: tuple[str, str], tmp_path: Path) -> None:
    url, target = deployment
    reports = tmp_path / "reports"
    arguments = ["smoke", "security", "-k", CHOSEN, "--allow=writes", target]
    two = [
        subprocess.Popen(  # noqa: S603 - our own command
            command(*arguments, output=reports), cwd=ROOT, env=environment(PRODWORTHY_SECRET=SECRET),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [process.communicate(timeout=GIVE_UP_S)[0] for process in two]
    assert [process.returncode for process in two] == [0, 0], "\n".join(said)

    folders = [path for path in reports.glob("2*") if path.is_dir()]
    records = [RunReport.from_json((path / "run.json").read_bytes()) for path in folders]
    assert len({record.run.id for record in records}) == 2
    for record in records:
        assert (record.verdict, record.notes, record.leftovers) == ("GO", [], [])
        assert {check.outcome for check in record.checks} == {"PASSED"}
    assert (reports / "latest" / "run.json").is_file()
    assert not [path.name for path in reports.iterdir() if path.name.startswith(".")]

    place = place_of("", reports)
    assert place is not None
    with History(place) as history:
        assert {stored.run_id for stored in history.runs()} == {record.run.id for record in records}
        assert history.leftovers(Subject.of("balloond", url)) == []


def test_a_demo_of_ones_own_each(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    two = [
        subprocess.Popen(  # noqa: S603 - our own command
            command("smoke", "-k", "test_journeys or reachable", "--demo=balloond", output=reports),
            cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [process.communicate(timeout=GIVE_UP_S)[0] for process in two]
    assert [process.returncode for process in two] == [0, 0], "\n".join(said)
    assert len([path for path in reports.glob("2*") if path.is_dir()]) == 2
    assert (reports / "latest").readlink().name.startswith("2")
