"""Balloon'd: the age question before the sign-up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest_asyncio

from e2e.balloond_dates import born
from e2e.pages.balloond import AgeGate, SignUp
from prodworthy.api import (
    Blocked,
    Browser,
    CheckFailed,
    Control,
    Evidence,
    Findings,
    Footprint,
    Refusal,
    Severity,
    Target,
    Visitor,
    Visitors,
    check,
    found,
)
from prodworthy.rules import traces

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Locator

_NEEDS = {"web", "age_gate", "flow:balloond"}
_FTC = "16 CFR 312 (COPPA Rule) and FTC, Complying with COPPA: FAQ H.3 (neutral age screen)"


@dataclass(frozen=True, slots=True)
class Entry:
    """An adult's way through the gate: the control of every refusal there."""

    control: Control
    adult: Visitor


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def adult_entry(browser: Browser, target: Target) -> AsyncIterator[Entry]:
    """An adult passes the gate, once for all checks that need it."""
    async with browser.visitor("adult") as adult:
        gate, form = AgeGate(adult), SignUp(adult)
        try:
            async with adult.step("the adult opens the age question"):
                await gate.open()
            async with adult.step("the adult answers it"):
                await gate.answer(born(target, 12))
            async with adult.step("the adult looks around"):
                let_in = await form.is_here()
        except CheckFailed as failure:
            control = Control("an adult enters", held=False, seen=str(failure))
        else:
            seen = f"at {adult.page.url} the adult {'sees' if let_in else 'does not see'} the sign-up form"
            control = Control("an adult enters", let_in, seen)
        yield Entry(control, adult)


async def minor_answers(visitors: Visitors, target: Target) -> tuple[Visitor, bool]:
    """Let a minor answer the question, and return them and whether they were let in."""
    minor = await visitors.arrive("minor")
    gate, form = AgeGate(minor), SignUp(minor)
    async with minor.step("the minor opens the age question"):
        await gate.open()
    async with minor.step("the minor answers it"):
        await gate.answer(born(target, -1))
    async with minor.step("the minor looks around"):
        return minor, await form.is_here()


@check(
    "e2e.age_gate_adult_enters",
    "An adult passes the age question and reaches the sign-up",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    needs=_NEEDS,
    requests=20,
    reference="the product's main journey",
    remedy="Go through the age question by hand with an adult's date of birth; nobody can sign up at present.",
    covers=["AGE-A04"],
    deadline_s=20,
)
async def test_adult_enters(adult_entry: Entry, evidence: Evidence) -> None:
    """A gate that lets nobody in is safe and useless: every new user is lost here."""
    if not adult_entry.control.held:
        evidence.log("What happened to the adult", adult_entry.adult.log())
        evidence.file("adult.png", await adult_entry.adult.picture(), "image/png", "What the adult saw last")
        found(adult_entry.control.seen, "the sign-up form").raise_if_any()


@check(
    "e2e.age_gate_minor_refused",
    "A minor does not pass the age question",
    severity=Severity.BLOCKER,
    footprint=Footprint.READS,
    needs=_NEEDS,
    requests=40,
    refusal=True,
    reference=_FTC,
    remedy="Decide on the server with the date of birth that was entered, and show no form to whoever is refused.",
    covers=["AGE-B18", "AGE-E03", "AGE-U05"],
    deadline_s=30,
)
async def test_minor_refused(visitors: Visitors, target: Target, adult_entry: Entry, refusal: Refusal) -> None:
    """The promise of an 18+ service is kept or broken at this page, before the law and before the app stores."""
    refusal.require(adult_entry.control)
    minor, let_in = await minor_answers(visitors, target)
    if let_in:
        found(f"a minor sees the sign-up form at {minor.page.url}", "a refusal").raise_if_any()
    form = SignUp(minor)
    async with minor.step("the refused minor goes to the sign-up directly"):
        await minor.open(form.path)
    if await form.is_here():
        found("a refused minor reaches the sign-up form by its address", "the refusal again").raise_if_any()


@check(
    "e2e.age_gate_back_button",
    "A refused minor cannot go back, change the date and enter",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs=_NEEDS,
    requests=60,
    refusal=True,
    reference=_FTC,
    remedy="Remember the refusal on the server, behind an opaque session cookie, and look at it before every answer.",
    covers=["AGE-R01", "AGE-R02"],
    deadline_s=40,
)
async def test_back_button(visitors: Visitors, target: Target, adult_entry: Entry, refusal: Refusal) -> None:
    """Children press the back button and try an older year; a gate that forgets teaches them how to pass it."""
    refusal.require(adult_entry.control)
    minor, let_in = await minor_answers(visitors, target)
    if let_in:
        raise Blocked("the minor was not refused in the first place: see e2e.age_gate_minor_refused")
    gate, form = AgeGate(minor), SignUp(minor)

    async def press_back() -> None:
        await minor.page.go_back(wait_until="domcontentloaded")

    async def reload() -> None:
        await minor.page.reload(wait_until="domcontentloaded")

    for way, go in (("the back button", press_back), ("a reload", reload), ("opening the question anew", gate.open)):
        async with minor.step(f"the minor tries {way}"):
            await go()
        async with minor.step(f"the minor answers as an adult after {way}", deadline=8):
            if await gate.asks():
                await gate.answer(born(target, 12))
        async with minor.step(f"the minor looks around after {way}"):
            entered = await form.is_here()
        if entered:
            found(f"after {way} an adult's date lets the refused minor in", "still refused").raise_if_any()


@check(
    "e2e.age_gate_private",
    "The date of birth goes into the answer, and nowhere else",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs=_NEEDS,
    requests=20,
    reference="ASVS v5.0.0-14.2.1, 14.3.3; GDPR art. 5(1)(c)",
    remedy="Send the date in the body of a POST, keep it out of cookies and storage, and give no other host a look.",
    covers=["AGE-D05", "AGE-D06", "AGE-D07", "AGE-R05"],
    deadline_s=30,
)
async def test_private(visitors: Visitors, target: Target, evidence: Evidence) -> None:
    """Addresses end up in logs, histories and other companies' statistics, and with them a child's birthday."""
    minor, _ = await minor_answers(visitors, target)
    async with minor.step("what the browser has stored is read"):
        stored = await minor.stored()
    evidence.log("Stored by the browser", sorted(stored) or ["nothing"])
    findings = traces.judge({one.url: one.kind for one in minor.requests}, stored, born(target, -1))
    for one in minor.requests:
        if not minor.belongs(one.url) and traces.tells(one.body, born(target, -1)):
            findings += found("another host is sent the date of birth", "the target's own hosts only", where=one.url)
    findings.raise_if_any()


@check(
    "e2e.age_gate_neutral",
    "The age question is neutral: any date can be entered, none is suggested, and nothing tells the limit",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs=_NEEDS,
    requests=10,
    reference=_FTC,
    remedy="Ask for the date of birth in empty fields that take every year, and say nothing of an age beside them.",
    covers=["AGE-U01", "AGE-U02", "AGE-U03", "AGE-U04", "AGE-A01"],
    deadline_s=20,
)
async def test_neutral(visitor: Visitor, target: Target, evidence: Evidence) -> None:
    """A form that opens at 1990, or says "18 or older", tells a child what to answer; regulators name exactly that."""
    gate = AgeGate(visitor)
    async with visitor.step("the age question opens"):
        await gate.open()
    async with visitor.step("the year, the month and the day have labels of their own"):
        for place in (gate.year, gate.month, gate.day):
            await place.wait_for(state="visible")
    async with visitor.step("the form is read"):
        text = await gate.form.inner_text()
        values = {name: await place.input_value() for name, place in _fields(gate)}
        years = await gate.year.evaluate(
            "field => field.tagName === 'SELECT' ? [...field.options].map(one => one.value).filter(Boolean) : null"
        )
        bounds = [await gate.year.get_attribute(name) for name in ("min", "max")]
    evidence.log("The form", text.splitlines())
    minimum = target.age_gate.minimum_age if target.age_gate else 18
    this_year = dt.datetime.now(dt.UTC).year
    findings = Findings()
    for name, value in values.items():
        if value:
            findings += found(f"the {name} is {value!r} before anyone entered it", f"an empty {name}")
    latest = max((int(one) for one in [*(years or []), bounds[1] or ""] if one.isdecimal()), default=this_year)
    if latest < this_year - 1:  # nobody who fills in a form is younger than that
        findings += found(f"no year after {latest} can be entered", f"every year up to {this_year}")
    if hint := re.search(rf"[^.\n]*\b({minimum}\+?|{this_year - minimum}|adults?|of age|minors?)(?!\d)[^.\n]*", text):
        findings += found(f"the form says {hint[0].strip()!r}", "no word about the limit beside the date")
    findings.raise_if_any()


def _fields(gate: AgeGate) -> list[tuple[str, Locator]]:
    return [("year", gate.year), ("month", gate.month), ("day", gate.day)]
