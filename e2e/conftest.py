"""What the flows of the products share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest_asyncio

from e2e.site import legal_paths
from prodworthy.api import (
    Account,
    Accounts,
    Browser,
    Phase,
    SiteVisit,
    Target,
    observation,
    visit_site,
)


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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site_visit(browser: Browser, target: Target) -> SiteVisit:
    """What people with different wishes see of the site, once for all checks that judge it."""
    return await visit_site(browser, target, legal_paths(target))
