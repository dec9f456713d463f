"""Two runs at once on one deployment, in one folder, with one history; and that a run leaves a deployment as it was."""

from __future__ import annotations

import subprocess
from pathlib import Path

from prodworthy.facts.record import RunReport
from prodworthy.history.place import place_of
from prodworthy.history.store import History
from prodworthy.history.subject import Subject
from tests.runs import ROOT, command, environment, run
from tests.spine.deployment import Deployment, deployment
from tests.spine.people import SECRET

CHOSEN = "test_journeys or reachable or adults_admitted or minors_refused"
GIVE_UP_S = 120


def test_two_runs_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    with deployment(tmp_path) as standing:
        judge_twice_at_once(standing, tmp_path / "reports")


def judge_twice_at_once(standing: Deployment, reports: Path) -> None:
    before = standing.demo.state()
    arguments = ["smoke", "security", "-k", CHOSEN, "--allow=writes", standing.target]
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
        assert history.leftovers(Subject.of("balloond", standing.url)) == []
    assert standing.demo.state() == before


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


def test_what_a_run_makes_it_removes(tmp_path: Path) -> None:
    with deployment(tmp_path, {"contract": {"budget_s": 2}}) as standing:
        before = standing.demo.state()
        ran = run(
            "smoke", "security", "contract", standing.target, "--allow=stresses",
            output=tmp_path / "reports", PRODWORTHY_SECRET=SECRET,
        )  # fmt: skip
        assert ran.report.leftovers == []
        assert standing.demo.state() == before
