"""What an engine, the Tab key, a narrow window and a wish for less motion tell of a page."""

from __future__ import annotations

import math

import pytest

from prodworthy.facts.page import Layout
from prodworthy.rules.accessibility import (
    Moving,
    Stop,
    Violation,
    Walk,
    judge,
    judge_motion,
    judge_narrow,
    judge_walk,
)

CONTRAST = Violation("color-contrast", "Text must have contrast", "serious", ("cat.color", "wcag2aa"), ("p", "a"), 2)
TARGETS = Violation("target-size", "Targets must be large", "serious", ("wcag22aa",), ("button",), 1)
REGION = Violation("region", "Content in landmarks", "serious", ("best-practice",), ("div",), 7)
UNSURE = Violation("color-contrast", "Text must have contrast", "serious", ("wcag2aa",), ("h1",), 1, sure=False)
MINOR = Violation("duplicate", "Ids are unique", "minor", ("wcag2a",), ("a", "b", "c"), 5)


def test_law_and_what_goes_beyond_it_are_told_apart() -> None:
    everything = [CONTRAST, UNSURE, TARGETS, REGION, MINOR]
    assert [(one.seen.split()[0], one.advisory) for one in judge(everything, law=True)] == [
        ("color-contrast", False),
        ("duplicate", True),
    ]
    assert [(one.seen.split()[0], one.advisory) for one in judge(everything, law=False)] == [
        ("target-size", False),
        ("region", True),
    ]
    assert str(MINOR).endswith("a, b, c and 2 more")


@pytest.mark.parametrize(
    ("walk", "problem"),
    [
        (Walk((Stop("a", visible=True), Stop("button", visible=True))), ""),
        (Walk((), ()), ""),
        (Walk((Stop("a", visible=False),)), "does not show on a"),
        (Walk((Stop("a", visible=True),), missed=("b", "c", "d", "e")), "does not reach b, c, d and 1 more"),
        (Walk((Stop("a", visible=True),), missed=("b",), trap="input"), "does not leave input"),
        (Walk((), mouse_only=('div "Menu"',)), 'div "Menu"'),
    ],
)
def test_walks(walk: Walk, problem: str) -> None:
    findings = judge_walk(walk)
    assert len(findings) == bool(problem)
    assert problem in findings.describe()


@pytest.mark.parametrize(("width", "fits"), [(320, True), (322, True), (323, False), (980, False)])
def test_a_zoom_of_400_percent(width: int, *, fits: bool) -> None:
    assert bool(judge_narrow(Layout("", "", content=width, widest=("table",)))) is not fits


@pytest.mark.parametrize(
    ("one", "disturbs"),
    [
        (Moving("img (rise)", 40_000, math.inf), True),
        (Moving("div (slide)", 40_000, 6), True),
        (Moving("div (fade-in)", 40_000, 0.4), False),
        (Moving("svg (spin)", 24 * 24, math.inf), False),
    ],
)
def test_motion(one: Moving, *, disturbs: bool) -> None:
    assert bool(judge_motion([one])) is disturbs
