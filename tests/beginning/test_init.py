"""`prodworthy init` on a service that knows nothing of us, and what the file that it writes is good for."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodworthy.facts.record import RunReport
from prodworthy.target.loading import load_target
from tests.beginning import kinto
from tests.loopback import ByteServer, response
from tests.runs import environment

FUZZED = {"contract.conformance", "contract.no_server_errors", "contract.speed"}
"""What a busy machine may not get through within the budget of the fuzzing."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with kinto.serving(tmp_path_factory.mktemp("kinto")) as url:
        yield url


def prodworthy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "prodworthy", *arguments],
        cwd=folder, env=environment(), check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_the_first_file_of_a_strange_service_is_right_and_gives_a_verdict(service: str, tmp_path: Path) -> None:
    written = prodworthy(tmp_path, "init", service, "--output", "strange.toml")
    assert written.returncode == 0, written.stderr
    assert "contract  /__api__" in written.stdout
    target = load_target(str(tmp_path / "strange.toml"), {}).target
    assert target.base_url == f"{service}/v1"  # where the root of the API sends those who ask
    assert (target.title, target.health.live, target.contract.document) == ("kinto", "/__heartbeat__", "/__api__")
    assert prodworthy(tmp_path, "validate", "./strange.toml").returncode == 0

    text = (tmp_path / "strange.toml").read_text(encoding="utf-8")
    text = text.replace("[contract]", "[contract]\nbudget_s = 4.0")
    text = text.replace("[gate]", "[gate]\nrequests_per_second = 100.0")
    (tmp_path / "strange.toml").write_text(text, encoding="utf-8")
    ran = prodworthy(tmp_path, "run", "./strange.toml", "--history", "off")
    assert "Traceback" not in ran.stdout + ran.stderr
    (record,) = tmp_path.glob("reports/2*/run.json")
    report = RunReport.from_json(record.read_bytes())
    assert ran.returncode == report.exit_code
    assert report.verdict != "INCOMPLETE", report.reasons
    # Without the version file that its operator has to supply, one of its documented operations fails.
    errors = next(check for check in report.checks if check.id == "contract.no_server_errors")
    assert errors.outcome != "FAILED" or "GET /__version__: answered 500" in errors.summary
    outcomes = Counter((check.layer, check.outcome.value) for check in report.checks)
    assert all(outcomes[layer, "PASSED"] for layer in ("smoke", "contract", "security"))
    unknown = [check for check in report.checks if check.outcome in {"UNMEASURED", "BLOCKED"}]
    assert not [check.id for check in unknown if check.id not in FUZZED], [check.summary for check in unknown]


def test_a_file_that_is_there_stays_as_it_is(service: str, tmp_path: Path) -> None:
    file = tmp_path / "targets" / "mine.toml"
    file.parent.mkdir()
    file.write_text("# mine\n", encoding="utf-8")
    refused = prodworthy(tmp_path, "init", service, "--output", "targets/mine.toml")
    assert refused.returncode == 4
    assert "--force writes over it" in refused.stderr
    assert file.read_text(encoding="utf-8") == "# mine\n"
    assert prodworthy(tmp_path, "init", service, "--output", "targets/mine.toml", "--force").returncode == 0
    assert 'name = "mine"' in file.read_text(encoding="utf-8")


def test_it_asks_little_reads_only_and_says_who_it_is(tmp_path: Path) -> None:
    def nothing(_: bytes) -> bytes:
        return response(b"{}", status="404 Not Found", headers="Content-Type: application/json\r\n")

    with ByteServer(nothing) as server:
        written = prodworthy(tmp_path, "init", server.url)
    assert written.returncode == 0, written.stderr
    assert len(server.requests) <= 60
    methods = {head.split()[0] for head in server.requests}
    assert methods <= {b"GET", b"POST"}
    assert all(b"graphql" in head.split()[1] for head in server.requests if head.startswith(b"POST"))
    assert all(b"prodworthy/" in head and b"X-Prodworthy-Run" in head for head in server.requests)


def test_where_nothing_answers_nothing_is_written(tmp_path: Path) -> None:
    refused = prodworthy(tmp_path, "init", "http://127.0.0.1:9")
    assert refused.returncode == 4
    assert "nothing was written" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not list(tmp_path.iterdir())
    assert "a URL begins with its scheme" in prodworthy(tmp_path, "init", "shop.example").stderr
