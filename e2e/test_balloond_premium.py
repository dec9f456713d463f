"""Balloon'd: what is free, what it costs to have more, and what happens when something fails."""

from __future__ import annotations

import re

from e2e.conftest import Members
from e2e.pages.balloond_members import Premium, PrivacyChoice, Sky, sign_in
from prodworthy.api import (
    PHONE,
    Evidence,
    Footprint,
    NotApplicable,
    Parts,
    Severity,
    Target,
    Visitor,
    Visitors,
    check,
    found,
)
from prodworthy.rules import analytics, pages

_NEEDS = {"web", "accounts", "flow:balloond"}
_FREE_POPS = 10
_PRICES = ("6.99", "9.99", "14.99")
_DECLINED_CARD = "4000 0000 0000 0002"
_AGAIN = re.compile(r"try again|retry|reload", re.IGNORECASE)


@check(
    "e2e.paywall",
    "Ten pops are free, and the next one opens the paywall",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=60,
    creates="ten pops of a test account",
    reference="the product's promise of ten free pops a day and a paywall",
    remedy="Use up the free pops by hand; after the tenth the paywall has to open, with a way to premium.",
    deadline_s=60,
)
async def test_paywall(visitor: Visitor, members: Members) -> None:
    """It is where the product earns its money, and a tap to which nothing happens looks like a defect."""
    sky = Sky(visitor)
    await sign_in(visitor, members.popper, Sky.path)
    async with visitor.step("someone without a subscription sees the balloons"):
        await sky.balloons.first.wait_for(state="visible")
    for number in range(1, _FREE_POPS + 1):
        async with visitor.step(f"free pop {number} of {_FREE_POPS}"):
            await sky.pop()
            await sky.decide("Pass")
    async with visitor.step("one pop more opens the paywall"):
        await sky.balloons.first.click()
        await sky.paywall.wait_for(state="visible")
    async with visitor.step("the paywall leads to premium"):
        await sky.paywall.get_by_role("link").click()
        await visitor.page.wait_for_url(f"**{Premium.path}*", wait_until="domcontentloaded")


@check(
    "e2e.premium_price",
    "Premium costs one of the promised prices",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    reference="the product's promise: 6.99, 9.99 or 14.99 a month; Directive 98/6/EC",
    remedy="Show the monthly price of the visitor's variant as the payment service will charge it.",
    covers=["PRV-MKT-02"],
    deadline_s=30,
)
async def test_premium_price(visitor: Visitor, members: Members, evidence: Evidence) -> None:
    """A price that differs from the announced one is a refund at best, and an unfair practice at worst."""
    premium = Premium(visitor)
    await sign_in(visitor, members.payer, Premium.path)
    async with visitor.step("the plans are shown"):
        await premium.plans.first.wait_for(state="visible")
    async with visitor.step("the monthly price is read"):
        monthly = await premium.price("monthly")
    evidence.log("Monthly price", [monthly or "none"])
    if monthly not in _PRICES:
        found(f"a monthly price of {monthly or 'nothing'}", f"one of {', '.join(_PRICES)}").raise_if_any()


@check(
    "e2e.card_declined",
    "A declined card is told, and buys nothing",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    reference="Directive (EU) 2015/2366 (payment services); the product's promise of a subscription flow",
    remedy="Show the refusal of the payment service on the form, and grant premium only after a successful payment.",
    deadline_s=30,
)
async def test_card_declined(visitor: Visitor, members: Members) -> None:
    """Cards are declined every day; premium for nothing costs money, and silence costs the customer."""
    premium = Premium(visitor)
    await sign_in(visitor, members.payer, Premium.path)
    async with visitor.step("the plans are shown"):
        await premium.plans.first.wait_for(state="visible")
    async with visitor.step("they pay with a card that every test gateway declines", deadline=10):
        await premium.pay(_DECLINED_CARD)
        await visitor.page.get_by_role("alert").filter(has_text=re.compile(r"\w")).first.wait_for(state="visible")
    async with visitor.step("they come back, and premium is still for sale"):
        await visitor.open(Premium.path)
        await premium.plans.first.wait_for(state="visible")


@check(
    "e2e.subscription",
    "Premium can be bought, and is counted once if that was agreed to",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    creates="a subscription of a test account, removed with it",
    reference="the product's promise of a subscription flow and of the event subscription_started",
    remedy="Buy premium by hand with a test card; the step that the evidence names is where customers are lost.",
    covers=["OPS-ANL-01"],
    deadline_s=30,
)
async def test_subscription(visitor: Visitor, members: Members, target: Target) -> None:
    """Whoever wants to pay and cannot is the most expensive visitor to lose."""
    if not target.web.test_card:
        raise NotApplicable("no card is declared that the payment service takes: set test_card in [web]")
    premium = Premium(visitor)
    await sign_in(visitor, members.popper, Premium.path)
    async with visitor.step("someone agrees to have their use counted"):
        await PrivacyChoice(visitor).choose("Accept")
    async with visitor.step("the plans are shown"):
        await premium.plans.first.wait_for(state="visible")
    async with visitor.step("they pay, and have premium", deadline=10):
        await premium.pay(target.web.test_card)
        await visitor.page.get_by_role("heading", name="You have Premium").wait_for(state="visible")
    await visitor.settle()
    carried = analytics.events(visitor.requests, ["subscription_started"])
    analytics.complete(carried, {members.popper.email, target.web.test_card}).raise_if_any()


@check(
    "e2e.error_recovery",
    "When the network or the server fails, the page says so and lets people try again",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=40,
    reference="the product's promise of error recovery; WCAG 2.2, 3.3.1",
    remedy="Catch what a request can fail with, tell it in words, and offer a button that tries again.",
    deadline_s=60,
)
async def test_error_recovery(visitor: Visitor, members: Members, parts: Parts) -> None:
    """Trains have tunnels; a page that stays blank after one is closed, and often not opened again."""
    sky = Sky(visitor)
    await sign_in(visitor, members.patient, Premium.path)
    for name, status in (("the network fails", None), ("the server fails", 503)):
        with parts.part(name):
            async with visitor.step(f"{name} while the balloons load", deadline=10):
                await visitor.break_requests("**/api/matching/**", status)
                await visitor.open(Sky.path)
                again = visitor.page.get_by_role("button", name=_AGAIN)
                try:
                    await again.first.wait_for(state="visible")
                finally:
                    await visitor.mend_requests()
            async with visitor.step(f"they try again after {name}"):
                await again.first.click()
                await sky.balloons.first.wait_for(state="visible")
            if await again.count():
                found("the offer to try again stays after it succeeded", "a page without it").raise_if_any()


@check(
    "e2e.mobile_menu",
    "The menu can be used on a phone",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    reference="the product's promise of pages for 375 by 667; WCAG 2.2, 1.4.10",
    remedy="Open the menu on a phone: it has to show its links, and each has to lead somewhere.",
    covers=["A11Y-06"],
    deadline_s=30,
)
async def test_mobile_menu(visitors: Visitors, members: Members) -> None:
    """Nearly everyone comes with a phone; behind a menu that stays shut, the rest of the product does not exist."""
    visitor = await visitors.arrive("visitor with a phone", viewport=PHONE, phone=True)
    await sign_in(visitor, members.patient, Sky.path)
    chat = visitor.page.get_by_role("navigation").get_by_role("link", name="Chat")
    async with visitor.step("the menu opens"):
        if not await chat.is_visible():
            await visitor.page.get_by_role("button", name=re.compile("menu", re.IGNORECASE)).tap()
        await chat.wait_for(state="visible")
    pages.fits(await visitor.layout(), PHONE[0]).raise_if_any()
    async with visitor.step("a link of the menu leads on"):
        await chat.tap()
        await visitor.page.wait_for_url("**/chat*", wait_until="domcontentloaded")
