"""Journeys: do the paths through the product that users take work from end to end?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from prodworthy.api import (
    Accounts,
    Evidence,
    Footprint,
    Http,
    Inconclusive,
    Journey,
    JourneyRun,
    NotApplicable,
    Parts,
    Phase,
    Severity,
    Target,
    check,
    observation,
    run_journey,
)

Runs = dict[str, JourneyRun | Inconclusive]
_DEADLINE_S = 300.0


def _requests(journeys: Iterable[Journey]) -> int:
    return sum(
        len(journey.steps) + len(journey.cleanup) + 2 * (journey.account + journey.partner) for journey in journeys
    )


@observation(
    deadline=_DEADLINE_S,
    requests=lambda target: _requests(journey for journey in target.journeys if journey.only_reads),
)
async def reading_journeys(http: Http, target: Target, accounts: Accounts) -> Runs:
    """The declared journeys that change nothing."""
    return await _run(http, [journey for journey in target.journeys if journey.only_reads], accounts)


@observation(
    phase=Phase.WRITING,
    needs={"journeys"},
    deadline=_DEADLINE_S,
    requests=lambda target: _requests(journey for journey in target.journeys if not journey.only_reads),
)
async def writing_journeys(http: Http, target: Target, accounts: Accounts) -> Runs:
    """The declared journeys that make accounts or change something, each undone again."""
    return await _run(http, [journey for journey in target.journeys if not journey.only_reads], accounts)


@check(
    "smoke.reading_journeys",
    "Every declared journey that only reads works within its deadline",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="the journeys of the target file",
    remedy="Look at the step that failed: its curl line repeats it.",
)
def test_reading_journeys(reading_journeys: Runs, target: Target, parts: Parts, evidence: Evidence) -> None:
    """What a visitor does first has to work after every deployment."""
    _judge(reading_journeys, target, parts, evidence)


@check(
    "smoke.journeys",
    "Every declared journey works within its deadline and is undone again",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    reference="the journeys of the target file",
    remedy="Look at the step that failed: its curl line repeats it.",
    needs={"journeys"},
    creates="a test account for each journey that needs one, removed again",
)
def test_journeys(writing_journeys: Runs, target: Target, parts: Parts, evidence: Evidence) -> None:
    """Signing up, paying, writing to someone: a deployment in which these fail is down, whatever its health says."""
    _judge(writing_journeys, target, parts, evidence)


async def _run(http: Http, journeys: list[Journey], accounts: Accounts) -> Runs:
    if not journeys:
        raise NotApplicable("the target declares no such journey: declare [[journeys]]")
    done = await asyncio.gather(*(_run_one(http, journey, accounts) for journey in journeys))
    return {journey.id: one for journey, one in zip(journeys, done, strict=True)}


async def _run_one(http: Http, journey: Journey, accounts: Accounts) -> JourneyRun | Inconclusive:
    try:
        account = await accounts.adult() if journey.account else None
        partner = await accounts.adult() if journey.partner else None
    except Inconclusive as reason:
        return reason
    values: dict[str, Any] = dict(account.values) if account else await accounts.newcomer(journey)
    values |= {f"partner_{name}": value for name, value in (partner.values if partner else {}).items()}
    credential = account.headers if account else None
    done = await run_journey(http, journey, values, credential=credential, creations=accounts.creations)
    for sentence in done.left:
        accounts.leave(sentence)
    return done


def _judge(runs: Runs, target: Target, parts: Parts, evidence: Evidence) -> None:
    titles = {journey.id: journey.title for journey in target.journeys}
    rows = []
    for journey_id, done in runs.items():
        with parts.part(journey_id):
            if isinstance(done, Inconclusive):
                raise done
            if done.failed is not None and done.failed.exchange is not None:
                evidence.exchange(done.failed.exchange, f"{journey_id}: {done.failed.title}")
            evidence.measure(f"journey.{journey_id}", round(done.duration, 3), "s")
            evidence.measure(f"journey.{journey_id}.success", float(not done.findings), "1", 1)
            steps = f"{len(done.steps)} of {len(done.journey.steps)}"
            rows.append([titles[journey_id], steps, f"{done.duration:.2f}", f"{done.journey.deadline_s:g}"])
            done.findings.raise_if_any()
    evidence.table("Journeys", ["journey", "steps taken", "seconds", "deadline"], rows)
