"""A page as it reads once its scripts have run, and what is found of its accessibility."""

from __future__ import annotations

from dataclasses import dataclass

from prodworthy.facts.outcome import Unmeasured
from prodworthy.facts.page import Layout
from prodworthy.probes import axe, keyboard
from prodworthy.probes.browser import DESKTOP
from prodworthy.probes.visitor import Visitor
from prodworthy.rules.accessibility import NARROW_PX, Moving, Violation, Walk

_NARROW_HEIGHT = 256
_LONGEST_TEXT = 100_000
_READ = """() => ({
  text: document.body ? document.body.innerText.slice(0, 100000) : '', title: document.title.slice(0, 300),
  type: document.contentType,
  language: document.documentElement.lang, direction: getComputedStyle(document.documentElement).direction,
  password: !!document.querySelector('input[type=password]'),
  forms: [...document.forms]
    .filter((form) => form.querySelector('textarea, [type=email], [type=text], input:not([type])')).length,
  alternates: [...document.querySelectorAll('link[rel~=alternate][hreflang]')].slice(0, 200)
    .map((link) => [link.hreflang, link.href]),
  links: [...document.links].slice(0, 1000)
    .map((link) => [link.href.slice(0, 500), (link.innerText || link.ariaLabel || '').trim().slice(0, 120)]),
})"""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page as it reads once its scripts have run.

    Attributes:
        path: what was asked for.
        status: of the document.
        url: where it ended.
        text: what can be read.
        title: the document's.
        language: what the document says of its language.
        direction: `ltr` or `rtl`, as it is laid out.
        links: address and text of each.
        media_type: the document's.
        asks_password: whether it has a field for one.
        forms: how many forms it has that a message can be written into.
        alternates: language tag and address of each of its other languages.
    """

    path: str
    status: int
    url: str
    text: str = ""
    title: str = ""
    language: str = ""
    direction: str = "ltr"
    links: tuple[tuple[str, str], ...] = ()
    media_type: str = "text/html"
    asks_password: bool = False
    forms: int = 0
    alternates: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Inspection:
    """What was found of a page's accessibility.

    Attributes:
        violations: rules that it breaks; None where the engine could not say.
        problem: why it could not.
        narrow: the page at a zoom of 400 %.
        moving: what moves, although less motion was asked for.
        walk: a walk with the Tab key, where one was made.
    """

    violations: tuple[Violation, ...] | None = None
    problem: str = ""
    narrow: Layout | None = None
    moving: tuple[Moving, ...] = ()
    walk: Walk | None = None


async def inspect(visitor: Visitor, *, walking: bool = False) -> Inspection:
    """Look at the page that a visitor is on for its accessibility; the window is as it was afterwards.

    Args:
        visitor: whose page.
        walking: whether to walk through it with the Tab key.
    """
    seen = Inspection()
    try:
        seen.violations = await axe.violations(visitor.page)
    except Unmeasured as error:
        seen.problem = error.reason
    seen.moving = await keyboard.moving(visitor.page)
    if walking:
        seen.walk = await keyboard.walk_through(visitor.page)
    size = visitor.page.viewport_size or {"width": DESKTOP[0], "height": DESKTOP[1]}
    await visitor.page.set_viewport_size({"width": NARROW_PX, "height": _NARROW_HEIGHT})
    seen.narrow = await visitor.layout()
    await visitor.page.set_viewport_size(size)
    return seen


async def read(visitor: Visitor, path: str, quiet: float = 0.3) -> ReadPage:
    """Go to a page, and return it as it reads once it has come to rest."""
    status = await visitor.open(path)
    await visitor.settle(quiet)
    seen = await visitor.page.evaluate(_READ)
    return ReadPage(
        path=path,
        status=status,
        url=visitor.page.url,
        text=str(seen["text"])[:_LONGEST_TEXT],
        title=str(seen["title"])[:300],
        language=str(seen["language"])[:80],
        direction=str(seen["direction"]),
        links=tuple((str(url)[:500], str(text)[:120]) for url, text in seen["links"]),
        media_type=str(seen["type"]),
        asks_password=bool(seen["password"]),
        forms=int(seen["forms"]),
        alternates=tuple((str(tag)[:80], str(url)[:500]) for tag, url in seen["alternates"]),
    )
