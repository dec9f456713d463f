"""What every layer observes of a target."""

from __future__ import annotations

import secrets

from prodworthy.api import Arrival, Exchange, Http, Unmeasured, observation


@observation(requests=0)
async def landing(arrival: Arrival) -> Exchange:
    """The first answer of the run: the landing page, or whatever stands at that path."""
    if arrival.exchange is None:
        raise Unmeasured(arrival.sentence)
    return arrival.exchange


@observation()
async def unknown_path(http: Http) -> Exchange:
    """A path that cannot exist: how the target says "not found", the control of every check for exposed files."""
    return await http.get(f"/prodworthy-{secrets.token_hex(8)}")
