"""Getting there: is the target there, is it the right one, and does nothing stand in front of it?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from prodworthy.facts.exchange import Exchange
from prodworthy.facts.outcome import Blocked, CheckFailed, Inconclusive, Outcome, TargetFailed, Unmeasured, found
from prodworthy.facts.running import Run
from prodworthy.plugin.observation import Phase, observation
from prodworthy.probes.http import Http
from prodworthy.rules import interference
from prodworthy.rules.version import read_version
from prodworthy.target import Target

_DAY_S = 86_400.0
_ASK_AGAIN_S = 1.0
_SERVER_ERROR = 500  # RFC 9110 section 15.6


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the first request of a run found.

    Attributes:
        outcome: PASSED if the target can be judged; FAILED if it does not answer or is not the expected version;
            UNMEASURED if something else stands in front of it or this machine has no network.
        sentence: what was seen, for a person.
        exchange: the first answer, if there was one.
        page: where the redirects of the first answer lead on the target's own hosts; the first answer if nowhere.
    """

    outcome: Outcome
    sentence: str
    exchange: Exchange | None = None
    page: Exchange | None = None

    def raise_unless_here(self) -> None:
        """Go on only if the target can be judged.

        Raises:
            CheckFailed: if it does not answer, or is not the expected version.
            Unmeasured: if something else stands in front of it, or this machine has no network.
        """
        if self.outcome is Outcome.FAILED:
            raise CheckFailed(found(self.sentence, "an answer of the deployment itself"))
        if self.outcome is not Outcome.PASSED:
            raise Unmeasured(self.sentence)

    @property
    def answered(self) -> bool | None:
        """Whether the target itself answered, and with no server error; None where that is not known."""
        if self.outcome is Outcome.UNMEASURED:
            return None
        return self.exchange is not None and self.exchange.status < _SERVER_ERROR

    def obstacle(self) -> Inconclusive | None:
        """Return why nothing else can be asked, or None."""
        return None if self.outcome is Outcome.PASSED else Blocked(self.sentence)


@observation(phase=Phase.ARRIVAL, deadline=_DAY_S, requests=1)
async def arrival(http: Http, target: Target, run: Run) -> Arrival:
    """The landing resource, asked for until the target is ready if the run was told to wait."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + run.wait_ready_s
    while True:
        seen = await _ask(http, target, run)
        if seen.outcome is Outcome.PASSED or loop.time() >= give_up_at:
            break
        await asyncio.sleep(min(_ASK_AGAIN_S, max(0.0, give_up_at - loop.time())))
    if seen.outcome is not Outcome.PASSED and run.wait_ready_s:
        waited = f"not ready after {run.wait_ready_s:g} s: {seen.sentence}"
        return Arrival(seen.outcome, waited, seen.exchange)
    return seen


async def _ask(http: Http, target: Target, run: Run) -> Arrival:
    try:
        hops = await http.follow(target.page_url(target.web.landing))
        first = hops[0]
        obstacle = interference.judge(first)
        if obstacle is not None:
            return Arrival(Outcome.FAILED if obstacle.of_target else Outcome.UNMEASURED, obstacle.sentence, first)
        if hops[-1].is_redirect:
            return Arrival(
                Outcome.FAILED, f"{first.url} redirects and redirects: {len(hops)} times without an end", first
            )
        if run.wait_ready_s and target.health.ready:
            ready = await http.get(target.health.ready)
            if not ready.ok:
                return Arrival(Outcome.FAILED, f"{target.health.ready} answers {ready.status}", ready)
        page = next(hop for hop in reversed(hops) if hop is first or http.owns(hop.url))
        return await _version(http, target, run, Arrival(Outcome.PASSED, first.describe(), first, page))
    except TargetFailed as failure:
        own = failure.kind == "network"
        return Arrival(Outcome.UNMEASURED if own else Outcome.FAILED, failure.sentence)


async def _version(http: Http, target: Target, run: Run, here: Arrival) -> Arrival:
    if not run.expect_version or here.exchange is None:
        return here
    asked = await http.get(target.version.path) if target.version.path else here.exchange
    version = read_version(asked, target.version)
    if not version:
        where = target.version.path or "the landing response"
        return Arrival(
            Outcome.UNMEASURED,
            f"version {run.expect_version} is expected, but {where} names none: declare [version] in the target file",
            asked,
        )
    if version != run.expect_version:
        return Arrival(Outcome.FAILED, f"version {run.expect_version} is expected, but {version} answers", asked)
    return here
