"""The pages of a site that law and stores ask for, as declared, and what the law asks of any page."""

from __future__ import annotations

from prodworthy.api import Blocked, Inspection, NotApplicable, SiteVisit, Target, Unmeasured
from prodworthy.rules import accessibility

HTML = frozenset({"text/html", "application/xhtml+xml"})


def legal_paths(target: Target) -> list[str]:
    """Return the paths of the declared pages, each once."""
    paths = list(target.web.legal.values())
    if target.privacy:
        declared = target.privacy
        paths += [path for path in (declared.contact, declared.do_not_sell, declared.deletion) if path]
    return list(dict.fromkeys(paths))


def demand_page(visit: SiteVisit) -> None:
    """Go on only if the first page is one for people.

    Raises:
        NotApplicable: it is not.
        Blocked: it did not load.
    """
    if visit.landing is None:
        raise Blocked(f"the first page did not load: {next(iter(visit.failures.values()), 'see e2e.landing')}")
    if visit.landing.status >= 400:  # noqa: PLR2004 - RFC 9110 section 15
        raise Blocked(f"the first page answers {visit.landing.status}: see e2e.landing")
    if visit.landing.media_type not in HTML:
        raise NotApplicable(f"the first document is {visit.landing.media_type}, not a page (as observed)")


def judge_by_law(look: Inspection) -> None:
    """Judge a page by the barriers that the law names and a machine can find.

    Raises:
        CheckFailed: it has some.
        Unmeasured: it could not be found out.
    """
    if look.violations is None or look.narrow is None:
        raise Unmeasured(look.problem or "the page was not laid out anew")
    findings = accessibility.judge(look.violations, law=True) + accessibility.judge_narrow(look.narrow)
    findings.raise_if_any()
