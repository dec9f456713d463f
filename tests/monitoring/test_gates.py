"""Metric gates beside a real Prometheus server: what each of its answers comes to, and what the promise becomes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prodworthy.facts.record import Part, PromiseRecord
from tests.loopback import ByteServer, response
from tests.monitoring.prometheus import NoServer, server, wait_for
from tests.runs import Ran, run

SELECTED = ("smoke", "-k", "metric_gates or test_reachable")
TOKEN = "pw-canary-of-the-metrics-server"

EXPOSED = """# TYPE hit_rate gauge
hit_rate{{node="a"}} 0.91
hit_rate{{node="b"}} 0.71
# TYPE queue gauge
queue 12
# TYPE broken gauge
broken NaN
# TYPE old gauge
old 5 {old}
"""
GATES = {
    "queue": 'promql = "queue", below = 1000, unit = "messages"',
    "scalar": 'promql = "scalar(queue) + 1", at_most = 13',
    "hits": 'promql = "hit_rate", at_least = 0.8',
    "hits-on-average": 'promql = "avg(hit_rate)", above = 0.8',
    "no-number": 'promql = "broken", below = 1',
    "nothing": 'promql = "no_such_series", below = 1',
    "stale": 'promql = "old", below = 1000',
    "no-query": 'promql = "queue{", below = 1',
    "range": 'promql = "queue[1m]", below = 1',
}


ONE = 'promql = "1", below = 2'


class Shop:
    """A page, and metrics of it."""

    def __call__(self, head: bytes) -> bytes:
        if head.split()[1] == b"/metrics":
            old = round((time.time() - 200) * 1000)
            return response(EXPOSED.format(old=old).encode(), headers="Content-Type: text/plain; version=0.0.4\r\n")
        return response(b"<!doctype html><title>Shop</title>", headers="Content-Type: text/html\r\n")


def judge(target: Path, url: str, prometheus: str, token: str = "", **gates: str) -> Ran:
    """Run the check of metrics on a target with one promise for each gate."""
    declared = [f'name = "shop"\nbase_url = "{url}"\n[monitoring]\nprometheus = "{prometheus}"']
    declared += [f'token = "{token}"'] if token else []
    for name, gate in gates.items():
        declared.append(f'[[promises]]\nid = "{name}"\ntext = "it is so"\nmetrics = [{{ name = "{name}", {gate} }}]')
    target.write_text("\n".join(declared), encoding="utf-8")
    return run(*SELECTED, f"--target={target}", "--history=off", output=target.with_suffix(""), METRICS_TOKEN=TOKEN)


@pytest.fixture(scope="module")
def shop() -> Iterator[ByteServer]:
    with ByteServer(Shop()) as serving:
        yield serving


@pytest.fixture(scope="module")
def judged(shop: ByteServer, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A run with a real server; where CI says that it is one, there has to be such a server."""
    folder = tmp_path_factory.mktemp("prometheus")
    try:
        with server(shop.port, folder) as prometheus:
            wait_for(prometheus, "queue")
            wait_for(prometheus, "old")
            return judge(folder / "shop.toml", shop.url, prometheus, **GATES)
    except NoServer as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(str(reason))
        pytest.skip(str(reason))


def part(judged: Ran, name: str) -> Part:
    check = next(check for check in judged.report.checks if check.id == "smoke.metric_gates")
    return next(part for part in check.parts if part.name == name)


def promise(judged: Ran, name: str) -> PromiseRecord:
    return next(promise for promise in judged.report.promises if promise.id == name)


def test_a_bound_that_is_not_kept_fails_the_check_and_names_the_worst_series(judged: Ran) -> None:
    assert judged.outcome("smoke.metric_gates") == "FAILED"
    (finding,) = part(judged, "hits").findings
    assert finding.seen.startswith("0.71 of hit_rate{")
    assert 'node="b"' in finding.seen
    assert finding.seen.endswith("(1 of 2 series)")
    assert finding.required == "at least 0.8"
    assert judged.report.verdict == "GO"  # a metric does not block by itself; a required promise does


@pytest.mark.parametrize("name", ["queue", "scalar", "hits-on-average"])
def test_a_bound_that_is_kept(judged: Ran, name: str) -> None:
    assert part(judged, name).outcome == "PASSED"
    assert promise(judged, name).answer == "kept"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no-number", "answers nan for broken"),
        ("nothing", "answers with nothing"),
        ("stale", "the oldest sample is 20"),
        ("no-query", "refuses the query: "),
        ("range", "answers with a matrix"),
    ],
)
def test_an_answer_that_tells_nothing_proves_nothing(judged: Ran, name: str, reason: str) -> None:
    assert part(judged, name).outcome == "UNMEASURED"
    assert reason in part(judged, name).summary
    assert promise(judged, name).answer == "not proven"


def test_each_metric_answers_its_own_promise(judged: Ran) -> None:
    broken = [one.id for one in judged.report.promises if one.answer == "broken"]
    assert broken == ["hits"]
    assert promise(judged, "hits").answers[0].name == "hits (at least 0.8)"


def test_the_figures_go_into_the_record(judged: Ran) -> None:
    figures = {one.name: (one.value, one.unit) for one in judged.report.measurements}
    assert figures["metric.queue"] == (12, "messages")
    assert figures["metric.hits"] == (0.71, "")


def test_a_token_goes_to_the_metrics_server_alone_and_into_no_output(shop: ByteServer, tmp_path: Path) -> None:
    heads: list[bytes] = []

    def metrics(head: bytes) -> bytes:
        heads.append(head)
        known = f"Bearer {TOKEN}".encode() in head
        value = b'{"status":"success","data":{"resultType":"scalar","result":[%d,"1"]}}' % time.time()
        return response(value) if known else response(b"no", status="401 Unauthorized")

    with ByteServer(metrics) as serving:
        admitted = judge(tmp_path / "shop.toml", shop.url, serving.url, "${METRICS_TOKEN}", one=ONE)
        refused = judge(tmp_path / "other.toml", shop.url, serving.url, one=ONE)
    assert admitted.outcome("smoke.metric_gates") == "PASSED"
    assert "declare [monitoring] token" in part(refused, "one").summary
    assert heads[0].startswith(b"GET /api/v1/query?query=1 HTTP/1.1")
    assert not any(
        TOKEN.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and not file.is_symlink()
    )


def test_a_server_that_is_not_there_proves_nothing(shop: ByteServer, tmp_path: Path) -> None:
    ran = judge(tmp_path / "shop.toml", shop.url, "http://127.0.0.1:9", one=ONE)
    assert part(ran, "one").outcome == "UNMEASURED"
    assert "cannot be asked from here" in part(ran, "one").summary
    assert ran.report.verdict == "GO"
