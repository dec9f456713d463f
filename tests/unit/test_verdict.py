from __future__ import annotations

from typing import Any

import pytest

from prodworthy.facts.catalogue import Footprint, Severity
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, Part
from prodworthy.facts.verdict import Decision, decide
from prodworthy.target import Target


def target(**gate: Any) -> Target:
    return Target.model_validate({"name": "test", "base_url": "https://a.example", "capabilities": [], "gate": gate})


def check(
    outcome: Outcome, severity: Severity = Severity.MAJOR, layer: str = "smoke", summary: str = ""
) -> CheckRecord:
    return CheckRecord(
        id=f"{layer}.one",
        title="It works",
        layer=layer,
        severity=severity,
        declared_severity=severity,
        footprint=Footprint.READS,
        outcome=outcome,
        summary=summary,
    )


BOTH = [check(Outcome.PASSED), check(Outcome.PASSED, layer="security")]


def verdict(*checks: CheckRecord, **circumstances: Any) -> Decision:
    gate = circumstances.pop("gate", {})
    return decide([*BOTH, *checks], target(**gate), **circumstances)


def test_all_passed_is_go() -> None:
    assert verdict().verdict == "GO"
    assert verdict().exit_code == 0


def test_nothing_at_all_is_not_go() -> None:
    decision = decide([], target())
    assert decision.verdict == "INCOMPLETE"
    assert decision.exit_code == 10


def test_nothing_passed_is_not_go_even_when_narrowed() -> None:
    decision = decide([check(Outcome.NOT_APPLICABLE)], target(), narrowed=True)
    assert decision.verdict == "INCOMPLETE"
    assert "no check passed" in decision.reasons


@pytest.mark.parametrize(
    ("outcome", "severity", "expected"),
    [
        (Outcome.FAILED, Severity.BLOCKER, "NO-GO"),
        (Outcome.FAILED, Severity.MAJOR, "NO-GO"),
        (Outcome.FAILED, Severity.MINOR, "GO"),
        (Outcome.UNMEASURED, Severity.MAJOR, "INCOMPLETE"),
        (Outcome.UNMEASURED, Severity.MINOR, "GO"),
        (Outcome.BLOCKED, Severity.BLOCKER, "INCOMPLETE"),
        (Outcome.WITHHELD, Severity.MAJOR, "INCOMPLETE"),
        (Outcome.WAIVED, Severity.BLOCKER, "GO"),
        (Outcome.NOT_APPLICABLE, Severity.BLOCKER, "GO"),
    ],
)
def test_each_outcome_counts_as_defined(outcome: Outcome, severity: Severity, expected: str) -> None:
    assert verdict(check(outcome, severity)).verdict == expected


def test_a_failure_outweighs_what_could_not_be_found_out() -> None:
    decision = verdict(check(Outcome.UNMEASURED), check(Outcome.FAILED, layer="contract"))
    assert decision.verdict == "NO-GO"
    assert decision.exit_code == 1


def test_the_threshold_is_the_targets() -> None:
    assert verdict(check(Outcome.FAILED, Severity.MINOR), gate={"threshold": "minor"}).verdict == "NO-GO"
    assert verdict(check(Outcome.FAILED, Severity.MAJOR), gate={"threshold": "blocker"}).verdict == "GO"


def test_withheld_counts_unless_accepted() -> None:
    withheld = check(Outcome.WITHHELD)
    assert verdict(withheld, gate={"accepted_withheld": ["smoke.one"]}).verdict == "GO"
    assert verdict(withheld, gate={"accepted_withheld": ["*"]}).verdict == "GO"
    assert verdict(withheld, gate={"accepted_withheld": ["smoke.other"]}).verdict == "INCOMPLETE"


def test_too_few_samples_block_only_where_the_target_says_so() -> None:
    few = check(Outcome.UNMEASURED, summary="too few samples: 20 of 59")
    assert verdict(few).verdict == "GO"
    assert verdict(few, gate={"samples_block": True}).verdict == "INCOMPLETE"


def test_too_few_samples_of_some_parts_excuse_no_other_part() -> None:
    few = Part(name="a", outcome=Outcome.UNMEASURED, summary="too few samples: 7")
    other = Part(name="b", outcome=Outcome.UNMEASURED, summary="the control failed")
    fuzzed = check(Outcome.UNMEASURED, summary="a: too few samples: 7")
    assert verdict(fuzzed.model_copy(update={"parts": [few]})).verdict == "GO"
    assert verdict(fuzzed.model_copy(update={"parts": [few, other]})).verdict == "INCOMPLETE"


def test_a_required_layer_that_found_nothing_out_is_incomplete() -> None:
    decision = decide([check(Outcome.PASSED)], target())
    assert decision.verdict == "INCOMPLETE"
    assert "the required layer security found nothing out" in decision.reasons
    assert decide([check(Outcome.PASSED)], target(), narrowed=True).verdict == "GO"


def test_a_declared_capability_requires_its_layer() -> None:
    web = Target.model_validate({"name": "t", "base_url": "https://a.example", "capabilities": ["web", "openapi"]})
    reasons = decide(BOTH, web).reasons
    assert reasons == ("the required layer e2e found nothing out", "the required layer contract found nothing out")


def test_a_target_that_is_down_is_no_go_in_its_own_sentence() -> None:
    decision = decide([check(Outcome.BLOCKED)], target(), down="a.example refused the connection on port 443")
    assert decision.verdict == "NO-GO"
    assert decision.reasons == ("a.example refused the connection on port 443",)


def test_a_machine_without_network_is_incomplete_in_one_sentence() -> None:
    decision = decide([check(Outcome.BLOCKED)], target(), unknown="this machine has no route")
    assert decision.verdict == "INCOMPLETE"
    assert decision.reasons == ("this machine has no route", "no check passed")


def test_an_interrupted_run_is_never_go() -> None:
    assert verdict(interrupted="the deadline of 5 s passed").verdict == "INCOMPLETE"


def test_a_required_promise_that_is_not_kept_is_incomplete() -> None:
    assert verdict(broken_promises=["the promise X-1 is not proven: it works"]).verdict == "INCOMPLETE"
