"""Accessibility: what an engine found in a page, told apart by what the law asks for and what goes beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prodworthy.facts.outcome import Findings, each, found
from prodworthy.facts.page import Layout

LAW = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
"""Tags of WCAG 2.1 A and AA, which EN 301 549 v3.2.1 is, and with it European law; so is 28 CFR part 35, subpart H."""
BEYOND = ("wcag22a", "wcag22aa", "best-practice")
"""Tags of what WCAG 2.2 adds, and of good practice."""
NARROW_PX = 320
"""What a window of 1280 px shows at a zoom of 400 % (WCAG 1.4.10)."""

_GRAVE = frozenset({"critical", "serious"})
_LEAST_AREA = 2500  # square pixels: what is smaller, such as a sign that something loads, disturbs nobody
_MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that a page breaks.

    Attributes:
        rule: the engine's name of the rule.
        help: the rule in a sentence.
        impact: `critical`, `serious`, `moderate` or `minor`.
        tags: which criteria it belongs to.
        places: where, as selectors.
        count: at how many places.
        sure: whether the engine could decide; where not, a person has to look.
    """

    rule: str
    help: str
    impact: str
    tags: tuple[str, ...]
    places: tuple[str, ...]
    count: int
    sure: bool = True

    @property
    def is_law(self) -> bool:
        """Whether it is among what the law cites."""
        return any(tag in LAW for tag in self.tags)

    def __str__(self) -> str:
        named = ", ".join(self.places[:_MOST_PLACES])
        more = f" and {self.count - _MOST_PLACES} more" if self.count > _MOST_PLACES else ""
        return f"{self.rule} ({self.impact}): {self.help}: {named}{more}"


@dataclass(frozen=True, slots=True)
class Moving:
    """Something that moves on a page whose visitor asked for less motion.

    Attributes:
        what: the element and its animation, in short.
        area: its size in square CSS pixels.
        seconds: how long it goes on; infinity for ever.
    """

    what: str
    area: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Stop:
    """One element at which the Tab key stopped.

    Attributes:
        name: the element, in short.
        visible: whether it looks different with the focus than without.
    """

    name: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through a page with the Tab key.

    Attributes:
        stops: each element that got the focus, once, in order.
        missed: elements that take the keyboard, and that the walk did not reach.
        mouse_only: controls that cannot get the focus at all.
        trap: the element that kept the focus; empty where none did.
    """

    stops: tuple[Stop, ...]
    missed: tuple[str, ...] = ()
    mouse_only: tuple[str, ...] = ()
    trap: str = ""


def judge(violations: Sequence[Violation], *, law: bool) -> Findings:
    """Judge what an engine found: what is critical or serious fails, what is less is advice. The undecided is neither.

    Args:
        violations: what was found.
        law: whether to judge what the law cites, or what goes beyond it.
    """
    return each(
        found(str(one), "no violation", advisory=one.impact not in _GRAVE or (not law and "best-practice" in one.tags))
        for one in violations
        if one.sure and one.is_law is law
    )


def judge_walk(walk: Walk) -> Findings:
    """Judge a walk with the Tab key: everything is reached, the focus shows, and nothing keeps it.

    Source: WCAG 2.1.1, 2.1.2 and 2.4.7.
    """
    findings = Findings()
    if walk.trap:
        findings += found(f"the Tab key does not leave {walk.trap}", "a way on for the keyboard")
    elif walk.missed:
        findings += found(f"the Tab key does not reach {_named(walk.missed)}", "every control")
    if walk.mouse_only:
        findings += found(f"without a place in the order of the Tab key: {_named(walk.mouse_only)}", "tabindex=0")
    if hidden := [stop.name for stop in walk.stops if not stop.visible]:
        findings += found(f"the focus does not show on {_named(hidden)}", "an outline, or another visible change")
    return findings


def judge_narrow(layout: Layout) -> Findings:
    """Judge whether a page can be read at a zoom of 400 % without scrolling sideways (WCAG 1.4.10)."""
    if layout.content <= NARROW_PX + 2:  # fractions of a pixel are rounded either way
        return Findings()
    widest = f" ({', '.join(layout.widest)})" if layout.widest else ""
    return found(
        f"at a zoom of 400 % the page is {layout.content} px wide{widest}", f"at most {NARROW_PX} px, without scrolling"
    )


def judge_motion(moving: Sequence[Moving]) -> Findings:
    """Judge what moves on and on although the visitor's system asks for less motion (WCAG 2.2.2 and 2.3.3)."""
    longest = 5.0
    return each(
        found(
            f"{one.what} moves {'for ever' if one.seconds == float('inf') else f'for {one.seconds:g} s'}",
            "no motion with prefers-reduced-motion: reduce",
        )
        for one in moving
        if one.area >= _LEAST_AREA and one.seconds > longest
    )


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_PLACES} more" if len(names) > _MOST_PLACES else ""
    return ", ".join(names[:_MOST_PLACES]) + more
