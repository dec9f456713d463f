"""How a run goes and ends, as seen from outside: verdict, exit code, record."""

from __future__ import annotations

import itertools
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.loopback import ByteServer, response
from tests.runs import ROOT, Ran, command, environment, folder_in, run

HEALTH_ALONE = "test_health and not fresh"
HEALTH = b'{"status":"ok","version":"1.2.3"}'


def site(head: bytes) -> bytes:
    """A small healthy deployment over plain HTTP."""
    path = head.split()[1].partition(b"?")[0]
    if path == b"/":
        return response(b"<!doctype html><title>Hello</title>", headers="Content-Type: text/html\r\n")
    if path == b"/health":
        return response(HEALTH, headers="Content-Type: application/json\r\nCache-Control: no-store\r\n")
    return response(b"{}", status="404 Not Found", headers="Content-Type: application/json\r\n")


def target_file(folder: Path, url: str, more: str = "") -> str:
    path = folder / "mine.toml"
    path.write_text(f'name = "mine"\nbase_url = "{url}"\ncapabilities = []\n{more}', encoding="utf-8")
    return f"--target={path}"


def test_a_healthy_selection_is_go_and_says_that_it_is_one(tmp_path: Path) -> None:
    with ByteServer(site) as server:
        ran = run("smoke", "-k", "reachable or unknown_path", f"--target={server.url}", output=tmp_path)
    assert ran.code == 0, ran.output
    report = ran.report
    assert report.verdict == "GO"
    assert "layers smoke only" in report.run.selection
    assert {check.id for check in report.checks} == {"smoke.reachable", "smoke.unknown_path"}
    assert ran.folder is not None
    assert {path.name for path in ran.folder.iterdir()} >= {"index.html", "run.json", "junit.xml", "technical.html"}


def test_an_unreachable_target_is_no_go_and_blocks_what_builds_on_it(tmp_path: Path) -> None:
    ran = run("smoke", "--target=http://127.0.0.1:9", output=tmp_path)
    assert ran.code == 1
    assert ran.report.reasons == ["127.0.0.1 refused the connection on port 9"]
    assert ran.outcome("smoke.reachable") == "FAILED"
    assert ran.outcome("smoke.unknown_path") == "BLOCKED"


def test_an_unreachable_target_is_no_go_also_where_the_selection_leaves_that_check_out(tmp_path: Path) -> None:
    ran = run("smoke", "-k", "unknown_path", "--target=http://127.0.0.1:9", output=tmp_path)
    assert ran.code == 1
    assert ran.report.reasons == ["127.0.0.1 refused the connection on port 9"]


@pytest.mark.parametrize(
    ("answer", "code", "word"),
    [
        (response(status="429 Too Many Requests"), 10, "429"),
        (response(status="403 Forbidden", headers="cf-mitigated: challenge\r\n"), 10, "firewall"),
        (response(status="401 Unauthorized", headers='WWW-Authenticate: Basic realm="x"\r\n'), 10, "sign-in wall"),
        (response(b"Back soon", status="503 Service Unavailable"), 1, "out of service"),
    ],
    ids=["throttled", "challenge", "wall", "maintenance"],
)
def test_what_stands_in_front_of_everything_is_one_sentence(
    answer: bytes, code: int, word: str, tmp_path: Path
) -> None:
    with ByteServer(lambda _: answer) as server:
        ran = run("smoke", "security", f"--target={server.url}", output=tmp_path)
    assert ran.code == code, ran.output
    assert word in ran.report.reasons[0]
    assert len(ran.report.reasons) <= 2
    assert not [check for check in ran.report.checks if check.outcome == "FAILED" and check.id != "smoke.reachable"]
    assert len(server.requests) <= 2


def test_the_runs_deadline_leaves_the_rest_unmeasured_and_writes_the_report(tmp_path: Path) -> None:
    def slow_elsewhere(head: bytes) -> bytes:
        if not head.startswith(b"GET / "):
            time.sleep(1.5)  # keeps the server's only thread busy: a target that hardly answers
        return site(head)

    with ByteServer(slow_elsewhere) as server:
        ran = run("smoke", f"--target={server.url}", "--deadline=3s", output=tmp_path)
    assert ran.code in {1, 10}
    assert ran.report.run.interrupted == "the run's deadline of 3 s passed"
    assert "the run's deadline of 3 s passed" in {check.summary for check in ran.report.checks}
    assert ran.report.run.duration_s < 10


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_a_readable_report(how: signal.Signals, tmp_path: Path) -> None:
    with ByteServer(None) as silent:
        target = target_file(tmp_path, silent.url, "[limits]\nrequest_timeout_s = 60\n")
        process = subprocess.Popen(  # noqa: S603 - our own command
            command("smoke", target, output=tmp_path / "reports"),
            cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        give_up_at = time.monotonic() + 20
        while not silent.requests and time.monotonic() < give_up_at:
            time.sleep(0.02)
        process.send_signal(how)
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 2, output + errors
    folder = folder_in(tmp_path / "reports")
    assert folder is not None
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["verdict"] == "INCOMPLETE"
    assert record["run"]["interrupted"] == "the run was interrupted"
    assert (folder / "index.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "Traceback" not in output + errors


def test_waiting_until_the_target_is_ready(tmp_path: Path) -> None:
    asked: list[bytes] = []

    def late(head: bytes) -> bytes:
        asked.append(head)
        return site(head) if len(asked) > 2 else response(status="503 Service Unavailable")

    with ByteServer(late) as server:
        ran = run("smoke", "-k", "reachable", f"--target={server.url}", "--wait-ready=20s", output=tmp_path)
    assert ran.code == 0, ran.output


def test_the_old_colour_is_not_the_one_judged(tmp_path: Path) -> None:
    with ByteServer(site) as server:
        target = target_file(tmp_path, server.url, '[version]\npath = "/health"\n')
        right = run("smoke", "-k", "reachable", target, "--expect-version=1.2.3", output=tmp_path / "right")
        wrong = run("smoke", "-k", "reachable", target, "--expect-version=1.2.4", output=tmp_path / "wrong")
        bare = run("smoke", "-k", "reachable", f"--target={server.url}", "--expect-version=1", output=tmp_path / "bare")
    assert right.code == 0, right.output
    assert wrong.code == 1
    assert wrong.report.reasons == ["version 1.2.4 is expected, but 1.2.3 answers"]
    assert bare.code == 10
    assert "declare [version]" in bare.report.reasons[0]


def test_the_url_can_come_from_the_environment(tmp_path: Path) -> None:
    with ByteServer(site) as server:
        ran = run("smoke", "-k", "reachable", output=tmp_path, PRODWORTHY_URL=server.url)
    assert ran.code == 0, ran.output


def test_a_plan_sends_nothing(tmp_path: Path) -> None:
    with ByteServer(site) as server:
        ran = run("smoke", f"--target={server.url}", "--plan", output=tmp_path)
        assert server.requests == []
    assert ran.code == 0
    assert "Nothing has been sent" in ran.output
    assert "smoke.latency" in ran.output
    assert list(tmp_path.iterdir()) == []


def test_writing_checks_are_withheld_unless_target_and_command_line_allow_them(tmp_path: Path) -> None:
    journey = '[[journeys]]\nid="j"\ntitle="It works"\n[[journeys.steps]]\nrequest="GET /health"\n'
    with ByteServer(site) as server:
        plain = target_file(tmp_path, server.url, journey)
        one_sided = run("smoke", "-k", "test_journeys and not reading", plain, "--allow=writes", output=tmp_path / "a")
        allowing = target_file(tmp_path, server.url, '[gate]\nallow = "writes"\n' + journey)
        other_sided = run("smoke", "-k", "test_journeys and not reading", allowing, output=tmp_path / "b")
        both = run("smoke", "-k", "test_journeys and not reading", allowing, "--allow=writes", output=tmp_path / "c")
    assert one_sided.outcome("smoke.journeys") == "WITHHELD"
    assert 'gate.allow = "writes"' in next(c.summary for c in one_sided.report.checks if c.id == "smoke.journeys")
    assert other_sided.outcome("smoke.journeys") == "WITHHELD"
    assert both.outcome("smoke.journeys") == "PASSED"
    assert (one_sided.code, other_sided.code, both.code) == (10, 10, 0)


def test_stopping_at_the_first_failure_is_not_go(tmp_path: Path) -> None:
    def no_404(head: bytes) -> bytes:
        return (
            site(head)
            if b" /health" in head
            else response(b"<title>Hello</title>", headers="Content-Type: text/html\r\n")
        )

    with ByteServer(no_404) as server:
        ran = run("smoke", "-x", f"--target={server.url}", output=tmp_path)
    assert ran.code in {1, 10}
    assert ran.report.run.interrupted == "the run was told to stop at the first failure"
    assert any(check.summary == "the run ended before its turn" for check in ran.report.checks)


def test_a_failure_that_a_second_look_does_not_confirm_is_flaky(tmp_path: Path) -> None:
    asked = itertools.count()

    def hiccup(head: bytes) -> bytes:
        if head.startswith(b"GET /health") and next(asked) < 2:
            return response(b'{"status":"degraded"}', headers="Content-Type: application/json\r\n")
        return site(head)

    def judged(name: str, more: str) -> Ran:
        nonlocal asked
        asked = itertools.count()
        folder = tmp_path / name
        folder.mkdir()
        declared = target_file(folder, server.url, f'{more}[health]\nlive = "/health"\n')
        return run("smoke", "-k", HEALTH_ALONE, declared, output=folder / "reports")

    with ByteServer(hiccup) as server:
        believed = judged("again", "[gate]\nretry_pause_s = 0\n")
        strict = judged("strict", "[gate]\nretry_pause_s = 0\nflaky_blocks = true\n")
        once = judged("once", "[gate]\nretries = 0\n")
    check = believed.report.checks[0]
    assert (believed.code, strict.code, once.code) == (0, 1, 1)
    assert check.flaky
    assert [attempt.outcome for attempt in check.attempts] == ["FAILED", "PASSED"]
    assert check.summary.startswith("passed when asked again; at first: ")
    assert "failed at first" in strict.report.reasons[0]


def test_a_failure_that_is_confirmed_is_no_flake(tmp_path: Path) -> None:
    degraded = response(b'{"status":"degraded"}', headers="Content-Type: application/json\r\n")
    with ByteServer(lambda head: degraded if b"/health" in head else site(head)) as server:
        target = target_file(tmp_path, server.url, '[gate]\nretry_pause_s = 0\n[health]\nlive = "/health"\n')
        ran = run("smoke", "-k", HEALTH_ALONE, target, output=tmp_path / "reports")
    assert ran.code == 1
    assert not ran.report.checks[0].flaky
    assert [attempt.outcome for attempt in ran.report.checks[0].attempts] == ["FAILED", "FAILED"]
