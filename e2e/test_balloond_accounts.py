"""Balloon'd: signing up and leaving through the pages, and finding one's way back after a detour."""

from __future__ import annotations

import asyncio
import re

from e2e.balloond_dates import born
from e2e.conftest import Members
from e2e.pages.balloond import AgeGate, SignUp
from e2e.pages.balloond_members import Tutorial, sign_in
from e2e.pages.login import Login
from prodworthy.api import (
    Account,
    Blocked,
    CheckFailed,
    Control,
    Footprint,
    Newcomers,
    Refusal,
    Severity,
    Target,
    Visitor,
    Visitors,
    check,
    found,
)

_NEEDS = {"web", "accounts", "flow:balloond"}
_SIGNED_IN = re.compile(r"log out|sign out", re.IGNORECASE)


@check(
    "e2e.signup_minor_refused",
    "The sign-up form opens no account for a minor who passed the age question with another date",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs={*_NEEDS, "age_gate"},
    requests=40,
    creates="one test account, removed at the end",
    refusal=True,
    reference="ASVS v5.0.0-2.2.2, 8.3.1",
    remedy="Judge the date of birth of the sign-up itself on the server, whatever was answered before.",
    covers=["AGE-B18", "AGE-E02", "AGE-R03"],
    deadline_s=60,
)
async def test_minor_signs_up(visitors: Visitors, newcomers: Newcomers, refusal: Refusal, target: Target) -> None:
    """The first question can be answered with any date; what counts is the date that the account is opened with."""

    async def sign_up(name: str, *, adult: bool) -> Visitor:
        one = await visitors.arrive(name)
        person = newcomers.adult("Robin") if adult else newcomers.minor("Robin")
        gate, form = AgeGate(one), SignUp(one)
        async with one.step(f"the {name} answers the age question as an adult", deadline=10):
            await gate.open()
            await gate.answer(born(target, 12))
        async with one.step(f"the {name} sends the sign-up form", deadline=10):
            await form.email.wait_for(state="visible")
            await form.fill(person)
            await form.send()
            await one.settle(quiet=0.4)
        return one

    adult, minor = await asyncio.gather(
        sign_up("adult", adult=True), sign_up("minor", adult=False), return_exceptions=True
    )
    seen = str(adult) if isinstance(adult, BaseException) else f"the adult is at {adult.page.url}"
    inside = not isinstance(adult, BaseException) and Tutorial.path in adult.page.url
    refusal.require(Control("an adult signs up on the same form", inside, seen))
    if isinstance(minor, BaseException):
        raise minor
    async with minor.step("the minor looks around"):
        await minor.open(Tutorial.path)
    if await minor.page.get_by_role("button", name=_SIGNED_IN).count():
        found(f"the minor has an account, and is at {minor.page.url}", "a refusal").raise_if_any()
    form = SignUp(minor)
    async with minor.step("the minor opens the sign-up form again"):
        await minor.open(form.path)
    if await form.is_here():
        found("the refused minor gets the form again, to try another date", "the refusal again").raise_if_any()


@check(
    "e2e.account_deletion",
    "An account can be deleted on its own page",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    refusal=True,
    reference="GDPR art. 17; App Store Review Guideline 5.1.1(v)",
    remedy="Let the button on the profile page delete the account at once, and end its sessions.",
    covers=["PRV-RTS-03"],
    deadline_s=40,
)
async def test_account_deletion(visitor: Visitor, members: Members, refusal: Refusal) -> None:
    """Apps are taken out of the stores for accounts that cannot be deleted where they were made."""
    page = visitor.page
    await sign_in(visitor, members.leaver, "/profile")
    async with visitor.step("the leaver sees the profile"):
        inside = await page.get_by_role("button", name=_SIGNED_IN).count() > 0
    refusal.require(Control("the leaver can log in before", inside, f"the leaver is at {page.url}"))
    async with visitor.step("the leaver deletes the account"):
        await page.get_by_role("button", name=re.compile("delete my account", re.IGNORECASE)).click()
        await page.get_by_role("dialog").get_by_role("button", name=re.compile("delete", re.IGNORECASE)).click()
        await visitor.settle()
    async with visitor.step("the leaver tries to log in again", deadline=10):
        await page.context.clear_cookies()
        await _try_to_log_in(visitor, members.leaver)
    if await page.get_by_role("button", name=_SIGNED_IN).count():
        found("the deleted account can still log in", "a refused login").raise_if_any()


@check(
    "e2e.deep_link",
    "A link to a page behind the login leads there after the login",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    reference="the product's promise of usable notifications",
    remedy="Keep the address that was asked for through the login, and go there afterwards.",
    deadline_s=30,
)
async def test_deep_link(visitor: Visitor, members: Members) -> None:
    """Notifications are such links; who lands somewhere else does not find what the notification was about."""
    there = "/subscription?from=mail"
    async with visitor.step("someone who is signed out follows a link", deadline=10):
        await visitor.open(there)
        await Login(visitor).email.wait_for(state="visible")
    try:
        async with visitor.step("they log in", deadline=10):
            await Login(visitor).enter(members.patient)
    except CheckFailed as failure:
        raise Blocked(f"the login did not work, see e2e.login: {failure}") from failure
    if not visitor.page.url.endswith(there):
        found(f"the login leads to {visitor.page.url}", f"the page that was asked for, {there}").raise_if_any()


@check(
    "e2e.reload",
    "A reload in the middle of the tutorial leaves people where they were",
    severity=Severity.MINOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=30,
    reference="the product's promise of a usable onboarding",
    remedy="Keep the step of the tutorial in the address or on the server, and the session in its cookie.",
    deadline_s=30,
)
async def test_reload(visitor: Visitor, members: Members) -> None:
    """Phones reload a page whenever they are short of memory; whoever has to start over gives up."""
    tutorial = Tutorial(visitor)
    await sign_in(visitor, members.patient, Tutorial.path)
    async with visitor.step("someone is in the middle of the tutorial"):
        await tutorial.begin()
    async with visitor.step("they reload, and see the same step again"):
        await visitor.page.reload(wait_until="domcontentloaded")
        await tutorial.practice.wait_for(state="visible", timeout=3000)


async def _try_to_log_in(visitor: Visitor, account: Account) -> None:
    login = Login(visitor)
    await visitor.open(login.path)
    await login.email.fill(account.email)
    await visitor.page.get_by_label("Password", exact=True).fill(account.password)
    await visitor.page.get_by_role("button", name=re.compile("log in|sign in", re.IGNORECASE)).click()
    await visitor.settle()
