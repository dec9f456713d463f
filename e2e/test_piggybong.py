"""PiggyBong: the news on the landing page, and the page where fans keep their budget."""

from __future__ import annotations

import secrets

from e2e.pages.piggybong import Budget, Landing
from prodworthy.api import Account, Accounts, Evidence, Footprint, Phase, Severity, Visitor, check, found, observation

_PRICE = 24.5
_A_CENT = 0.01


@observation(phase=Phase.WRITING, deadline=30.0, requests=2, needs={"accounts", "web"})
async def fan(accounts: Accounts) -> Account:
    """Somebody with a budget."""
    return await accounts.adult()


@check(
    "e2e.landing_news",
    "The landing page shows news from the groups",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web", "flow:piggybong"},
    requests=20,
    reference="the product's promise of a news feed",
    remedy="Open the landing page with the network panel: the request for the feed, and the key that it sends.",
    deadline_s=20,
)
async def test_landing_news(visitor: Visitor) -> None:
    """An empty feed is the first thing that a new fan would see, and the last."""
    landing = Landing(visitor)
    async with visitor.step("a stranger opens the landing page"):
        await visitor.open(Landing.path)
    async with visitor.step("the news are shown", deadline=5):
        await landing.news.first.wait_for(state="visible")


@check(
    "e2e.budget",
    "What a fan writes down is taken off the budget, and is still there the next time",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs={"web", "accounts", "flow:piggybong"},
    requests=30,
    creates="a test account and a purchase, removed with it",
    reference="the product's promise of purchase tracking",
    remedy="Write a purchase down by hand; the step that the evidence names is where fans stop trusting the sum.",
    deadline_s=40,
)
async def test_budget(visitor: Visitor, fan: Account, evidence: Evidence) -> None:
    """The sum is the product: whoever finds it wrong once goes back to a sheet of paper."""
    budget, item = Budget(visitor), f"Album {secrets.token_hex(4)}"
    async with visitor.step("a wrong password is told"):
        await budget.open()
        await budget.log_in(fan, secrets.token_urlsafe(16))
        await budget.complaint.wait_for(state="visible")
    async with visitor.step("the fan logs in and sees the budget"):
        await budget.log_in(fan)
        await budget.left.wait_for(state="visible")
        before = await budget.amount_left()
    async with visitor.step("a purchase is written down and shown"):
        await budget.write_down(item, f"{_PRICE:.2f}")
        await budget.purchases.filter(has_text=item).wait_for(state="visible")
        after = await budget.amount_left()
    async with visitor.step("it is still there the next time"):
        await budget.open()
        await budget.log_in(fan)
        await budget.purchases.filter(has_text=item).wait_for(state="visible")
        later = await budget.amount_left()
    evidence.log("Left of the budget", [f"before: {before:.2f}", f"after: {after:.2f}", f"later: {later:.2f}"])
    for when, left in (("after the purchase", after), ("the next time", later)):
        if abs(before - _PRICE - left) > _A_CENT:
            found(f"{left:.2f} are left {when}", f"{before - _PRICE:.2f}").raise_if_any()
