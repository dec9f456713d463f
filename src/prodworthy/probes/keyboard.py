"""A walk through a page with the Tab key, and what moves on it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from prodworthy.rules.accessibility import Moving, Stop, Walk

if TYPE_CHECKING:  # imports 100 ms of Playwright, which only a browser check may cost
    from playwright.async_api import Page

_MOST_STOPS = 50
_STUCK = 10  # a field for date and time, or a video's controls, have up to eight stops of their own
_LONGEST = 80
_BEGIN = """() => {
  const takes = 'a[href], area[href], button, input, select, textarea, summary, [tabindex], [contenteditable=""],'
    + ' [contenteditable=true], audio[controls], video[controls]';
  const composite = '[role=toolbar], [role=menu], [role=menubar], [role=tablist], [role=grid], [role=listbox],'
    + ' [role=tree], [role=treegrid], [role=radiogroup], [role=slider], [role=spinbutton], [aria-hidden=true]';
  const shown = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length > 0
    && !one.closest('[inert]') && !one.matches(':disabled');
  const short = (one) => {
    const name = (one.getAttribute('aria-label') || one.innerText || one.name || one.id || '').trim();
    return `${one.tagName.toLowerCase()} ${JSON.stringify(name.slice(0, 40))}`;
  };
  const styles = (one) => {
    for (const running of document.getAnimations()) if (running instanceof CSSTransition) running.finish();
    const of = (place, part) => {
      const s = getComputedStyle(place, part);
      return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.borderWidth, s.borderStyle,
        s.backgroundColor, s.backgroundImage, s.color, s.textDecoration, s.opacity, s.transform, s.filter, s.left,
        s.top, s.clipPath, s.clip, s.width, s.height, s.visibility, s.content].join('|');
    };
    const places = [one, ...[...one.querySelectorAll('*')].slice(0, 8), ...(one.labels || [])];
    if (one.parentElement) places.push(...[...one.parentElement.children].slice(0, 12));
    for (let above = one.parentElement, level = 0; above && level < 3; above = above.parentElement, level++) {
      places.push(above);
    }
    return [...new Set(places)].map((place) => of(place) + of(place, '::before') + of(place, '::after')).join();
  };
  const all = [...document.querySelectorAll(takes)].filter((one) => one.tabIndex >= 0 && shown(one)
    && one.tagName !== 'IFRAME' && one.getRootNode() === document);
  const mouse = [...document.querySelectorAll('[role=button], [role=link], [role=checkbox], [role=switch]')]
    .filter((one) => one.tabIndex < 0 && shown(one) && !one.closest(composite)
      && one.getAttribute('aria-disabled') !== 'true' && !one.querySelector(takes));
  if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
  return {all, mouse, short, shown, styles, seen: new Map(), last: null, again: 0};
}"""
_STEP = """(walk) => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return 'out';
  walk.again = one === walk.last ? walk.again + 1 : 0;
  walk.last = one;
  if (one.tagName === 'IFRAME') return 'foreign';
  if (walk.seen.has(one)) return walk.again ? 'same' : 'seen';
  walk.seen.set(one, walk.styles(one));
  return 'new';
}"""
_END = """(walk) => {
  const last = walk.last, modal = last && last.closest('dialog[open], [aria-modal=true]');
  if (document.activeElement) document.activeElement.blur();
  const groups = new Set([...walk.seen.keys()].filter((one) => one.type === 'radio').map((one) => one.name));
  const missed = walk.all.filter((one) => one.isConnected && !walk.seen.has(one) && walk.shown(one)
    && one.tabIndex >= 0 && !(modal && !modal.contains(one))
    && !(one.type === 'radio' && groups.has(one.name)) && !one.closest('[role=radiogroup]'));
  return {
    stops: [...walk.seen].map(([one, focused]) => [walk.short(one), !one.isConnected || walk.styles(one) !== focused]),
    missed: missed.slice(0, 20).map(walk.short),
    mouse: walk.mouse.slice(0, 20).map(walk.short),
    last: last ? walk.short(last) : '',
  };
}"""
_MOVING = """() => document.getAnimations().filter((one) => one.playState === 'running').slice(0, 200).map((one) => {
  const moves = /^(transform|translate|rotate|scale|left|top|right|bottom|inset|margin|offset[DPR]|backgroundPosition)/;
  const target = one.effect && one.effect.target;
  const changes = target ? one.effect.getKeyframes().flatMap((frame) => Object.keys(frame)) : [];
  if (!changes.some((key) => moves.test(key))) return null;
  const box = target.getBoundingClientRect(), end = one.effect.getComputedTiming().endTime;
  const name = target.tagName.toLowerCase() + (target.id ? `#${target.id}` : '');
  return {what: `${name} (${one.animationName || 'an animation'})`, area: box.width * box.height,
    seconds: Number.isFinite(end) ? end / 1000 : -1};
}).filter(Boolean).slice(0, 20)"""


async def walk_through(page: Page) -> Walk:
    """Press Tab until the focus has left the page, and return where it stopped.

    A page with more than fifty stops is left then; nothing is said of what comes after.
    """
    state = await page.evaluate_handle(_BEGIN)
    repeated = left = 0
    for _ in range(_MOST_STOPS):
        await page.keyboard.press("Tab")
        went: str = await page.evaluate(_STEP, state)
        # Where the focus was put somewhere before, the walk begins behind it, and the rest comes after the end.
        left += went == "out"
        repeated = repeated + 1 if went in {"same", "seen"} else 0
        if left > 1 or repeated >= (1 if left else _STUCK):
            break
    seen: dict[str, Any] = await page.evaluate(_END, state)
    missed = tuple(str(name)[:_LONGEST] for name in seen["missed"])
    trapped = not left and repeated >= _STUCK and bool(missed)
    return Walk(
        stops=tuple(Stop(str(name)[:_LONGEST], bool(visible)) for name, visible in seen["stops"]),
        missed=missed if left or trapped else (),
        mouse_only=tuple(str(name)[:_LONGEST] for name in seen["mouse"]),
        trap=str(seen["last"])[:_LONGEST] if trapped else "",
    )


async def moving(page: Page) -> tuple[Moving, ...]:
    """Return what is moved by an animation on the page at this moment."""
    seen: list[dict[str, Any]] = await page.evaluate(_MOVING)
    return tuple(
        Moving(str(one["what"])[:_LONGEST], float(one["area"]), math.inf if one["seconds"] < 0 else one["seconds"])
        for one in seen
    )
