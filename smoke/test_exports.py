"""Exports and cached reads: does what people take away work elsewhere, and is what many read kept ready?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prodworthy.api import (
    Accounts,
    Evidence,
    Exchange,
    Export,
    Footprint,
    Http,
    Inconclusive,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    StepRun,
    Target,
    Unmeasured,
    check,
    observation,
    take,
)
from prodworthy.rules import caching, csv_tables

_READS = 3


def _requests(target: Target) -> int:
    return sum(len(export.setup) + 3 + 2 * export.partner for export in target.exports)


@observation(phase=Phase.WRITING, deadline=60.0, requests=_requests, needs={"accounts"})
async def exports(http: Http, target: Target, accounts: Accounts) -> dict[str, StepRun | Inconclusive]:
    """Each declared export, of an account with something in it."""
    if not target.exports:
        raise NotApplicable("the target declares no export: declare [[exports]]")
    return {export.id: await _exported(http, export, accounts) for export in target.exports}


@observation(
    phase=Phase.WRITING,
    deadline=60.0,
    requests=lambda target: _READS * len(target.delivery.cached_reads) + 2,
    needs={"accounts"},
)
async def read_again(http: Http, target: Target, accounts: Accounts) -> dict[str, tuple[Exchange, ...]]:
    """Each read that is declared as cached, several times in a row."""
    if not target.delivery.cached_reads:
        raise NotApplicable("no cached read is declared: declare [delivery] cached_reads")
    account = await accounts.adult()
    answers = {}
    for path in target.delivery.cached_reads:
        answers[path] = tuple([await http.get(path, headers=account.headers) for _ in range(_READS)])
    return answers


@check(
    "smoke.exports",
    "Every declared export is a table that other programs can read",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    reference="RFC 4180; the [[exports]] of the target file",
    remedy="Write the file with a library for comma-separated values, which puts quotes around what needs them.",
    needs={"accounts"},
    creates="one or two test accounts for each export, removed again",
)
def test_exports(
    exports: Mapping[str, StepRun | Inconclusive], target: Target, parts: Parts, evidence: Evidence
) -> None:
    """What is exported goes to an accountant or a tax office; a file that shifts by a column there costs money."""
    declared = {export.id: export for export in target.exports}
    for export_id, taken in exports.items():
        with parts.part(export_id):
            if isinstance(taken, Inconclusive):
                raise taken
            evidence.exchange(taken.answer, declared[export_id].title)
            taken.findings.raise_if_any()
            csv_tables.judge(taken.answer, declared[export_id].columns, declared[export_id].rows).raise_if_any()


@check(
    "smoke.cached_reads",
    "What many people read comes out of a cache",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    reference="RFC 9211; RFC 9111 section 5.1; the [delivery] declaration of the target file",
    remedy="Look whether the cache is connected and its keys are the same for the same request; say HIT in X-Cache or "
    "Cache-Status.",
    needs={"accounts"},
    creates="a test account, removed again",
)
def test_cached_reads(read_again: Mapping[str, tuple[Exchange, ...]], parts: Parts) -> None:
    """A cache that is never hit goes unnoticed until the day on which the database carries all of it, and falls."""
    for path, answers in read_again.items():
        with parts.part(path):
            if not all(answer.ok for answer in answers):
                bad = next(answer for answer in answers if not answer.ok)
                raise Unmeasured(f"it could not be read: {bad.describe()}")
            caching.judge_from_cache([answer.headers for answer in answers]).raise_if_any()


async def _exported(http: Http, export: Export, accounts: Accounts) -> StepRun | Inconclusive:
    try:
        account = await accounts.adult()
        partner = await accounts.adult() if export.partner else None
    except Inconclusive as reason:
        return reason
    values: dict[str, Any] = dict(account.values)
    values |= {f"partner_{name}": value for name, value in (partner.values if partner else {}).items()}
    for step in export.setup:
        taken = await take(http, step, values, credential=account.headers)
        if taken.findings:
            return Unmeasured(f"{taken.title}, which makes what is exported, failed: {taken.findings.describe()}")
        values.update(taken.saved)
    return await take(http, export.request, values, credential=account.headers)
