"""The workflows are what their services can read, and start what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from prodworthy.cli.commands import app

DEPLOY = Path(__file__).parents[2] / "deploy"


def read(name: str) -> dict[Any, Any]:
    content = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def test_the_github_workflow_runs_after_deployments_on_a_schedule_and_by_hand() -> None:
    workflow = read("github-workflow.yml")
    triggers = workflow[True]  # YAML 1.1 reads the key `on` as a truth value
    assert set(triggers) == {"deployment_status", "schedule", "workflow_dispatch"}
    assert triggers["schedule"] == [{"cron": "7,37 * * * *"}]
    assert workflow["permissions"] == {"contents": "read"}


def test_the_github_workflow_pins_its_actions_and_keeps_the_report() -> None:
    steps = read("github-workflow.yml")["jobs"]["judge"]["steps"]
    actions = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in actions)
    keeping = next(step for step in steps if "upload-artifact" in step.get("uses", ""))
    assert keeping["if"] == "always()"


def test_no_expression_of_the_github_workflow_stands_in_a_shell_command() -> None:
    for step in read("github-workflow.yml")["jobs"]["judge"]["steps"]:
        assert "${{" not in step.get("run", ""), "text of an event would be run as a command"


def test_the_gitlab_job_keeps_the_report_whatever_the_verdict() -> None:
    job = read("gitlab-ci.yml")["prodworthy"]
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["reports"] == {"junit": "reports/*/junit.xml"}


@pytest.mark.parametrize("name", ["github-workflow.yml", "gitlab-ci.yml"])
def test_the_command_has_only_options_that_there_are(name: str) -> None:
    command = next(line for line in (DEPLOY / name).read_text().splitlines() if "prodworthy run" in line)
    words = shlex.split(command.partition("prodworthy run ")[2])
    run = typer.main.get_command(app).commands["run"]  # type: ignore[attr-defined]  # of a group, which it is
    known = {option for parameter in run.params for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known
