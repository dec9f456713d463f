"""Limits on requests: every operation has one, and counts."""

from __future__ import annotations

from collections.abc import Sequence

from prodworthy.api import Evidence, Exchange, Footprint, NotApplicable, Severity, Target, check
from prodworthy.rules import request_limits
from security.operations import Answers


@check(
    "security.requests_limited",
    "Every operation limits how often it may be asked",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="draft-ietf-httpapi-ratelimit-headers; OWASP API4:2023; ASVS v5.0.0-2.4.1",
    remedy="Put the limit in front of all routes, not on some of them, and tell it in RateLimit fields.",
    covers=["RL-03"],
    needs={"accounts"},
    creates="one test account",
)
def test_requests_limited(strangers_at_operations: Sequence[Answers], target: Target, evidence: Evidence) -> None:
    """The operation without a limit is the one that is scraped, or that brings the service down."""
    if not target.limits.requests_told:
        raise NotApplicable("no limit on every operation is promised: declare [limits] requests_told")
    asked = {one.operation.label: _telling(one) for one in strangers_at_operations}
    if asked:
        evidence.exchange(next(iter(asked.values())), "One of the answers")
    request_limits.judge({label: answer.headers for label, answer in asked.items()}).raise_if_any()


def _telling(answers: Answers) -> Exchange:
    """Return the answer that tells a limit, or else the first: some services count those who are signed in alone."""
    given = [*answers.attempts.values(), *([answers.owner] if answers.owner else [])]
    return next((one for one in given if request_limits.told(one.headers)), given[0])
