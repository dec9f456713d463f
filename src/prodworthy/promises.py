"""From a product's ledger and the run's outcomes to an answer for each promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from prodworthy.catalogue import unknown
from prodworthy.outcome import Outcome
from prodworthy.record import CheckRecord, PromiseRecord
from prodworthy.target import Promise, Target

_PROVING = {Outcome.PASSED}


def answer_promises(
    target: Target, checks: Sequence[CheckRecord], today: dt.date, *, known: Collection[str] = ()
) -> list[PromiseRecord]:
    """Return the answer to every promise of the target: kept, broken, or not proven with the reason.

    A promise is broken if one of its checks failed, waived or not: a waiver accepts a failure, it does not mend it.
    It is kept if all of its checks passed, and a person has vouched for it where that is declared.

    Args:
        target: its ledger and attestations.
        checks: the run's checks.
        today: the day on which attestations have to be valid.
        known: ids of all checks there are.
    """
    by_id = {check.id: check for check in checks}
    return [_answer(promise, by_id, target, today, known) for promise in target.promises]


def _answer(
    promise: Promise, by_id: dict[str, CheckRecord], target: Target, today: dt.date, known: Collection[str]
) -> PromiseRecord:
    record = PromiseRecord(
        id=promise.id, text=promise.text, answer="kept", checks=list(promise.checks), required=promise.required
    )
    ran = [by_id[check_id] for check_id in promise.checks if check_id in by_id]
    failed = [check for check in ran if check.outcome in {Outcome.FAILED, Outcome.WAIVED}]
    if failed:
        reason = "; ".join(
            f"{check.id} failed: {check.summary.splitlines()[0] if check.summary else ''}" for check in failed
        )
        return record.model_copy(update={"answer": "broken", "reason": reason})
    gaps = [_gap(check_id, by_id.get(check_id), known) for check_id in promise.checks]
    if promise.attestation:
        gaps.append(_attestation_gap(promise, target, today))
    if promise.unproven:
        gaps.append(promise.unproven)
    open_points = [gap for gap in gaps if gap]
    if open_points:
        return record.model_copy(update={"answer": "not proven", "reason": "; ".join(open_points)})
    return record.model_copy(update={"reason": f"{len(ran)} of {len(promise.checks)} checks passed"})


def _gap(check_id: str, check: CheckRecord | None, known: Collection[str]) -> str:
    if check is None:
        return f"{check_id} was not run" if check_id in known or not known else unknown("check", check_id, known)
    if check.outcome in _PROVING:
        return ""
    return f"{check_id} is {check.outcome}: {_first_line(check)}"


def _first_line(check: CheckRecord) -> str:
    return check.summary.splitlines()[0] if check.summary else "no reason given"


def _attestation_gap(promise: Promise, target: Target, today: dt.date) -> str:
    given = [one for one in target.attestations if one.promise == promise.id]
    if not given:
        return "no one has attested it"
    if any(one.valid_on(today) for one in given):
        return ""
    return f"the attestation by {given[-1].by} is not valid on {today}"
