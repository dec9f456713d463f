"""Refusals that the product promises: what is prohibited, unpaid or not agreed to is turned down by the server."""

from __future__ import annotations

from prodworthy.api import (
    Accounts,
    Evidence,
    Footprint,
    Http,
    Inconclusive,
    NotApplicable,
    Parts,
    Phase,
    Refusal,
    RefusalRun,
    Severity,
    Target,
    TargetFailed,
    check,
    observation,
    run_refusal,
)

Runs = dict[str, RefusalRun | Inconclusive | TargetFailed]
_DEADLINE_S = 180.0


def _requests(target: Target) -> int:
    return sum(
        len(rule.setup) + len(rule.between) + len(rule.permitted) + len(rule.prohibited) + 4 + 2 * rule.partner
        for rule in target.refusals
    )


@observation(phase=Phase.WRITING, deadline=_DEADLINE_S, requests=_requests, needs={"accounts"})
async def refusals_tried(http: Http, target: Target, accounts: Accounts) -> Runs:
    """Each declared refusal, with an account of its own."""
    if not target.refusals:
        raise NotApplicable("the target declares no refusal that it promises: declare [[refusals]]")
    runs: Runs = {}
    for rule in target.refusals:
        try:
            account = await accounts.adult()
            partner = await accounts.adult() if rule.partner else None
            values = dict(account.values)
            values |= {f"partner_{name}": value for name, value in (partner.values if partner else {}).items()}
            runs[rule.id] = await run_refusal(http, rule, values, credential=account.headers)
        except (Inconclusive, TargetFailed) as reason:
            runs[rule.id] = reason
    return runs


@check(
    "smoke.promised_refusals",
    "The server refuses what the product promises to refuse",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="the refusals of the target file; ASVS v5.0.0-2.3.2 (business limits on the server)",
    remedy="Enforce the rule on the server, on every way in: the curl line of the part repeats what was accepted.",
    covers=["AZ-11"],
    needs={"accounts"},
    refusal=True,
    creates="one or two test accounts for each refusal, removed again",
)
def test_promised_refusals(refusals_tried: Runs, parts: Parts, refusal: Refusal, evidence: Evidence) -> None:
    """A limit that only the page knows is none: whoever asks the API directly has it all, unpaid and unmoderated."""
    for rule_id, done in refusals_tried.items():
        with parts.part(rule_id):
            if isinstance(done, Exception):
                raise done
            for number, attempt in enumerate(done.attempts):
                if number == 0 or attempt.exchange.ok:
                    evidence.exchange(attempt.exchange, f"{rule_id}: {attempt.what}")
                refusal.judge(attempt.exchange, done.control, what=attempt.what, refused=done.rule.status)
