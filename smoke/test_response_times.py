"""Promised response times of single operations, as people who are signed in see them."""

from __future__ import annotations

from prodworthy.api import (
    Accounts,
    Evidence,
    Footprint,
    Http,
    NotApplicable,
    Parts,
    Phase,
    ResponseTime,
    Sample,
    Severity,
    Target,
    check,
    observation,
    time_reads,
)
from prodworthy.rules import statistics
from prodworthy.rules.templates import fill_path
from smoke.timing import Claim, prove, require_answers, show

_BUDGET_S = 60.0
_DEADLINE_S = 300.0


def _samples(promised: ResponseTime) -> int:
    shares = (promised.share, promised.success_rate or promised.share)
    return promised.samples or max(statistics.samples_to_prove(share, 1) for share in shares)


@observation(
    phase=Phase.QUIET,
    deadline=_DEADLINE_S,
    requests=lambda target: sum(_samples(one) * 11 // 10 for one in target.response_times),
    needs={"accounts"},
)
async def timed_operations(http: Http, target: Target, accounts: Accounts) -> dict[str, Sample]:
    """Each operation with a promised response time, read again and again by one account."""
    if not target.response_times:
        raise NotApplicable("the target promises no response time of an operation: declare [[response_times]]")
    account = await accounts.adult()
    return {
        one.id: await time_reads(
            http,
            fill_path(one.path, account.values),
            count=_samples(one),
            bound_ms=one.within_ms,
            share=one.share,
            budget_s=_BUDGET_S,
            headers=account.headers,
        )
        for one in target.response_times
    }


@check(
    "smoke.response_times",
    "Operations answer within the promised times",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="OPS-LAT-01, OPS-LAT-02; exact binomial order statistics at 95 % confidence",
    remedy="Look at the table: a high median is slow code or distance; a long tail is queueing, locks or cold caches.",
    covers=["OPS-LAT-01", "OPS-LAT-02"],
    needs={"accounts"},
    creates="a test account, removed again",
)
def test_response_times(timed_operations: dict[str, Sample], target: Target, parts: Parts, evidence: Evidence) -> None:
    """A service that is quick to say that it is well may be slow at what people came for."""
    for promised in target.response_times:
        with parts.part(promised.id):
            sample = timed_operations[promised.id]
            show(sample, f"response.{promised.id}", evidence)
            require_answers(sample)
            claims = [Claim(promised.share, sample.misses, f"within {promised.within_ms:g} ms")]
            if promised.success_rate is not None:
                failed = len(sample.failures)
                claims.append(Claim(promised.success_rate, failed, "answered without a server error"))
                if sample.count:
                    evidence.measure(f"response.{promised.id}.success", 1 - failed / sample.count, "1", sample.count)
            prove(sample, *claims)
