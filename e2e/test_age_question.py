"""The question for the age, as people meet it who use a keyboard or have the page read to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prodworthy.api import (
    Findings,
    Footprint,
    NotApplicable,
    Parts,
    Question,
    Severity,
    Target,
    Visitor,
    check,
    found,
    gate_of,
)

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Locator

_MOST_TABS = 40
_FOCUSED = "field => field === document.activeElement"
_VISIBLE_FOCUS = """field => {
  const look = () => {
    const { outlineStyle, boxShadow, borderColor, backgroundColor } = getComputedStyle(field);
    return [outlineStyle, boxShadow, borderColor, backgroundColor].join();
  };
  const focused = look();
  field.blur();
  const changed = focused !== look();
  field.focus();
  return changed;
}"""
_TOLD = """field => {
  if (field.form && !field.form.noValidate && !field.checkValidity()) return 'by the browser';
  const about = [field, field.closest('fieldset, [role=group]')].filter(Boolean);
  for (const one of about)
    for (const name of ['aria-describedby', 'aria-errormessage'])
      for (const id of (one.getAttribute(name) || '').split(/\\s+/).filter(Boolean))
        if (document.getElementById(id)?.textContent.trim()) return 'by description';
  const live = [...document.querySelectorAll('[role=alert], [aria-live=assertive], [aria-live=polite], [role=status]')];
  return live.some(one => one.textContent.trim()) ? 'by a live region' : '';
}"""


def _question(target: Target) -> Question:
    question = gate_of(target).question
    if question is None or not question.fields or not question.submit:
        raise NotApplicable(
            "it is not declared how the question is asked: declare [age_gate.question] fields and submit"
        )
    return question


@check(
    "e2e.age_question_usable",
    "The question for the age can be answered with a keyboard alone, and says what is wrong with an answer",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web", "age_gate"},
    requests=20,
    reference="AGE-A02, AGE-A03; WCAG 2.2 SC 2.1.1, 2.1.2, 2.4.7, 3.3.1, 4.1.3; WCAG 2.2 SC 1.3.5, 3.1.1",
    remedy="Use a form with labelled fields and a button, describe errors at the fields, and tell the language.",
    covers=["AGE-A02", "AGE-A03", "AGE-A05", "AGE-A08", "AGE-U09"],
    deadline_s=30,
)
async def test_question_usable(visitor: Visitor, target: Target, parts: Parts) -> None:
    """Whoever cannot get past the question for another reason than age is kept out unlawfully."""
    question, page = _question(target), visitor.page
    async with visitor.step("the question opens"):
        await visitor.open(question.path)
    fields = [page.get_by_label(name, exact=True) for name in question.fields]
    button = page.get_by_role("button", name=question.submit, exact=True)
    async with visitor.step("its fields and its button have the declared names"):
        for place in (*fields, button):
            await place.first.wait_for(state="visible")
    with parts.part("the language is told"):
        if not await page.evaluate("document.documentElement.lang"):
            found("no lang attribute", "the language of the page").raise_if_any()
    with parts.part("browsers may fill it in"):
        lacking = Findings()
        for name, place in zip(question.fields, fields, strict=True):
            if not str(await place.first.get_attribute("autocomplete") or "").startswith("bday"):
                lacking += found(f"{name} has no autocomplete=bday…", "bday, or bday-year and so on", advisory=True)
        lacking.raise_if_any()
    with parts.part("a keyboard reaches everything, and sees where it is"):
        async with visitor.step("Tab goes through the question", deadline=10):
            findings = await _walk(visitor, [*zip(question.fields, fields, strict=True), (question.submit, button)])
        findings.raise_if_any()
    async with visitor.step("Enter is pressed in the empty form"):
        await fields[0].first.focus()
        await page.keyboard.press("Enter")
        await visitor.settle()
    with parts.part("an empty answer does not pass"):
        if not await fields[0].first.is_visible():
            found(f"Enter in the empty form leads to {page.url}", "the question again").raise_if_any()
    with parts.part("what is wrong is told"):
        if await fields[0].first.is_visible() and not await fields[0].first.evaluate(_TOLD):
            found("nothing that assistive technology is told", "a text at the field, or an alert").raise_if_any()


async def _walk(visitor: Visitor, places: list[tuple[str, Locator]]) -> Findings:
    """Press Tab from the top of the page, and return which places are not reached in order, or not seen to be."""
    findings, left = Findings(), list(places)
    await visitor.page.evaluate("document.activeElement?.blur()")
    for _ in range(_MOST_TABS):
        if not left:
            break
        await visitor.page.keyboard.press("Tab")
        name, place = left[0]
        if await place.first.evaluate(_FOCUSED):
            left.pop(0)
            if not await place.first.evaluate(_VISIBLE_FOCUS):
                findings += found(f"nothing shows that {name} has the focus", "a visible focus")
    if left:
        findings += found(f"{left[0][0]} is not reached by Tab, in the order of the page", "every field and the button")
    return findings
