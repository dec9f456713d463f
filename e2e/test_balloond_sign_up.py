"""Balloon'd: one newcomer's way through the age question and the sign-up, judged by several checks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio

from e2e.pages.balloond import AgeGate, SignUp
from e2e.pages.balloond_members import Tutorial
from e2e.site import judge_by_law
from prodworthy.api import (
    Blocked,
    Browser,
    CheckFailed,
    Evidence,
    Footprint,
    Inspection,
    Newcomer,
    Newcomers,
    Parts,
    Severity,
    Target,
    Unmeasured,
    Visitor,
    check,
    found,
    inspect,
)
from prodworthy.rules import accessibility, leaks

_NEEDS = {"web", "accounts", "flow:balloond"}
_STEPS = ("the age question", "the sign-up form")
_PASTE = """() => [...document.querySelectorAll('input[type=email], input[type=password]')].map((field) => [
  field.labels && field.labels[0] ? field.labels[0].innerText : field.name,
  field.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true})),
])"""
_ACCOUNT = "one test account, removed at the end"


@dataclass(slots=True)
class Joining:
    """A newcomer's way in.

    Attributes:
        visitor: whose window it is.
        person: who joins.
        looks: what was found of the accessibility of each step.
        failure: why the way ended before the tutorial; None if it did not.
        picture: what was seen then.
        pasting: the fields for addresses and passwords, and whether they take what is pasted.
    """

    visitor: Visitor
    person: Newcomer
    looks: dict[str, Inspection] = field(default_factory=dict)
    failure: CheckFailed | None = None
    picture: bytes = b""
    pasting: list[tuple[str, bool]] = field(default_factory=list)

    def look(self, step: str) -> Inspection:
        """Return what was found of a step.

        Raises:
            Blocked: the newcomer did not come so far.
        """
        if step not in self.looks:
            raise Blocked(f"the newcomer did not come so far, see e2e.signup: {self.failure}")
        return self.looks[step]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def joining(browser: Browser, newcomers: Newcomers, target: Target) -> AsyncIterator[Joining]:
    """One newcomer, from the first page to the tutorial."""
    async with browser.visitor("newcomer") as visitor:
        way = Joining(visitor, newcomers.adult("Robin"))
        try:
            await _join(way, target)
        except CheckFailed as failure:
            way.failure, way.picture = failure, await visitor.picture()
        yield way


async def _join(way: Joining, target: Target) -> None:
    visitor, person = way.visitor, way.person
    gate, form = AgeGate(visitor), SignUp(visitor)
    async with visitor.step("the newcomer opens the age question", deadline=10):
        await visitor.open(target.web.landing)
        await gate.open()
    async with visitor.step("the age question is looked at", deadline=30):
        way.looks[_STEPS[0]] = await inspect(visitor, walking=True)
    async with visitor.step("the newcomer answers the age question", deadline=10):
        await gate.answer(person.born)
        await form.email.wait_for(state="visible")
    async with visitor.step("the sign-up form is looked at", deadline=30):
        way.looks[_STEPS[1]] = await inspect(visitor, walking=True)
        way.pasting = [(str(name), bool(takes)) for name, takes in await visitor.page.evaluate(_PASTE)]
    async with visitor.step("the newcomer fills in the form", deadline=10):
        await form.fill(person)
    async with visitor.step("the newcomer sends the form, and the tutorial begins", deadline=10):
        await form.send()
        await visitor.page.wait_for_url(f"**{Tutorial.path}*", wait_until="domcontentloaded")


@check(
    "e2e.signup",
    "An adult can sign up through the pages",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    requests=20,
    creates=_ACCOUNT,
    reference="the product's main journey",
    remedy="Sign up by hand; the step that the evidence names is where newcomers are stuck.",
    deadline_s=60,
)
async def test_sign_up(joining: Joining, evidence: Evidence) -> None:
    """The API may be well while the form sends it nonsense: only the page tells whether newcomers get in."""
    if joining.failure:
        evidence.log("What happened to the newcomer", joining.visitor.log())
        evidence.file("newcomer.png", joining.picture, "image/png", "What the newcomer saw last")
        raise joining.failure


@check(
    "e2e.signup_accessible",
    "Age question and sign-up have no barrier that the law names and a machine can find",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    creates=_ACCOUNT,
    reference="WCAG 2.1 A and AA, as in EN 301 549 v3.2.1 (Directive (EU) 2019/882)",
    remedy="Mend what axe-core names (its rules are at dequeuniversity.com/rules/axe); then go through it by hand.",
    covers=["A11Y-01", "A11Y-04", "A11Y-06", "AGE-U06"],
    deadline_s=60,
)
async def test_accessible(joining: Joining, parts: Parts) -> None:
    """A form without labels keeps out whoever cannot see it, before they could become a customer."""
    for step in _STEPS:
        with parts.part(step):
            judge_by_law(joining.look(step))


@check(
    "e2e.signup_keyboard",
    "Age question and sign-up can be filled in with the keyboard alone",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    creates=_ACCOUNT,
    reference="WCAG 2.1, 2.1.1, 2.1.2 and 2.4.7",
    remedy="Use the browser's own fields and buttons, let Tab alone, and keep the outline of the focus.",
    covers=["A11Y-05"],
    deadline_s=60,
)
async def test_keyboard(joining: Joining, parts: Parts) -> None:
    """Whoever cannot use a mouse gets no account at the first field that wants one."""
    for step in _STEPS:
        with parts.part(step):
            walk = joining.look(step).walk
            if walk is None:
                raise Unmeasured("the page was not walked through")
            accessibility.judge_walk(walk).raise_if_any()


@check(
    "e2e.signup_paste",
    "Passwords and addresses can be pasted into the sign-up, so that a password manager can fill it in",
    severity=Severity.MAJOR,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    creates=_ACCOUNT,
    reference="WCAG 2.2, 3.3.8; NIST SP 800-63B section 3.1.1.2; ASVS v5.0.0-6.2.7",
    remedy="Do not listen for paste events on fields for addresses and passwords, and name them with autocomplete.",
    covers=["A11Y-07"],
    deadline_s=60,
)
async def test_paste(joining: Joining) -> None:
    """Who cannot remember or type a long password is kept out, and everyone else chooses a short one."""
    joining.look(_STEPS[1])
    refusing = [name for name, takes in joining.pasting if not takes]
    if refusing:
        found(f"nothing can be pasted into {', '.join(refusing)}", "fields that take what is pasted").raise_if_any()
    if not joining.pasting:
        raise Unmeasured("the form has no field for an address or a password")


@check(
    "e2e.personal_data",
    "Signing up puts personal data into no address, and tells no other host",
    severity=Severity.BLOCKER,
    footprint=Footprint.WRITES,
    needs=_NEEDS,
    creates=_ACCOUNT,
    reference="ASVS v5.0.0-14.2.1, 14.2.3; GDPR art. 5(1)(c) and 44",
    remedy="Send personal data in request bodies to your own hosts only, and give tags nothing to read.",
    covers=["PRV-LEAK-01", "PRV-LEAK-02"],
    deadline_s=60,
)
async def test_personal_data(joining: Joining) -> None:
    """What stands in an address lands in logs, histories and every tag on the page; a digest is no disguise."""
    person = joining.person
    told = {"e-mail address": person.email, "password": person.password}
    leaks.judge(joining.visitor.requests, joining.visitor.belongs, told, person.born).raise_if_any()
    if joining.failure:
        raise Blocked(f"the newcomer did not sign up, see e2e.signup: {joining.failure}")
