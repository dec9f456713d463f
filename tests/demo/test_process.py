"""How a deployment starts, speaks and ends."""

import http.client
import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from .conftest import Demo, start, stop


def test_it_tells_where_it_is(demo: Demo) -> None:
    assert set(demo.facts) == {
        "url",
        "plain_url",
        "ca_file",
        "control",
        "metrics",
        "product",
        "version",
        "declares",
        "attests",
        "monitoring",
    }
    assert demo.client.get("/api/health").json()["version"] == demo.facts["version"]
    assert httpx.get(demo.facts["metrics"]).headers["content-type"].startswith("text/plain; version=0.0.4")


def test_without_tls_there_is_one_plain_site() -> None:
    demo = start()
    try:
        assert demo.facts["plain_url"] is None
        answer = demo.client.get("/api/health")
        assert answer.status_code == 200
        assert "strict-transport-security" not in answer.headers
    finally:
        stop(demo)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_and_leaves_nothing(number: signal.Signals) -> None:
    demo = start("--tls")
    demo.client.get("/api/health")
    began = time.monotonic()
    demo.process.send_signal(number)
    assert demo.process.wait(timeout=5) == 0
    assert time.monotonic() - began < 5  # well below a second, where nothing else runs
    assert not os.path.exists(demo.facts["ca_file"])  # noqa: PTH110 - one question
    stop(demo)


def test_it_ends_when_its_parent_is_killed() -> None:
    program = (
        "import subprocess, sys, time\n"
        "demo = subprocess.Popen([sys.executable, '-m', 'demo'], stdout=subprocess.PIPE)\n"
        "sys.stdout.buffer.write(b'%d ' % demo.pid + demo.stdout.readline()); sys.stdout.flush(); time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    assert parent.stdout is not None
    pid, _, line = parent.stdout.readline().partition(" ")
    assert line.startswith("{")
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and _runs(int(pid)):
        os.sched_yield()
    assert not _runs(int(pid))


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 - a kernel file
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_unknown_fault_is_named_with_its_nearest(demo: Demo) -> None:
    answer = demo.control.put("/faults", json=["hsts-mising"])
    assert answer.status_code == 404
    assert "hsts-missing" in answer.json()["nearest"]
    done = subprocess.run(
        [sys.executable, "-m", "demo", "--fault", "nope"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 4
    assert "nope" in done.stderr


def test_the_faults_are_listed_and_planted_exactly(demo: Demo) -> None:
    demo.plant("hsts-short", "soft-404")
    demo.plant("soft-404")
    planted = [fault["name"] for fault in demo.control.get("/faults").json() if fault["planted"]]
    assert planted == ["soft-404"]


def test_reset_brings_the_seed_back(demo: Demo) -> None:
    before = demo.state()
    one, two = demo.person(), demo.person()
    demo.match(one, two)
    assert demo.state()["matches"] == 1
    demo.control.post("/reset")
    assert demo.state() == before
    assert demo.client.get("/api/auth/profile", headers=one.auth).status_code == 401


def test_plain_http_is_sent_on_and_the_fault_serves_it(demo: Demo) -> None:
    plain = demo.facts["plain_url"]
    answer = httpx.get(f"{plain}/a/b?c=d")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{demo.facts['url']}/a/b?c=d"
    assert httpx.post(f"{plain}/api/auth/login").status_code == 308
    assert httpx.get(plain, headers={"Host": "evil.example"}).status_code == 421
    demo.plant("no-https-redirect")
    assert httpx.get(f"{plain}/api/health").status_code == 200


def test_a_foreign_host_is_refused(demo: Demo) -> None:
    assert demo.client.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert demo.client.get("/", headers={"Host": "app.test"}).status_code == 200


def test_head_is_get_without_a_body(demo: Demo) -> None:
    answer = demo.client.head("/api/health")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == b""


def test_the_client_address_cannot_be_claimed(demo: Demo) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(demo.facts["plain_url"].rpartition(":")[2]))
    connection.request("GET", "/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
    assert connection.getresponse().status == 301
    connection.close()
