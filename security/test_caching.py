"""Caching: personal answers are kept by nobody."""

from __future__ import annotations

from prodworthy.api import (
    Accounts,
    Exchange,
    Http,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    Target,
    Unmeasured,
    check,
    observation,
)
from prodworthy.rules import caching
from prodworthy.rules.templates import fill_path


@observation(phase=Phase.WRITING, requests=2, needs={"accounts"})
async def private_answer(http: Http, target: Target, accounts: Accounts) -> Exchange:
    """A test account's own profile."""
    if target.auth is None or target.auth.profile is None:
        raise NotApplicable("no profile is declared: declare [auth.profile]")
    account = await accounts.adult()
    step = target.auth.profile
    answer = await http.send(step.method, fill_path(step.path, account.values), headers=account.headers)
    if not answer.ok:
        raise Unmeasured(f"a test account could not read its profile: {answer.describe()}")
    return answer


@check(
    "security.private_caching",
    "Personal answers are stored nowhere on their way",
    severity=Severity.MAJOR,
    reference="RFC 9111 sections 3 and 5.2.2.5; ASVS v5.0.0-14.3.2; CWE-525; CWE-524",
    remedy="Send Cache-Control: no-store with every answer that is made for one person.",
    covers=["HDR-CACHE-01", "HDR-CACHE-03"],
    needs={"accounts"},
    creates="one test account",
)
def test_private_caching(private_answer: Exchange, parts: Parts) -> None:
    """A stored profile is shown to the next person at the same computer, or behind the same cache."""
    with parts.part("no-store"):
        caching.judge_private(private_answer.headers).raise_if_any()
    with parts.part("not out of a shared cache"):
        caching.judge_not_from_cache(private_answer.headers).raise_if_any()
