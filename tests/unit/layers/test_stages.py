"""The stages of a flow: which are tried after a failure, and what is told of those that are not."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from e2e.stages import Stage, Stages
from prodworthy.api import Blocked, CheckFailed
from prodworthy.facts.redaction import Redactor
from prodworthy.plugin.evidence import Evidence

EVIDENCE = Evidence(Redactor(), Path("unused"), "e2e.flow")


def gone_through(failing: str) -> tuple[Stages, list[str]]:
    tried: list[str] = []

    def stage(name: str, after: str = "") -> Stage:
        async def take() -> None:
            tried.append(name)
            if name == failing:
                raise CheckFailed(f"no {name}")

        return Stage(name, take, after)

    stages = Stages()
    asyncio.run(
        stages.go_through(
            stage("login"), stage("post", "login"), stage("comment", "post"), stage("reply", "comment"), stage("story")
        )
    )
    return stages, tried


def test_what_builds_on_a_failure_is_not_tried_and_names_the_stage_that_failed() -> None:
    stages, tried = gone_through("post")
    assert tried == ["login", "post", "story"]
    with pytest.raises(CheckFailed, match="no post"):
        stages.judge("post", EVIDENCE)
    for name in ("comment", "reply"):
        with pytest.raises(Blocked, match="the post before it failed: no post"):
            stages.judge(name, EVIDENCE)
    stages.judge("story", EVIDENCE)
    with pytest.raises(Blocked, match="the post failed: no post"):
        stages.demand_all()


def test_stages_that_succeed_pass() -> None:
    stages, tried = gone_through("")
    assert len(tried) == len(set(tried)) == 5
    for name in tried:
        stages.judge(name, EVIDENCE)
    stages.demand_all()
