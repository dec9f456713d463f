"""What a killed run left behind is known, and the next run that shares history and secret removes it."""

from __future__ import annotations

import datetime as dt
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from prodworthy.facts.credentials import VARIABLE, Credentials
from prodworthy.facts.record import RunReport
from prodworthy.history.ledger import Leftover
from prodworthy.history.place import place_of
from prodworthy.history.store import History
from prodworthy.history.subject import Subject
from tests.history.conftest import new_schema, postgresql
from tests.loopback import ByteServer
from tests.runs import ROOT, Ran, command, environment, folder_in, run, until
from tests.spine.people import SECRET, People, target_file

CHECKS = ("smoke", "-k", "test_journeys and not reading", "--allow=writes")
SOON_S = 20.0
__all__ = ["postgresql"]  # a fixture


@pytest.fixture
def people() -> People:
    return People()


@pytest.fixture
def server(people: People) -> Iterator[ByteServer]:
    with ByteServer(people, pause_s=0.01) as serving:
        yield serving


class Place:
    """A folder with a target file, a history, and the runs' folders."""

    def __init__(self, folder: Path, server: ByteServer) -> None:
        self.folder = folder
        self.url = server.url
        self.target = target_file(folder, server.url)
        self.subject = Subject.of("people", server.url)
        self.history = str(folder / "h.sqlite")

    def run(self, name: str, *more: str, **variables: str) -> Ran:
        variables = {"PRODWORTHY_SECRET": SECRET, **variables}
        arguments = [*CHECKS, self.target, f"--history={self.history}", *more]
        return run(*arguments, output=self.folder / name, **variables)

    @contextmanager
    def started(self, name: str, *more: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        variables = {"PRODWORTHY_SECRET": SECRET, **variables}
        arguments = [*CHECKS, self.target, f"--history={self.history}", *more]
        with (self.folder / f"{name}.log").open("w") as said, subprocess.Popen(  # noqa: S603 - our own command
            command(*arguments, output=self.folder / name),
            cwd=ROOT, env=environment(**variables), stdout=said, stderr=said,
        ) as process:  # fmt: skip
            try:
                yield process
            finally:
                process.kill()

    def killed(self, people: People, name: str, *more: str, **variables: str) -> RunReport:
        """Kill a run in the middle of its journey, and return the record that it left."""
        people.slow = True
        with self.started(name, *more, **variables) as process:
            assert people.asked.wait(SOON_S), (self.folder / f"{name}.log").read_text()
            until(lambda: self.record(name).leftovers)
            process.send_signal(signal.SIGKILL)
        people.slow = False
        people.asked.clear()
        return self.record(name)

    def record(self, name: str) -> RunReport:
        folder = folder_in(self.folder / name)
        assert folder is not None
        return RunReport.from_json((folder / "run.json").read_bytes())

    def ledger(self) -> list[Leftover]:
        place = place_of(self.history, self.folder)
        assert place is not None
        with History(place) as history:
            return history.leftovers(self.subject)


@pytest.fixture
def place(tmp_path: Path, server: ByteServer) -> Place:
    return Place(tmp_path, server)


def test_the_next_run_removes_what_a_killed_one_left(place: Place, people: People) -> None:
    record = place.killed(people, "killed")
    assert record.verdict == "INCOMPLETE"
    assert record.run.interrupted == "the run was still under way when this was written"
    (email,) = people.accounts
    assert f"account {email}: not removed when this was written" in record.leftovers
    assert people.things == {"t1"}
    kept = place.ledger()
    assert [(one.kind, one.name) for one in kept] == [("account", email), ("journey", f"thing of {email}")]
    assert people.accounts[email] not in json.dumps([one.removal for one in kept])
    assert SECRET not in Path(place.history).read_bytes().decode("latin-1")

    following = place.run("next")
    assert following.code == 0, following.output
    assert (people.accounts, people.things, place.ledger()) == ({}, set(), [])
    (note,) = following.report.notes
    run_id = record.run.id
    assert note == f"removed what earlier runs left: 1 account of the run {run_id}, 1 journey of the run {run_id}"
    assert following.report.leftovers == []
    assert people.said.count(f"POST /login/{email.replace('@', '%40')}") == 2, "once for the journey, once to leave"


def test_a_run_that_is_alive_keeps_what_it_made(place: Place, people: People) -> None:
    people.slow = True
    with place.started("alive") as alive:
        assert people.asked.wait(SOON_S)
        until(lambda: len(place.ledger()) == 2)
        people.slow = False
        (email,) = people.accounts
        other = place.run("beside")
        assert (other.code, other.report.notes) == (0, [])
        assert set(people.accounts) == {email}
        alive.send_signal(signal.SIGTERM)
        alive.wait(SOON_S)
    assert (people.accounts, people.things, place.ledger()) == ({}, set(), [])


@pytest.mark.parametrize("secret", ["", "another secret, of somebody else"], ids=["none", "another"])
def test_without_the_secret_the_leftovers_are_named(secret: str, place: Place, people: People) -> None:
    record = place.killed(people, "killed", PRODWORTHY_SECRET=secret)
    (email,) = people.accounts
    following = place.run("next")
    assert following.code == 0
    assert set(people.accounts) == {email}
    reason = f"made with {'another' if secret else 'no'} PRODWORTHY_SECRET"
    (left,) = following.report.leftovers
    assert left == f"journey thing of {email}, account {email}: left by the run {record.run.id}; {reason}"
    assert len(place.ledger()) == 2
    assert not [said for said in people.said if "login" in said]


def test_what_runs_on_other_machines_made_is_theirs_until_their_time_is_over(place: Place, people: People) -> None:
    mine = Credentials.from_environment({VARIABLE: SECRET})
    hour = dt.timedelta(hours=1)
    now = dt.datetime.now(dt.UTC)
    found = place_of(place.history, place.folder)
    assert found is not None
    with History(found) as history:
        for run_id, until_when in {"aaaaaaaa": now + hour, "bbbbbbbb": now - hour}.items():
            email = f"pw-{run_id}-1@prodworthy.invalid"
            people.accounts[email] = mine.password(email)
            alive = {"machine": "another one", "process": 1, "began": "1", "until": until_when.isoformat()}
            removal = {"run": alive, "origin": place.url, "embedded": False, "secret": mine.fingerprint}
            history.leave(place.subject, run_id, [{"kind": "account", "name": email, "removal": removal}])
    ran = place.run("run")
    assert ran.code == 0
    assert ran.report.notes == ["removed what earlier runs left: 1 account of the run bbbbbbbb"]
    assert list(people.accounts) == ["pw-aaaaaaaa-1@prodworthy.invalid"]
    assert [one.run_id for one in place.ledger()] == ["aaaaaaaa"]


def test_a_history_on_a_server_does_the_same(place: Place, people: People, postgresql: str) -> None:
    place.history = f"{postgresql}&options=-csearch_path%3D{new_schema(postgresql)}"
    record = place.killed(people, "killed")
    following = place.run("next")
    assert following.code == 0, following.output
    assert (people.accounts, people.things, place.ledger()) == ({}, set(), [])
    assert f"of the run {record.run.id}" in following.report.notes[0]


def told(place: Place, *more: str) -> str:
    words = [sys.executable, "-m", "prodworthy", "leftovers", "--history", place.history, *more]
    return subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command


def test_what_cannot_be_removed_is_shown_until_it_is_forgotten(place: Place, people: People) -> None:
    assert told(place) == "Nothing is left, as far as the history knows.\n"
    record = place.killed(people, "killed", PRODWORTHY_SECRET="")
    (email,) = people.accounts
    shown = told(place)
    assert f"  account {email}  (run {record.run.id})" in shown
    assert "people at loopback" in shown
    assert told(place, "--target", "other") == "Nothing is left, as far as the history knows.\n"
    assert told(place, "--forget").endswith("Forgotten: 2.\n")
    assert told(place) == "Nothing is left, as far as the history knows.\n"


def test_a_run_that_only_reads_tells_what_the_next_one_could_remove(place: Place, people: People) -> None:
    record = place.killed(people, "killed")
    reading = run("smoke", "-k", "reachable", place.target, f"--history={place.history}", output=place.folder / "r")
    what = f"1 account of the run {record.run.id}, 1 journey of the run {record.run.id}"
    assert reading.report.notes == [f"earlier runs left {what}: the next run with --allow writes removes that"]
    assert len(people.accounts) == 1


def test_what_another_deployment_on_this_machine_got_stays_in_the_ledger(place: Place, people: People) -> None:
    place.killed(people, "killed")
    with ByteServer(People()) as elsewhere:
        other = run(
            *CHECKS, target_file(place.folder, elsewhere.url), f"--history={place.history}",
            output=place.folder / "other", PRODWORTHY_SECRET=SECRET,
        )  # fmt: skip
    assert (other.code, other.report.notes, len(place.ledger())) == (0, [], 2)


def test_without_a_history_the_record_names_what_is_left(place: Place, people: People) -> None:
    record = place.killed(people, "killed", "--history=off")
    (email,) = people.accounts
    assert f"account {email}: not removed when this was written" in record.leftovers


def test_a_ledger_in_trouble_is_told_and_changes_no_verdict(place: Place) -> None:
    Path(place.history).mkdir()
    ran = place.run("run")
    assert ran.code == 0
    told = [note for note in ran.report.notes if "is not in the ledger" in note]
    assert len(told) == 1, ran.report.notes


def test_a_secret_that_could_be_guessed_is_a_usage_error(place: Place) -> None:
    ran = place.run("run", PRODWORTHY_SECRET="hunter2")
    assert ran.code == 4
    assert "PRODWORTHY_SECRET is shorter than 16 characters" in ran.errors
    assert "hunter2" not in ran.output + ran.errors


def test_the_secret_is_in_no_output(place: Place) -> None:
    ran = place.run("run")
    assert ran.folder is not None
    for path in ran.folder.iterdir():
        assert SECRET not in path.read_text(encoding="utf-8"), path.name
    assert SECRET not in ran.output + ran.errors
