"""Is it there at all?"""

from __future__ import annotations

from prodworthy.api import Arrival, Footprint, Severity, check


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
    arrival.raise_unless_here()
