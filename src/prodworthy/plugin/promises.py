"""From a product's ledger and what is known at the end of a run to an answer for each promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prodworthy.facts.catalogue import unknown
from prodworthy.facts.outcome import Outcome
from prodworthy.facts.record import AnswerRecord, CheckRecord, Part, PromiseRecord
from prodworthy.rules import over_time
from prodworthy.rules.over_time import Tally
from prodworthy.rules.statistics import Verdict
from prodworthy.target import Attestation, HistoryBound, Promise, Target, check_and_part

METRIC_GATES = "smoke.metric_gates"
"""The check whose parts are the promises' metrics."""

_FAILED = {Outcome.FAILED, Outcome.WAIVED}
_NEEDED = {
    Outcome.BLOCKED: "mend what failed before it",
    Outcome.UNMEASURED: "see to it that it can be found out",
    Outcome.WITHHELD: "allow the run to do what the check does",
    Outcome.NOT_APPLICABLE: "declare in the target file what the check is about",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when promises are answered.

    Attributes:
        checks: the run's checks.
        now: when the run began.
        all_checks: ids of all checks there are; empty where they are not known.
        tallies: what the history tells of each bound, this run among it.
        no_history: why the history cannot be asked; empty where it can.
        phase: the launch phase; empty for none.
        redact: returns a text without secrets.
    """

    checks: Sequence[CheckRecord]
    now: dt.datetime
    all_checks: Collection[str] = ()
    tallies: Mapping[HistoryBound, Tally] = field(default_factory=dict)
    no_history: str = ""
    phase: str = ""
    redact: Callable[[str], str] = str


def answer_promises(target: Target, known: Known) -> list[PromiseRecord]:
    """Return the answer to every promise of the target: kept, broken, or not proven with the reason.

    A promise is broken if anything that answers it refutes it, and kept only if everything that answers it holds. A
    waived failure breaks it too: a waiver accepts a failure, it does not mend it. A promise of other launch phases
    than the run's is not asked.
    """
    by_id = {check.id: check for check in known.checks}
    return [_answer(promise, by_id, target, known) for promise in target.promises]


def _answer(promise: Promise, by_id: Mapping[str, CheckRecord], target: Target, known: Known) -> PromiseRecord:
    record = PromiseRecord(
        id=promise.id, text=promise.text, answer="kept", checks=list(promise.checks), required=promise.required
    )
    if not promise.asked_in(known.phase):
        reason = f"asked in the launch phase {' or '.join(promise.phases)} only"
        return record.model_copy(update={"answer": "not asked", "reason": reason})
    answers = [_redacted(one, known.redact) for one in _answers(promise, by_id, target, known)]
    worst = next((word for word in ("broken", "not proven") if any(one.answer == word for one in answers)), "kept")
    open_points = [_told(one) for one in answers if one.answer == worst]
    held = f"{len(answers)} of {len(answers)} answers hold" if len(answers) > 1 else _told(answers[0])
    reason = held if worst == "kept" else "; ".join(dict.fromkeys(open_points))
    return record.model_copy(update={"answer": worst, "reason": reason, "answers": answers})


def _told(answer: AnswerRecord) -> str:
    if answer.kind in {"check", "metric"}:
        return f"{answer.name} {answer.said}"
    return f"{answer.said}; {answer.needed}" if answer.kind == "history" and answer.needed else answer.said


def _answers(
    promise: Promise, by_id: Mapping[str, CheckRecord], target: Target, known: Known
) -> Iterator[AnswerRecord]:
    for named in promise.checks:
        yield _of_check(named, by_id, known)
    for gate in promise.metrics:
        answer = _of_check(f"{METRIC_GATES}#{gate.name}", by_id, known)
        yield answer.model_copy(update={"kind": "metric", "name": f"{gate.name} ({gate.required})"})
    for bound in promise.history:
        yield _of_history(bound, known)
    if promise.attestation:
        given = [one for one in target.attestations if one.promise == promise.id]
        yield _of_attestations(given, known.now.date())
    if promise.unproven:
        yield AnswerRecord(kind="reason", name="", answer="not proven", said=promise.unproven)


def _of_check(named: str, by_id: Mapping[str, CheckRecord], known: Known) -> AnswerRecord:
    check_id, part_name = check_and_part(named)
    record = AnswerRecord(kind="check", name=named, answer="not proven")
    check = by_id.get(check_id)
    if check is None:
        if known.all_checks and check_id not in known.all_checks:
            said = f"is an {unknown('check', check_id, known.all_checks)}"
            return record.model_copy(update={"said": said, "needed": "name a check that there is"})
        return record.model_copy(update={"said": "was not run", "needed": "run it"})
    record = record.model_copy(update={"check": check_id})
    found: CheckRecord | Part = check
    if part_name and check.parts:
        part = next((one for one in check.parts if one.name == part_name), None)
        if part is None:
            said = f"is an {unknown('part', part_name, {one.name for one in check.parts})}"
            return record.model_copy(update={"said": said, "needed": "name a part that there is"})
        found = part
    if found.outcome is Outcome.PASSED:
        return record.model_copy(update={"answer": "kept", "said": "passed"})
    if found.outcome in _FAILED:
        return record.model_copy(update={"answer": "broken", "said": f"failed: {_first_line(found)}"})
    return record.model_copy(
        update={"said": f"is {found.outcome}: {_first_line(found)}", "needed": _NEEDED.get(found.outcome, "")}
    )


def _first_line(found: CheckRecord | Part) -> str:
    return found.summary.splitlines()[0] if found.summary else "no reason given"


def _of_history(bound: HistoryBound, known: Known) -> AnswerRecord:
    record = AnswerRecord(kind="history", name=bound.describe(), answer="not proven")
    tally = known.tallies.get(bound)
    if tally is None:
        said = f"{bound.describe()}: {known.no_history or 'the history was not asked'}"
        return record.model_copy(update={"said": said, "needed": "keep a history of runs: --history"})
    judged = over_time.judge(bound, tally, known.now)
    answer = {Verdict.HOLDS: "kept", Verdict.BROKEN: "broken"}.get(judged.verdict, "not proven")
    return record.model_copy(update={"answer": answer, "said": judged.said, "needed": judged.needed})


def _of_attestations(given: Sequence[Attestation], today: dt.date) -> AnswerRecord:
    record = AnswerRecord(kind="attestation", name="", answer="not proven")
    if not given:
        needed = "an [[attestations]] entry: who attests it, when, until when, and where the evidence is"
        return record.model_copy(update={"said": "no one has attested it", "needed": needed})
    valid = [one for one in given if one.valid_on(today)]
    one = (valid or sorted(given, key=lambda one: one.expires))[-1]
    record = record.model_copy(update={"link": one.evidence})
    if valid:
        said = f"attested by {one.by} on {one.on}, until {one.expires}"
        return record.model_copy(update={"answer": "kept", "said": said})
    lapsed = f"expired on {one.expires}" if one.expires < today else f"is valid from {one.on} on only"
    return record.model_copy(update={"said": f"the attestation by {one.by} {lapsed}", "needed": "attest it anew"})


def _redacted(answer: AnswerRecord, redact: Callable[[str], str]) -> AnswerRecord:
    return answer.model_copy(
        update={name: redact(getattr(answer, name)) for name in ("name", "said", "needed", "link")}
    )
