"""What came of conformance fuzzing, as the run record tells it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

from prodworthy.facts.contract_record import ContractRecord, OperationRecord, TimeShare
from prodworthy.probes.conformance_result import Conformance, Tried
from prodworthy.rules.openapi import Document, Operation

_MOST_OPERATIONS = 2000
_MOST_TEXTS = 20
_LONGEST = 300
_ENOUGH_FOR_P95 = 20


def contract_record(
    conformance: Conformance, documents: Sequence[Document], redact: Callable[[str], str], what: str = "OpenAPI"
) -> ContractRecord:
    """Return the record of a conformance run.

    Args:
        conformance: what came of it.
        documents: the documents that it was about; at least one.
        redact: returns a text without secrets.
        what: what was fuzzed, in a word.
    """

    def told(text: str) -> str:
        return redact(text)[:_LONGEST]

    rows = [_tried(one, told) for one in conformance.operations]
    rows += [_documented(one, told).model_copy(update={"skipped": told(reason)}) for one, reason in conformance.skipped]
    share = TimeShare(
        what=what,
        allowed_s=round(conformance.budget_s, 2),
        spent_s=round(conformance.spent, 2),
        requests=conformance.examples,
    )
    return ContractRecord(
        title=told(documents[0].title),
        version=told(documents[0].version),
        seed=conformance.seed,
        budget_s=round(conformance.budget_s, 2),
        spent_s=round(conformance.spent, 2),
        requests=conformance.examples,
        requests_per_second=round(conformance.examples / max(conformance.spent, 0.001), 1),
        shares=[share],
        operations=rows[:_MOST_OPERATIONS],
    )


def joined(first: ContractRecord | None, second: ContractRecord) -> ContractRecord:
    """Return the records of two runs of fuzzing, one after the other, as one; the first one's budget is for both."""
    if first is None:
        return second
    spent_s, requests = first.spent_s + second.spent_s, first.requests + second.requests
    return first.model_copy(
        update={
            "spent_s": round(spent_s, 2),
            "requests": requests,
            "requests_per_second": round(requests / max(spent_s, 0.001), 1),
            "shares": [*first.shares, *second.shares],
            "operations": [*first.operations, *second.operations][:_MOST_OPERATIONS],
        }
    )


def _tried(one: Tried, told: Callable[[str], str]) -> OperationRecord:
    times = sorted(one.elapsed)
    enough = len(times) >= _ENOUGH_FOR_P95
    unstable = one.unstable[:_MOST_TEXTS]
    confirmed = [deviation for deviation in one.deviations.values() if deviation.confirmed]
    return _documented(one.operation, told).model_copy(
        update={
            "skipped": told(one.unproven),
            "requests": one.examples,
            "accepted": one.valid,
            "invalid": one.negative,
            "refused": one.refused,
            "answers": {str(status): count for status, count in sorted(one.statuses.items())},
            "sent": [told(name) for name in one.operation.parameters if name in one.sent][:_MOST_TEXTS],
            "median_ms": round(statistics.median(times) * 1000, 1) if times else None,
            "p95_ms": round(statistics.quantiles(times, n=20)[18] * 1000, 1) if enough else None,
            "spent_s": round(one.spent, 2),
            "findings": [told(deviation.finding.seen) for deviation in confirmed][:_MOST_TEXTS],
            "unstable": [told(f"{deviation.finding.seen} ({deviation.count} times)") for deviation in unstable],
        }
    )


def _documented(operation: Operation, told: Callable[[str], str]) -> OperationRecord:
    return OperationRecord(
        operation=told(operation.label),
        access=told(operation.access),
        documented=[told(status) for status in operation.statuses][:_MOST_TEXTS],
        parameters=[told(name) for name in operation.parameters][:_MOST_TEXTS],
    )
