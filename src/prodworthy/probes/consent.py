"""The question for consent on a page: found as declared, or by its words; measured, and answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from prodworthy.probes.visitor import Visitor
from prodworthy.rules import consent_words
from prodworthy.rules.consent import Choice, Offered, Trace
from prodworthy.target.privacy import Consent, NamedControl

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Frame, Locator

_MOST_FRAMES = 8
_MOST_MATCHES = 5
_MOST_TICKED = 20
_LONGEST = 80
_NEAR = """element => {
  let place = element;
  const outermost = window === window.top ? document.body : document.documentElement;
  for (let level = 0; level < 6 && place.parentElement && place.parentElement !== outermost; level++) {
    place = place.parentElement;
    if ((place.innerText || '').length > 80) break;
  }
  return place;
}"""
_MEASURE = """element => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let behind = null, plain = true;
  for (let place = element; place && !behind; place = place.parentElement) {
    const style = getComputedStyle(place), colour = parse(style.backgroundColor);
    plain = plain && style.backgroundImage === 'none';
    if (colour.length === 3 || colour[3] === 1) behind = colour;
  }
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  const [one, other] = [light(parse(style.color)), light(behind || [255, 255, 255])];
  return {
    name: (element.innerText || element.value || element.getAttribute('aria-label') || '').trim(),
    area: box.width * box.height,
    contrast: plain ? (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) : 0,
    disabled: !!element.disabled || element.getAttribute('aria-disabled') === 'true',
  };
}"""
_TICKED = """place => [...place.querySelectorAll('input[type=checkbox], [role=checkbox], [role=switch]')]
  .filter(box => (box.checked || box.getAttribute('aria-checked') === 'true') && !box.disabled
    && box.getAttribute('aria-disabled') !== 'true')
  .map(box => box.labels && box.labels[0] ? box.labels[0].innerText : box.getAttribute('aria-label') || box.name || '')
"""
_HERE = (
    "() => ['localStorage', 'sessionStorage'].flatMap(place => Object.keys(window[place]).map(name => [place, name]))"
)


class ConsentQuestion:
    """The question for consent as one visitor meets it.

    Args:
        visitor: who is asked.
        declared: the names of its controls; None: it is looked for by the words that such questions have.
    """

    def __init__(self, visitor: Visitor, declared: Consent | None) -> None:
        self._visitor = visitor
        self._declared = declared

    async def accept(self) -> Locator | None:
        """Return the control that agrees, or None where nothing is asked."""
        if self._declared:
            return await self._named(self._declared.accept)
        for frame in self._visitor.page.frames[:_MOST_FRAMES]:
            for one in await _shown(frame, consent_words.ACCEPT):
                near = await one.evaluate(f"element => (({_NEAR})(element)).innerText || ''")
                if consent_words.ABOUT.search(near):
                    return one
        return None

    async def reject(self) -> Locator | None:
        """Return the control that refuses, or None where none is shown."""
        if self._declared:
            return await self._named(self._declared.reject) if self._declared.reject else None
        for frame in self._visitor.page.frames[:_MOST_FRAMES]:
            for one in await _shown(frame, consent_words.REJECT):
                return one
        return None

    async def withdraw(self) -> Locator | None:
        """Return the control that takes a consent back, or None where none is shown."""
        wanted = self._declared.withdraw if self._declared else None
        return await self._named(wanted) if wanted else None

    async def settings(self) -> Locator | None:
        """Return the control that leads to a choice of purposes, or None where none is shown."""
        wanted = self._declared.settings if self._declared else None
        return await self._named(wanted) if wanted else None

    async def measured(self) -> Choice | None:
        """Return how the choice is offered, or None where nothing is asked."""
        accept = await self.accept()
        if accept is None:
            return None
        reject = await self.reject()
        ticked = await accept.evaluate(f"element => ({_TICKED})(({_NEAR})(element))")
        names = tuple(str(name).strip()[:_LONGEST] or "an option without a name" for name in ticked[:_MOST_TICKED])
        return Choice(
            accept=_offered(await accept.evaluate(_MEASURE)),
            reject=_offered(await reject.evaluate(_MEASURE)) if reject else None,
            ticked=tuple(name for name in names if not consent_words.NECESSARY.search(name)),
        )

    async def _named(self, control: NamedControl) -> Locator | None:
        name = re.compile(rf"^\s*{re.escape(control.name)}\s*$", re.IGNORECASE)
        for frame in self._visitor.page.frames[:_MOST_FRAMES]:
            one = frame.get_by_role(control.role, name=name).first
            if await one.is_visible():
                return one
        return None


async def trace(visitor: Visitor, since: int = 0) -> Trace:
    """Return what a visitor's browser has requested since a certain request, and what it keeps now.

    Cookies of other sites are told apart as `foreign-cookie`.
    """
    kept = []
    for cookie in await visitor.page.context.cookies():
        host = str(cookie.get("domain", "")).lstrip(".")
        kept.append(f"{'cookie' if visitor.belongs(f'https://{host}/') else 'foreign-cookie'} {cookie.get('name', '')}")
    kept += [f"{place} {name}" for place, name in await visitor.page.evaluate(_HERE)]
    return Trace(tuple(visitor.requests[since:]), tuple(entry[:_LONGEST] for entry in kept))


async def _shown(frame: Frame, name: re.Pattern[str]) -> list[Locator]:
    whole = re.compile(f"^{name.pattern}$", re.IGNORECASE)
    shown = []
    for role in ("button", "link"):
        places = frame.get_by_role(role, name=whole)
        shown += [one for one in (await places.all())[:_MOST_MATCHES] if await one.is_visible()]
    return shown


def _offered(seen: dict[str, Any]) -> Offered:
    return Offered(
        str(seen["name"])[:_LONGEST], float(seen["area"]), round(float(seen["contrast"]), 2), bool(seen["disabled"])
    )
