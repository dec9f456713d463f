"""MySoulmate: the age question, the choice of a language, a talk with a companion, and the page of the API."""

from __future__ import annotations

import asyncio
import datetime as dt
import re

from e2e.pages.mysoulmate import AgeQuestion, Login, Talk, choose_language
from prodworthy.api import (
    Account,
    Accounts,
    Control,
    Footprint,
    Phase,
    Refusal,
    Severity,
    Target,
    Visitor,
    Visitors,
    check,
    found,
    observation,
)

_NEEDS = {"web", "flow:mysoulmate"}
_YEAR_DAYS = 365.25
_ADULT, _MINOR = 30, 15


@observation(phase=Phase.WRITING, deadline=30.0, requests=2, needs={"accounts", *_NEEDS})
async def talker(accounts: Accounts) -> Account:
    """An account that has not told its age."""
    return await accounts.adult()


def _born(years: int) -> dt.date:
    return dt.datetime.now(dt.UTC).date() - dt.timedelta(days=round(years * _YEAR_DAYS))


@check(
    "e2e.mysoulmate_age",
    "The age question lets adults on and turns minors away, for good",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=30,
    refusal=True,
    reference="ASVS v5.0.0-2.2.2, 8.3.1",
    remedy="Decide on the server, and keep the decision where going back does not undo it.",
    deadline_s=40,
)
async def test_age_question(visitors: Visitors, refusal: Refusal, target: Target) -> None:
    """The companions are for adults; a question that anybody gets past protects nobody."""

    async def answer(name: str, age: int) -> Visitor:
        one = await visitors.arrive(name)
        async with one.step(f"the {name} begins"):
            await one.open(target.web.landing)
            await one.page.get_by_role("main").get_by_role("link").first.click()
            await AgeQuestion(one).year.wait_for(state="visible")
        async with one.step(f"the {name} tells the age", deadline=10):
            await AgeQuestion(one).answer(_born(age))
        return one

    adult, minor = await asyncio.gather(answer("adult", _ADULT), answer("minor", _MINOR))
    let_on = Login.path in adult.page.url
    refusal.require(Control("an adult is let on", let_on, f"the adult is at {adult.page.url}"))
    if AgeQuestion.path not in minor.page.url:
        found(f"the minor is at {minor.page.url}", "a refusal").raise_if_any()
    async with minor.step("the minor asks again"):
        await minor.open(AgeQuestion.path)
    if await AgeQuestion(minor).year.count():
        found("the refused minor is asked again, and can try another date", "the refusal again").raise_if_any()


@check(
    "e2e.mysoulmate_language",
    "A language that is chosen on a page is that of the pages from then on",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    reference="WCAG 2.2 criterion 3.1.1; the product's promise of eight languages",
    remedy="Keep the choice in a cookie or with the account, and let it go before Accept-Language.",
    deadline_s=30,
)
async def test_language_switch(visitor: Visitor, target: Target) -> None:
    """Whoever reads none of what is guessed for them leaves, unless they can choose."""
    headings = {}
    async with visitor.step("the visitor arrives"):
        await visitor.open(target.web.landing)
    for tag in ("fr", "en"):
        async with visitor.step(f"the visitor chooses {tag}", deadline=10):
            await choose_language(visitor, tag)
            layout = await visitor.layout()
        headings[tag] = layout.headings
        if layout.language.partition("-")[0] != tag:
            found(f"the page says that it is in {layout.language or 'none'}", tag).raise_if_any()
    if headings["fr"] == headings["en"]:
        found("the headings are the same in both languages", "each in its own").raise_if_any()
    async with visitor.step("the visitor goes on"):
        await visitor.open(AgeQuestion.path)
        layout = await visitor.layout()
    if layout.language.partition("-")[0] != "en":
        found(f"the next page is in {layout.language or 'none'}", "en, as chosen").raise_if_any()


@check(
    "e2e.mysoulmate_companion",
    "Who has told their age can talk to a companion, and is answered",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs={"accounts", *_NEEDS},
    requests=30,
    creates="one test account, removed at the end",
    reference="the product's main journey",
    remedy="Log in and say something by hand; the step that the evidence names is where people are stuck.",
    deadline_s=40,
)
async def test_companion(visitor: Visitor, talker: Account) -> None:
    """The talk is what people come for."""
    talk = Talk(visitor)
    async with visitor.step("somebody logs in, and is asked for the age", deadline=10):
        await visitor.open(Login.path)
        await Login(visitor).enter(talker)
        await AgeQuestion(visitor).year.wait_for(state="visible")
    async with visitor.step("they tell it, and are with the companion", deadline=10):
        await AgeQuestion(visitor).answer(_born(_ADULT))
        await visitor.page.wait_for_url(f"**{talk.path}*", wait_until="domcontentloaded")
    async with visitor.step("they say something, and it is shown"):
        await talk.say("How was your day?")
        await talk.said.filter(has_text="How was your day?").wait_for(state="visible")
    async with visitor.step("the companion answers"):
        await talk.said.nth(1).wait_for(state="visible", timeout=4000)
    async with visitor.step("it is all there after a reload"):
        await visitor.page.reload(wait_until="domcontentloaded")
        await talk.said.nth(1).wait_for(state="visible", timeout=4000)


@check(
    "e2e.mysoulmate_api_page",
    "The page of the API shows its operations, and loads nothing from elsewhere",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs=_NEEDS,
    requests=10,
    reference="the product's promise of a page to try the API",
    remedy="Serve the page's script with the service, and the document under the address that it asks for.",
    covers=["OPS-OAS-02"],
    deadline_s=30,
)
async def test_api_page(visitor: Visitor) -> None:
    """Partners judge an API by the page that describes it."""
    page = visitor.page
    async with visitor.step("a developer opens the page", deadline=10):
        await visitor.open("/api-docs")
        await page.get_by_text(re.compile(r"/health/live")).first.wait_for(state="visible")
    async with visitor.step("they try an operation", deadline=10):
        await page.get_by_text(re.compile(r"/health/live")).first.click()
        await page.get_by_role("button", name=re.compile("try it out", re.IGNORECASE)).locator("visible=true").click()
        await page.get_by_text(re.compile(r"^200\b")).wait_for(state="visible", timeout=4000)
    if visitor.other_hosts:
        found(f"something was loaded from {', '.join(visitor.other_hosts)}", "the service's own hosts").raise_if_any()
