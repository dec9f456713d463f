"""What every layer observes of a target."""

from __future__ import annotations

import secrets

from prodworthy.api import (
    LIVE_PATHS,
    Arrival,
    Exchange,
    HealthDocument,
    Http,
    NotApplicable,
    Target,
    Unmeasured,
    find_health,
    observation,
)


@observation(requests=0)
async def landing(arrival: Arrival) -> Exchange:
    """The landing page, or whatever stands at that path or where its redirects lead on the target's own hosts."""
    if arrival.page is None:
        raise Unmeasured(arrival.sentence)
    return arrival.page


@observation()
async def unknown_path(http: Http) -> Exchange:
    """A path that cannot exist: how the target says "not found", the control of every check for exposed files."""
    return await http.get(f"/prodworthy-{secrets.token_hex(8)}")


@observation(deadline=30.0, requests=lambda target: 1 if target.health.live else len(LIVE_PATHS))
async def health_if_any(http: Http, target: Target) -> HealthDocument | None:
    """The health document, or None: for observations that do without one."""
    return await find_health(http, target)


@observation(requests=0)
async def health_document(health_if_any: HealthDocument | None) -> HealthDocument:
    """Where the target says how it is: as declared, or found at the usual places."""
    if health_if_any is None:
        raise NotApplicable(
            f"no health document found at the usual places ({', '.join(LIVE_PATHS[:3])}, …): declare [health] live"
        )
    return health_if_any
