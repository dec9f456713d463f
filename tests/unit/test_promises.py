from __future__ import annotations

import datetime as dt
from typing import Any

from prodworthy.facts.catalogue import Footprint, Severity
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import CheckRecord, Part, PromiseRecord
from prodworthy.plugin.promises import Known, answer_promises
from prodworthy.rules.over_time import Tally
from prodworthy.target import Target

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
ALL = ("smoke.a", "smoke.b", "smoke.c", "smoke.metric_gates")


def check(check_id: str, outcome: Outcome, **parts: Outcome) -> CheckRecord:
    return CheckRecord(
        id=check_id, title="t", layer="smoke", severity=Severity.MAJOR, declared_severity=Severity.MAJOR,
        footprint=Footprint.READS, outcome=outcome, summary="because",
        parts=[Part(name=name, outcome=came_to, summary=f"of {name}") for name, came_to in parts.items()],
    )  # fmt: skip


def answer(
    promise: dict[str, Any],
    *checks: CheckRecord,
    attestations: tuple[dict[str, Any], ...] = (),
    tally: Tally | None = None,
    phase: str = "",
    secret: str = "",
) -> PromiseRecord:
    declared = {"id": "P-1", "text": "It works.", **promise}
    target = Target.model_validate({"name": "t", "promises": [declared], "attestations": list(attestations)})
    tallies = {} if tally is None else dict.fromkeys(target.promises[0].history, tally)

    def redact(text: str) -> str:
        return text.replace(secret, "[redacted]") if secret else text

    known = Known(checks, NOW, all_checks=ALL, tallies=tallies, phase=phase, redact=redact)
    return answer_promises(target, known)[0]


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


def test_a_part_answers_for_itself_alone() -> None:
    ran = check("smoke.a", Outcome.FAILED, match=Outcome.PASSED, visit=Outcome.FAILED, chat=Outcome.UNMEASURED)
    assert answer({"checks": ["smoke.a#match"]}, ran).answer == "kept"
    broken = answer({"checks": ["smoke.a#match", "smoke.a#visit"]}, ran)
    assert (broken.answer, broken.reason) == ("broken", "smoke.a#visit failed: of visit")
    assert answer({"checks": ["smoke.a#chat"]}, ran).answer == "not proven"


def test_a_part_of_a_check_that_never_came_to_parts_is_what_the_check_is() -> None:
    ran = check("smoke.a", Outcome.BLOCKED)
    record = answer({"checks": ["smoke.a#match"]}, ran)
    assert (record.answer, record.answers[0].needed) == ("not proven", "mend what failed before it")


def test_a_misspelt_part_is_told_with_the_nearest() -> None:
    record = answer({"checks": ["smoke.a#macth"]}, check("smoke.a", Outcome.PASSED, match=Outcome.PASSED))
    assert record.answer == "not proven"
    assert "unknown part 'macth'; did you mean match?" in record.reason


def test_a_metric_is_a_part_of_the_check_that_asks_for_them() -> None:
    gate = {"metrics": [{"name": "hits", "promql": "hit_rate", "at_least": 0.8}]}
    asked = check("smoke.metric_gates", Outcome.FAILED, hits=Outcome.PASSED, other=Outcome.FAILED)
    record = answer(gate, asked)
    assert record.answer == "kept"
    assert (record.answers[0].kind, record.answers[0].name) == ("metric", "hits (at least 0.8)")
    assert answer(gate).reason == "hits (at least 0.8) was not run"


def test_all_that_answers_a_promise_has_to_hold() -> None:
    both = {"checks": ["smoke.a"], "history": [{"measure": "uptime", "window": "7d", "at_least": 0.9}]}
    began = NOW - dt.timedelta(days=30)
    good = Tally(300, 300, 300, NOW - dt.timedelta(days=7), began)
    bad = Tally(200, 300, 300, NOW - dt.timedelta(days=7), began)
    ran = check("smoke.a", Outcome.PASSED)
    assert answer(both, ran, tally=good).answer == "kept"
    assert answer(both, ran, tally=bad).answer == "broken"
    assert answer(both, check("smoke.a", Outcome.FAILED), tally=good).answer == "broken"
    record = answer(both, ran, tally=Tally(5, 5, 5, began, began))
    assert record.answer == "not proven"
    assert "24 more runs needed" in record.reason


def test_without_a_history_a_window_is_not_proven() -> None:
    record = answer({"history": [{"measure": "uptime", "window": "7d", "at_least": 0.9}]})
    assert record.answer == "not proven"
    assert record.answers[0].needed == "keep a history of runs: --history"


def test_an_attestation_that_is_not_valid_says_which_way() -> None:
    given = {"promise": "P-1", "by": "Release manager", "evidence": "https://wiki.example/minutes"}
    early = answer({"attestation": True}, attestations=({**given, "on": "2026-07-01", "expires": "2026-09-01"},))
    assert early.reason == "the attestation by Release manager is valid from 2026-07-01 on only"
    late = answer({"attestation": True}, attestations=({**given, "on": "2026-01-01", "expires": "2026-02-01"},))
    assert late.reason == "the attestation by Release manager expired on 2026-02-01"
    assert late.answers[0].link == "https://wiki.example/minutes"


def test_a_promise_of_another_phase_is_not_asked() -> None:
    later = {"checks": ["smoke.a"], "phases": ["full-launch"]}
    ran = check("smoke.a", Outcome.FAILED)
    assert answer(later, ran, phase="full-launch").answer == "broken"
    for phase in ("", "soft-launch"):
        record = answer(later, ran, phase=phase)
        assert (record.answer, record.reason) == ("not asked", "asked in the launch phase full-launch only")


def test_no_secret_gets_into_an_answer() -> None:
    given = {"promise": "P-1", "by": "hunter2", "on": "2026-01-01", "expires": "2026-09-01", "evidence": "see hunter2"}
    assert "hunter2" not in answer({"attestation": True}, attestations=(given,), secret="hunter2").model_dump_json()
