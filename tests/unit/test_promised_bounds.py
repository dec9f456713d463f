"""Promises as declared: what answers them, in which launch phase, and what is told of mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from prodworthy.target import Target
from prodworthy.target.errors import TargetError
from prodworthy.target.loading import load_target

DECLARED = """
name = "shop"
base_url = "https://shop.example"

[[promises]]
id = "S-1"
text = "It is up"
checks = ["smoke.journeys#match"]
history = [{ measure = "uptime", window = "14d", at_least = 0.995 }]
metrics = [{ name = "done", promql = "sum(done) / sum(begun)", at_least = 0.8 }]

[[promises]]
id = "S-2"
text = "Everybody gets in"
attestation = true
phases = ["full-launch"]

[[attestations]]
promise = "S-2"
by = "Release manager"
on = 2026-01-01
expires = 2027-01-01
evidence = "https://wiki.example/minutes"

[phases.soft-launch]
latency_p95_ms = 2000

[phases.soft-launch.promises.S-1]
history = [{ measure = "uptime", window = "7d", at_least = 0.95 }]

[phases.full-launch]
"""


def load(folder: Path, text: str, phase: str = "") -> Target:
    file = folder / "shop.toml"
    file.write_text(text, encoding="utf-8")
    return load_target(str(file), {}, phase=phase).target


def test_a_phase_changes_what_it_names_of_a_promise(tmp_path: Path) -> None:
    soft, full, none = (load(tmp_path, DECLARED, phase) for phase in ("soft-launch", "full-launch", ""))
    assert (soft.limits.latency_p95_ms, full.limits.latency_p95_ms) == (2000, 1000)
    assert (soft.promises[0].history[0].window, soft.promises[0].history[0].at_least) == ("7d", 0.95)
    assert full.promises == none.promises
    assert soft.promises[0].metrics == none.promises[0].metrics
    assert [promise.asked_in("soft-launch") for promise in soft.promises] == [True, False]
    assert [promise.asked_in("full-launch") for promise in full.promises] == [True, True]


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        (
            'window = "7d", at_least',
            'window = "7d", at_leas',
            "phases.soft-launch.promises.S-1.history[0].at_leas = 0.95: unknown key; did you mean at_least?",
        ),
        ("promises.S-1]", "promises.S-11]", "phases.soft-launch.promises.S-11: there is no such promise; did you mean"),
        (
            '["full-launch"]',
            '["full-lunch"]',
            'promises[1].phases[0] = "full-lunch": there is no phase of that name',
        ),
        (
            'promise = "S-2"',
            'promise = "S-22"',
            'attestations[0].promise = "S-22": there is no promise of that id',
        ),
        (
            'measure = "uptime", window = "14d"',
            'measure = "uptim", window = "14d"',
            'promises[0].history[0].measure = "uptim": not allowed; did you mean uptime? allowed: ',
        ),
        ('"14d"', '"14 days"', "promises[0].history[0].window = \"14 days\": '14 days' is no duration; write"),
        (", at_least = 0.8", "", "promises[0].metrics[0]: metric done needs one of at_least, at_most, above, below"),
        (
            '"smoke.journeys#match"',
            '"smoke.journeys#"',
            'promises[0].checks[0] = "smoke.journeys#": must be the id',
        ),
        ("[phases.full-launch]", '[monitoring]\nprometheus = "prometheus:9090"', "monitoring.prometheus = "),
        (
            "[phases.full-launch]",
            '[phases.full-launch]\n[monitoring]\nprometheus = "http://prometheus:9090"\ntoken = "hunter2"',
            "monitoring.token = [redacted]: a secret must not be written down",
        ),
    ],
)
def test_a_mistake_is_told_with_file_key_and_what_is_meant(
    tmp_path: Path, written: str, instead: str, told: str
) -> None:
    assert written in DECLARED
    with pytest.raises(TargetError) as caught:
        load(tmp_path, DECLARED.replace(written, instead))
    assert f"shop.toml: {told}" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_metrics_are_named_once(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="metric declared twice: done"):
        load(tmp_path, DECLARED.replace("attestation = true", 'metrics = [{ name = "done", promql = "x", below = 1 }]'))


def test_the_page_about_promises_shows_what_can_be_declared(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "promises.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    file = tmp_path / "shop.toml"
    file.write_text('name = "shop"\n' + "\n".join(blocks), encoding="utf-8")
    promise = load_target(str(file), {"PROMETHEUS_TOKEN": "t0ken"}, phase="soft-launch").target.promises[0]
    assert promise.history[0].window == "7d"
    assert promise.metrics
