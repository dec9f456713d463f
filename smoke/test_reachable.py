"""Is it there at all?"""

from __future__ import annotations

from prodworthy.api import Arrival, Footprint, Severity, check, found


@check(
    "smoke.reachable",
    "The deployment answers",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    reference="RFC 9110 section 15",
    remedy="Look at the deployment, its DNS and its load balancer: nothing answers there.",
)
def test_reachable(arrival: Arrival) -> None:
    """Nothing else can be said about a deployment that does not answer."""
    if (obstacle := arrival.obstacle()) is not None:
        found(arrival.sentence, "an answer").raise_if_any()
        raise obstacle
