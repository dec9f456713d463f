"""What the flows of the products share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from prodworthy.api import Account, Accounts, NotApplicable, Phase, Target, observation


@pytest.fixture(autouse=True)
def _flows_of_the_target(request: pytest.FixtureRequest, target: Target) -> None:
    """Leave out the flows of other products: a module says whose its flows are in `FLOWS_OF`."""
    product = getattr(request.module, "FLOWS_OF", None)
    if product is not None and product not in target.web.flows:
        raise NotApplicable(f"the target file does not name {product} in [web] flows")


@dataclass(frozen=True, slots=True)
class Members:
    """People with accounts, made over the API; each for flows that do not get into each other's way.

    Attributes:
        ada: meets Ben, and lets her use be counted.
        ben: meets Ada, and does not.
        popper: uses up the free pops, and never answers whether use may be counted.
        patient: meets errors, reloads and deep links.
        payer: buys premium, or tries to.
        leaver: deletes the account.
    """

    ada: Account
    ben: Account
    popper: Account
    patient: Account
    payer: Account
    leaver: Account


@observation(phase=Phase.WRITING, deadline=30.0, requests=12, needs={"accounts", "web"})
async def members(accounts: Accounts) -> Members:
    """The accounts that the browser flows use."""
    return Members(*await asyncio.gather(*(accounts.adult() for _ in range(6))))
