"""Accessibility and language of the pages that everyone sees: first page and legal pages."""

from __future__ import annotations

from collections.abc import Callable

from e2e.site import demand_page
from prodworthy.api import (
    Blocked,
    Evidence,
    Footprint,
    Inspection,
    NotApplicable,
    Parts,
    ReadPage,
    Severity,
    SiteVisit,
    Target,
    Unmeasured,
    check,
)
from prodworthy.rules import accessibility, languages

_LAW = "WCAG 2.1 A and AA, as in EN 301 549 v3.2.1 (Directive (EU) 2019/882) and 28 CFR part 35, subpart H"


def judge_pages(site_visit: SiteVisit, parts: Parts, judge: Callable[[Inspection], None]) -> None:
    """Judge what was found of each page, each as a part of its own."""
    demand_page(site_visit)
    for path in [*site_visit.inspections, *(path for path in site_visit.failures if path.startswith("/"))]:
        with parts.part(path):
            if path not in site_visit.inspections:
                raise Blocked(f"the page was not looked at: {site_visit.failures[path]}")
            judge(site_visit.inspections[path])


def judge_engine(inspection: Inspection, evidence: Evidence, *, law: bool) -> None:
    """Judge what axe-core found of a page.

    Raises:
        CheckFailed: it breaks rules.
        Unmeasured: the engine could not say.
    """
    if inspection.violations is None:
        raise Unmeasured(inspection.problem)
    for sure, title in ((True, "Rules of axe-core"), (False, "To be looked at by a person: axe-core could not decide")):
        shown = [one for one in inspection.violations if one.is_law is law and one.sure is sure]
        if shown:
            rows = [(one.rule, one.impact, one.count, ", ".join(one.places), " ".join(one.tags)) for one in shown]
            evidence.table(title, ["rule", "impact", "places", "where", "tags"], rows)
    accessibility.judge(inspection.violations, law=law).raise_if_any()


def judge_zoom(inspection: Inspection) -> None:
    """Judge a page at a zoom of 400 %.

    Raises:
        CheckFailed: it is too wide.
        Unmeasured: it was not laid out anew.
    """
    if inspection.narrow is None:
        raise Unmeasured("the page was not laid out anew")
    accessibility.judge_narrow(inspection.narrow).raise_if_any()


@check(
    "e2e.accessible_pages",
    "No page has a barrier that the law names and a machine can find",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference=_LAW,
    remedy="Mend what axe-core names (its rules are at dequeuniversity.com/rules/axe); then look at the page by hand.",
    covers=["A11Y-01", "A11Y-03", "A11Y-04", "A11Y-13", "A11Y-15", "PRV-CON-12"],
    deadline_s=90,
)
async def test_accessible_pages(site_visit: SiteVisit, parts: Parts, evidence: Evidence) -> None:
    """One person in six cannot use such a page; since June 2025 shops and services in the EU answer for it."""
    judge_pages(site_visit, parts, lambda inspection: judge_engine(inspection, evidence, law=True))


@check(
    "e2e.accessible_beyond",
    "No page has a barrier that WCAG 2.2 adds",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="WCAG 2.2 AA; what axe-core calls best practice is advice",
    remedy="Give small targets 24 by 24 CSS pixels or room around them, and mend what else axe-core names.",
    covers=["A11Y-02"],
    deadline_s=90,
)
async def test_accessible_beyond(site_visit: SiteVisit, parts: Parts, evidence: Evidence) -> None:
    """The law will follow: EN 301 549 is being revised to WCAG 2.2. Today it is no breach, only a barrier."""
    judge_pages(site_visit, parts, lambda inspection: judge_engine(inspection, evidence, law=False))


@check(
    "e2e.keyboard",
    "The first page can be used with the keyboard alone",
    severity=Severity.MAJOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="WCAG 2.1, 2.1.1, 2.1.2 and 2.4.7",
    remedy="Use buttons and links for what is pressed, let Tab alone, and do not take the outline of the focus away.",
    covers=["A11Y-05"],
    deadline_s=90,
)
async def test_keyboard(site_visit: SiteVisit, target: Target, evidence: Evidence) -> None:
    """No machine rule sees it: whoever cannot use a mouse is stuck at the first control that wants one."""
    demand_page(site_visit)
    inspection = site_visit.inspections.get(target.web.landing)
    if inspection is None or inspection.walk is None:
        raise Blocked("the first page was not walked through")
    evidence.log("Stops of the Tab key", [one.name for one in inspection.walk.stops] or ["none"])
    accessibility.judge_walk(inspection.walk).raise_if_any()


@check(
    "e2e.zoom",
    "The pages can be read at a zoom of 400 %",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="WCAG 2.1, 1.4.10",
    remedy="Let only tables, maps and pictures be wider than 320 CSS pixels, and let those scroll by themselves.",
    covers=["A11Y-06"],
    deadline_s=90,
)
async def test_zoom(site_visit: SiteVisit, parts: Parts) -> None:
    """Many people read with large letters; a page that has to be pushed sideways for each line is not read."""
    judge_pages(site_visit, parts, judge_zoom)


@check(
    "e2e.motion",
    "Pages hold still for people who asked for less motion",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="WCAG 2.1, 2.2.2 and 2.3.3",
    remedy="Ask for prefers-reduced-motion in style sheets, and with matchMedia before anything is animated by script.",
    covers=["A11Y-11"],
    deadline_s=90,
)
async def test_motion(site_visit: SiteVisit, parts: Parts) -> None:
    """For people with a vestibular disorder, motion that never ends means nausea, and leaving."""
    judge_pages(site_visit, parts, lambda inspection: accessibility.judge_motion(inspection.moving).raise_if_any())


@check(
    "e2e.language",
    "The pages are in the language and direction that they say",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="WCAG 2.1, 3.1.1; BCP 47",
    remedy="Set lang to the language of what is shown, and dir=rtl for what is written from right to left.",
    covers=["I18N-01", "I18N-06"],
    deadline_s=90,
)
async def test_language(site_visit: SiteVisit, parts: Parts) -> None:
    """A screen reader reads English with German rules: nobody understands a word."""
    for page in _pages(site_visit):
        with parts.part(page.path):
            findings = languages.judge(page.language, page.text)
            findings += languages.judge_direction(page.language, page.direction)
            findings.raise_if_any()


@check(
    "e2e.hreflang",
    "The first page names its other languages rightly",
    severity=Severity.INFO,
    footprint=Footprint.READS,
    needs={"web"},
    reference="HTML Standard, section 4.2.4; BCP 47",
    remedy="Use tags that exist (en-GB, not en-UK), one address for each, and x-default for everyone else.",
    covers=["I18N-05"],
    deadline_s=90,
)
async def test_hreflang(site_visit: SiteVisit) -> None:
    """A search engine that cannot read the tag shows people the page in somebody else's language."""
    demand_page(site_visit)
    alternates = site_visit.landing.alternates if site_visit.landing else ()
    if not alternates:
        raise NotApplicable("the first page names no other language (as observed)")
    languages.judge_alternates(alternates).raise_if_any()


@check(
    "e2e.untranslated",
    "Pages show words, not the keys of words",
    severity=Severity.MINOR,
    footprint=Footprint.READS,
    needs={"web"},
    reference="Unicode CLDR and ICU, message formatting",
    remedy="Deploy the texts together with the code that uses them; let a missing one stop the build.",
    covers=["I18N-04"],
    deadline_s=90,
)
async def test_untranslated(site_visit: SiteVisit, parts: Parts) -> None:
    """`landing.hero.title` in place of a sentence is what visitors of an unfinished release remember."""
    for page in _pages(site_visit):
        with parts.part(page.path):
            languages.judge_raw(page.text).raise_if_any()


def _pages(visit: SiteVisit) -> list[ReadPage]:
    demand_page(visit)
    pages = [page for page in (visit.landing, *visit.pages.values()) if page and page.status < 400]  # noqa: PLR2004
    if not pages:
        raise NotApplicable("no page was read")
    return pages
