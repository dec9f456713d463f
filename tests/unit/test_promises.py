from __future__ import annotations

import datetime as dt
from typing import Any

from prodworthy.catalogue import Footprint, Severity
from prodworthy.outcome import Outcome
from prodworthy.promises import answer_promises
from prodworthy.record import CheckRecord, PromiseRecord
from prodworthy.target import Target

TODAY = dt.date(2026, 6, 1)


def check(check_id: str, outcome: Outcome) -> CheckRecord:
    return CheckRecord(
        id=check_id, title="t", layer="smoke", severity=Severity.MAJOR, declared_severity=Severity.MAJOR,
        footprint=Footprint.READS, outcome=outcome, summary="because",
    )  # fmt: skip


def answer(
    promise: dict[str, Any], *checks: CheckRecord, attestations: tuple[dict[str, Any], ...] = ()
) -> PromiseRecord:
    declared = {"id": "P-1", "text": "It works.", **promise}
    target = Target.model_validate({"name": "t", "promises": [declared], "attestations": list(attestations)})
    return answer_promises(target, checks, TODAY, known={"smoke.a", "smoke.b", "smoke.c"})[0]


def test_kept_when_all_of_its_checks_passed() -> None:
    both = {"checks": ["smoke.a", "smoke.b"]}
    record = answer(both, check("smoke.a", Outcome.PASSED), check("smoke.b", Outcome.PASSED))
    assert record.answer == "kept"


def test_broken_when_one_failed_waived_or_not() -> None:
    both = {"checks": ["smoke.a", "smoke.b"]}
    for outcome in (Outcome.FAILED, Outcome.WAIVED):
        record = answer(both, check("smoke.a", Outcome.PASSED), check("smoke.b", outcome))
        assert record.answer == "broken"
        assert "smoke.b failed: because" in record.reason


def test_not_proven_when_one_could_not_be_found_out_or_did_not_run() -> None:
    for outcome in (Outcome.UNMEASURED, Outcome.BLOCKED, Outcome.WITHHELD, Outcome.NOT_APPLICABLE):
        assert answer({"checks": ["smoke.a"]}, check("smoke.a", outcome)).answer == "not proven"
    assert answer({"checks": ["smoke.c"]}).reason == "smoke.c was not run"


def test_a_misspelt_check_is_told_with_the_nearest() -> None:
    record = answer({"checks": ["smoke.aa"]})
    assert record.answer == "not proven"
    assert "did you mean smoke.a" in record.reason


def test_an_attestation_counts_only_while_it_is_valid() -> None:
    given = {"promise": "P-1", "by": "Release manager", "on": dt.date(2026, 1, 1), "evidence": "minutes"}
    valid = {**given, "expires": dt.date(2026, 12, 31)}
    expired = {**given, "expires": dt.date(2026, 2, 1)}
    assert answer({"attestation": True}, attestations=(valid,)).answer == "kept"
    assert answer({"attestation": True}, attestations=(expired,)).answer == "not proven"
    assert answer({"attestation": True}).reason == "no one has attested it"


def test_an_unproven_promise_says_why() -> None:
    record = answer({"unproven": "needs a load engine"})
    assert (record.answer, record.reason) == ("not proven", "needs a load engine")
